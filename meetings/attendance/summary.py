"""What others may see of who was at a meeting: organisations and a head-count; names for partners and the unit only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from home.folding import fold
from meetings import visibility
from meetings.enums import Mode, Presence, State, Visibility
from meetings.models import Attendance, Meeting
from stakeholders.models import Organisation


@dataclass(frozen=True)
class Person:
    """One person, for readers who may know."""

    name: str
    designation: str
    organisation: str
    presence: str
    mode: str


@dataclass(frozen=True)
class Summary:
    """Who was there. `names` and `apologies` are empty for the public.

    `organisations` are names; the public is told those of its directory, and of the others how many they are.
    """

    organisations: list[str]
    other_organisations: int
    head_count: int
    online: int
    names: list[Person]
    apologies: list[Person]


NOTHING = Summary([], 0, 0, 0, [], [])


def rows_of(meeting: Meeting) -> QuerySet[Attendance]:
    """Return the rows that count: not what stayed with an entry that was merged into one with a row of its own."""
    return Attendance.objects.filter(Q(contact=None) | Q(contact__merged_into=None), meeting=meeting)


def of(meeting: Meeting, reader: Visibility) -> Summary:
    """Return what a reader of the kind `reader` may see of who was at `meeting`. One query.

    The public sees nothing before the meeting is held: until then the list is being written.
    """
    if not visibility.allows(reader, visibility.of_attendance(meeting)):
        return NOTHING
    if reader == Visibility.PUBLIC and meeting.state != State.HELD:
        return NOTHING
    rows = list(rows_of(meeting).select_related("contact", "organisation"))
    there = [row for row in rows if row.presence in (Presence.PRESENT, Presence.LATE)]
    named, others = _organisations(there, reader)
    knows_names = reader != Visibility.PUBLIC
    return Summary(
        organisations=named,
        other_organisations=others,
        head_count=len(there) + meeting.unnamed_present,
        online=sum(row.mode == Mode.ONLINE for row in there),
        names=_people(there) if knows_names else [],
        apologies=_people(row for row in rows if row.presence == Presence.APOLOGIES) if knows_names else [],
    )


def _organisations(rows: list[Attendance], reader: Visibility) -> tuple[list[str], int]:
    """Return the names of the organisations, in order, and how many more there are that `reader` is not told."""
    known: dict[int, Organisation] = {row.organisation.pk: row.organisation for row in rows if row.organisation}
    written = {fold(row.organisation_name): row.organisation_name for row in rows if not row.organisation}
    written.pop("", None)
    if reader == Visibility.PUBLIC:
        shown = [organisation.name_in_language for organisation in known.values() if organisation.public]
        return sorted(shown, key=str.casefold), len(known) - len(shown) + len(written)
    shown = [organisation.name_in_language for organisation in known.values()]
    return sorted([*shown, *written.values()], key=str.casefold), 0


def _people(rows: Iterable[Attendance]) -> list[Person]:
    found = [
        Person(
            name=row.name or str(row.contact or ""),
            designation=row.designation,
            organisation=row.organisation.name_in_language if row.organisation else row.organisation_name,
            presence=row.get_presence_display(),
            mode=row.mode,
        )
        for row in rows
    ]
    return sorted((person for person in found if person.name), key=lambda person: person.name.casefold())
