"""Who may see what of a meeting or a group: the one rule that pages, files, feeds, mails and documents ask.

Everything has a `Visibility`; what stands inside something else is never more open than that. A reader of a meeting
is one of three: the public, a partner (who sits in one of its groups, or is invited), or the unit's staff.
"""

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from meetings.enums import State, Visibility
from meetings.models import GroupMembership, Invitation, Meeting, WorkingGroup
from meetings.models.meetings import MeetingQuerySet
from stakeholders.duplicates.survivors import refs_of
from stakeholders.models import Contact

_ORDER = [Visibility.PUBLIC, Visibility.PARTNERS, Visibility.UNIT]


def strictest(*levels: str) -> Visibility:
    """Return the most closed of `levels`."""
    return _ORDER[max(_ORDER.index(Visibility(level)) for level in levels)]


def allows(reader: str, *levels: str) -> bool:
    """Return whether a reader of the kind `reader` may see what has all of `levels` around it.

    `reader` is the most closed level that the reader may see: PUBLIC for everybody, UNIT for staff.
    """
    return _ORDER.index(strictest(*levels)) <= _ORDER.index(Visibility(reader))


def of_meeting(meeting: Meeting) -> Visibility:
    """Return who may know of `meeting`: of a draft nobody but the unit."""
    return Visibility.UNIT if meeting.state == State.DRAFT else Visibility(meeting.visibility)


def of_agenda(meeting: Meeting) -> Visibility:
    return strictest(of_meeting(meeting), meeting.agenda_visibility)


def of_minutes(meeting: Meeting) -> Visibility:
    """Return who may see the minutes of `meeting` once they are approved; before, only who is asked to comment."""
    return strictest(of_meeting(meeting), meeting.minutes_visibility)


def of_attendance(meeting: Meeting) -> Visibility:
    """Return who may see which organisations came to `meeting`. Names: never more open than partners."""
    return strictest(of_meeting(meeting), meeting.attendance_visibility)


def levels_up_to(reader: str) -> list[Visibility]:
    """Return the levels that a reader of the kind `reader` may see: for filters."""
    return _ORDER[: _ORDER.index(Visibility(reader)) + 1]


def groups_of(contact: Contact, on: datetime.date) -> QuerySet[WorkingGroup]:
    """Return the groups in which a person sits on the day `on`, for whichever organisation."""
    seats = GroupMembership.objects.current(on).filter(contact__in=_all(contact), group=OuterRef("pk"))
    return WorkingGroup.objects.filter(Exists(seats))


def meetings_of(contact: Contact, on: datetime.date) -> MeetingQuerySet:
    """Return the meetings that concern a person and may be shown to partners: their groups', and their invitations."""
    invited = Invitation.objects.filter(contact__in=_all(contact), withdrawn_at=None, meeting=OuterRef("pk"))
    through_group = Meeting.groups.through.objects.filter(
        workinggroup__in=groups_of(contact, on).order_by().values("pk"), meeting=OuterRef("pk")
    )
    for_partners: MeetingQuerySet = Meeting.objects.filter(visibility__in=levels_up_to(Visibility.PARTNERS))
    return for_partners.exclude(state=State.DRAFT).filter(Q(Exists(invited)) | Q(Exists(through_group)))


def reader_of(meeting: Meeting, contact: Contact | None, on: datetime.date) -> Visibility:
    """Return what a person is to `meeting` on the day `on`: a partner, or the public."""
    if contact is not None and meetings_of(contact, on).filter(pk=meeting.pk).exists():
        return Visibility.PARTNERS
    return Visibility.PUBLIC


def _all(contact: Contact) -> list[int]:
    """Return the keys under which a person is known, those of merged entries too."""
    return [int(key) for key in refs_of(contact)]
