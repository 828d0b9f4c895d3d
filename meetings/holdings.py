"""What this room holds on a person: groups, invitations with their answers, attendance, actions, comments, feeds.

A row is theirs when it names their contact or an address that is theirs alone. A name alone may be a namesake's.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from meetings.models import (
    ActionDigest,
    ActionItem,
    ActionUpdate,
    Attendance,
    CalendarFeed,
    GroupMembership,
    Invitation,
    MinutesComment,
)
from stakeholders.privacy.holdings import Section
from stakeholders.privacy.subject import Subject


def invitations_of(subject: Subject) -> QuerySet[Invitation]:
    """Return the invitations of the person, and those that went to an address of theirs alone."""
    return Invitation.objects.filter(Q(contact__in=subject.contacts) | Q(contact=None, address__in=subject.own))


def attendance_of(subject: Subject) -> QuerySet[Attendance]:
    """Return the rows of attendance of the person. What is only a name, matched with nobody, can't be found."""
    own = invitations_of(subject).order_by().values("pk")
    return Attendance.objects.filter(Q(contact__in=subject.contacts) | Q(contact=None, invitation__in=own))


def delegations_to(subject: Subject) -> QuerySet[Invitation]:
    """Return the invitations in whose stead somebody named the person: by address, or by an invitation of theirs."""
    own = invitations_of(subject).filter(delegated_by__isnull=False).order_by().values("delegated_by")
    emails = {email.lower() for email in subject.emails}
    rows = Invitation.objects.annotate(lower_delegate=Lower("delegate_email"))
    return rows.filter(Q(lower_delegate__in=emails) | Q(pk__in=own))


def comments_of(subject: Subject) -> QuerySet[MinutesComment]:
    return MinutesComment.objects.filter(invitation__in=invitations_of(subject).order_by().values("pk"))


def all_of(subject: Subject) -> Iterator[Section]:
    """Yield all that is held on the person, table by table."""
    yield seats(subject)
    yield _invitations(subject)
    yield _delegations(subject)
    yield _attendance(subject)
    yield _actions(subject)
    yield _updates(subject)
    yield _comments(subject)
    yield _feeds(subject)
    yield _digests(subject)


def seats(subject: Subject) -> Section:
    """Return the seats in working groups, past ones too."""
    rows = GroupMembership.objects.filter(contact__in=subject.contacts).select_related("group", "organisation")
    return Section(
        title=_("Working groups"),
        columns=[_("Working group"), _("Role"), _("Organisation"), _("From"), _("Until")],
        rows=[
            [
                seat.group.name_in_language,
                seat.get_role_display(),
                seat.organisation.name_in_language,
                seat.start or "",
                seat.end or "",
            ]
            for seat in rows
        ],
    )


def _invitations(subject: Subject) -> Section:
    rows = invitations_of(subject).select_related("meeting", "organisation", "address").order_by("meeting__start", "pk")
    columns = [_("Meeting"), _("Date"), _("Invited as"), _("Organisation"), _("Role"), _("Address"), _("Invited by")]
    columns += [_("Invited"), _("Answer"), _("Answered"), _("Takes part"), _("Note"), _("Needs")]
    columns += [_("Sends"), _("Address of whom they send"), _("Reminded"), _("Taken back")]
    return Section(_("Invitations to meetings"), columns, [_invitation(row) for row in rows])


def _invitation(row: Invitation) -> list[Any]:
    return [
        *_meeting(row.meeting),
        row.name,
        _named(row.organisation),
        row.get_role_display(),
        row.address.email if row.address else "",
        row.came_by,
        row.invited_at or "",
        row.get_reply_display(),
        row.replied_at or "",
        row.get_mode_display() if row.mode else "",
        row.note,
        row.needs,
        row.delegate_name,
        row.delegate_email,
        row.reminded_at or "",
        row.withdrawn_at or "",
    ]


def _delegations(subject: Subject) -> Section:
    rows = delegations_to(subject).select_related("meeting").order_by("meeting__start", "pk")
    return Section(
        _("Named by others to go in their stead"),
        [_("Meeting"), _("Date"), _("Name"), _("E-mail address")],
        [[*_meeting(row.meeting), row.delegate_name, row.delegate_email] for row in rows],
    )


def _attendance(subject: Subject) -> Section:
    rows = attendance_of(subject).select_related("meeting", "organisation").order_by("meeting__start", "pk")
    columns = [_("Meeting"), _("Date"), _("Name"), _("Organisation"), _("Organisation as written"), _("Designation")]
    columns += [_("Presence"), _("Takes part"), _("How it is known"), _("Written down")]
    return Section(
        _("Attendance at meetings"),
        columns,
        [
            [
                *_meeting(row.meeting),
                row.name,
                _named(row.organisation),
                row.organisation_name,
                row.designation,
                row.get_presence_display(),
                row.get_mode_display(),
                row.get_origin_display(),
                row.recorded_at,
            ]
            for row in rows
        ],
        note=_("Lists where only a name was written, without it being known whose, are not looked through."),
    )


def _actions(subject: Subject) -> Section:
    rows = ActionItem.objects.filter(owner__in=subject.contacts).select_related("owner_organisation")
    return Section(
        _("Actions that are theirs"),
        [_("Number"), _("What is to be done"), _("Organisation"), _("Due on"), _("Status"), _("Done on")],
        [
            [
                row.number,
                row.text_in_language,
                _named(row.owner_organisation),
                row.due_on or "",
                row.get_status_display(),
                row.done_on or "",
            ]
            for row in rows
        ],
    )


def _updates(subject: Subject) -> Section:
    rows = ActionUpdate.objects.filter(by_contact__in=subject.contacts).select_related("action")
    return Section(
        _("What they said of actions"),
        [_("Number"), _("At"), _("Status"), _("Note")],
        [[row.action.number, row.at, row.get_status_display(), row.note] for row in rows],
    )


def _comments(subject: Subject) -> Section:
    rows = comments_of(subject).select_related("version__minutes__meeting")
    return Section(
        _("Comments on minutes"),
        [_("Meeting"), _("Date"), _("At"), _("Comment"), _("This is an objection"), _("Answer")],
        [
            [
                *_meeting(row.version.minutes.meeting),
                row.at,
                row.text,
                _("Yes") if row.objects_to else _("No"),
                row.answer,
            ]
            for row in rows
        ],
    )


def _feeds(subject: Subject) -> Section:
    rows = CalendarFeed.objects.filter(contact__in=subject.contacts)
    return Section(
        _("Personal calendar"),
        [_("Made at"), _("Last read")],
        [[row.made_at, row.read_at or ""] for row in rows],
        note=_("The address of the calendar is not kept; whether one that is used is theirs can be told."),
    )


def _digests(subject: Subject) -> Section:
    rows: Iterable[ActionDigest] = ActionDigest.objects.filter(contact__in=subject.contacts).order_by("month")
    return Section(
        _("Mails about open actions"),
        [_("Month"), _("At"), _("Why none was sent")],
        [[row.month, row.at, row.refused] for row in rows],
    )


def _meeting(meeting: Any) -> list[Any]:
    return [meeting.title_in_language, meeting.day]


def _named(organisation: Any) -> str:
    return organisation.name_in_language if organisation else ""
