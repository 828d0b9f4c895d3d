"""Who can be given an action while minutes are written: by name, from those whom the meeting concerns."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from meetings.exceptions import MeetingsError
from meetings.models import Attendance, GroupMembership, Invitation, Meeting
from stakeholders.models import Contact, Organisation

_COLUMNS = ("contact", "contact__name", "organisation", "organisation__name")


@dataclass(frozen=True)
class Person:
    """Somebody of the meeting, and where they are from."""

    pk: int
    name: str
    organisation: int | None
    organisation_name: str

    @property
    def label(self) -> str:
        """What stands in the list of names that is offered, and in the field once chosen."""
        return f"{self.name}, {self.organisation_name}" if self.organisation_name else self.name


def people(meeting: Meeting) -> list[Person]:
    """Return who was there, who is invited and who sits in the meeting's groups, by name. Three queries."""
    found = {row[0]: Person(row[0], row[1], row[2], row[3] or "") for row in _rows(meeting) if row[1]}
    return sorted(found.values(), key=lambda person: person.label.casefold())


def owner(meeting: Meeting, typed: str) -> tuple[Contact, Organisation | None] | None:
    """Return the person that `typed` names, with the organisation they are there for; None where nothing is typed.

    Raises:
        MeetingsError: nobody of the meeting is called so, or several are.
    """
    typed = " ".join(typed.split()).casefold()
    if not typed:
        return None
    known = people(meeting)
    found = [each for each in known if each.label.casefold() == typed]
    found = found or [each for each in known if each.name.casefold() == typed]
    if len(found) != 1:
        raise MeetingsError(
            _("Several people of this meeting are called so: choose one from the list.")
            if found
            else _("Nobody of this meeting is called so. Choose somebody from the list, or name an organisation.")
        )
    acts_for = Organisation.objects.filter(pk=found[0].organisation).first()
    return Contact.objects.get(pk=found[0].pk), acts_for


def organisation(typed: str) -> Organisation | None:
    """Return the organisation that `typed` names, by its name or acronym; None where nothing is typed.

    Raises:
        MeetingsError: none is called so, or several are.
    """
    typed = " ".join(typed.replace("\x00", "").split())
    if not typed:
        return None
    found = list(Organisation.objects.filter(Q(name__iexact=typed) | Q(acronym__iexact=typed))[:2])
    if len(found) != 1:
        raise MeetingsError(
            _("Several organisations are called so: write the whole name.")
            if found
            else _("No organisation is called so. Write its name or acronym as it stands in the directory.")
        )
    return found[0]


def _rows(meeting: Meeting) -> Iterator[tuple[int, str, int | None, str | None]]:
    """Yield who the meeting concerns; where somebody comes twice, the later row knows better where they are from."""
    groups = meeting.groups.order_by().values("pk")
    living = {"contact__isnull": False, "contact__merged_into": None}
    yield from GroupMembership.objects.current(meeting.day).filter(group__in=groups, **living).values_list(*_COLUMNS)
    invited = Invitation.objects.filter(meeting=meeting, withdrawn_at=None, **living)
    yield from invited.values_list(*_COLUMNS)
    yield from Attendance.objects.filter(meeting=meeting, **living).values_list(*_COLUMNS)
