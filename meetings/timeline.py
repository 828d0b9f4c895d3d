"""What meetings add to the line of all that happened to a contact."""

import datetime
from collections.abc import Iterator
from itertools import chain

from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.models import ActionItem, ActionUpdate, Attendance, Invitation
from stakeholders.duplicates.survivors import refs_of
from stakeholders.models import Contact
from stakeholders.timeline import Entry, Kind


def of_meetings(contact: Contact, before: datetime.datetime, size: int) -> Iterator[Entry]:
    """Yield invitations, answers, attendance, actions and what was said of them; of merged entries too."""
    refs = refs_of(contact)
    return chain(
        _invited(refs, before, size),
        _answered(refs, before, size),
        _attended(refs, before, size),
        _actions(refs, before, size),
        _updates(refs, before, size),
    )


def _invited(refs: list[int], before: datetime.datetime, size: int) -> Iterator[Entry]:
    rows = Invitation.objects.filter(contact__in=refs, invited_at__lt=before).select_related("meeting")
    for row in rows.order_by("-invited_at", "-pk")[:size]:
        title = _("Invited: %(meeting)s") % {"meeting": row.meeting}
        yield Entry(
            at=row.invited_at or before, kind=Kind.MEETING, icon="calendar-alt", title=title, url=_url(row.meeting_id)
        )


def _answered(refs: list[int], before: datetime.datetime, size: int) -> Iterator[Entry]:
    rows = Invitation.objects.filter(contact__in=refs, replied_at__lt=before).select_related("meeting")
    for row in rows.order_by("-replied_at", "-pk")[:size]:
        yield Entry(
            at=row.replied_at or before,
            kind=Kind.MEETING,
            icon="comment",
            title=_("Answered: %(answer)s") % {"answer": row.get_reply_display()},
            detail=str(row.meeting),
            url=_url(row.meeting_id),
        )


def _attended(refs: list[int], before: datetime.datetime, size: int) -> Iterator[Entry]:
    rows = Attendance.objects.filter(contact__in=refs, meeting__start__lt=before).select_related("meeting")
    for row in rows.order_by("-meeting__start", "-pk")[:size]:
        yield Entry(
            at=row.meeting.start,
            kind=Kind.MEETING,
            icon="group",
            title=f"{row.meeting}: {row.get_presence_display()}",
            detail=row.get_origin_display(),
            url=_url(row.meeting_id),
        )


def _actions(refs: list[int], before: datetime.datetime, size: int) -> Iterator[Entry]:
    rows = ActionItem.objects.filter(owner__in=refs, created_at__lt=before).order_by("-created_at", "-pk")
    for row in rows.select_related("meeting")[:size]:
        yield Entry(
            at=row.created_at,
            kind=Kind.MEETING,
            icon="tasks",
            title=_("Action %(number)s: %(text)s") % {"number": row.number, "text": row.text_in_language[:120]},
            detail=f"{row.meeting} · {row.get_status_display()}",
            url=_url(row.meeting_id),
        )


def _updates(refs: list[int], before: datetime.datetime, size: int) -> Iterator[Entry]:
    rows = ActionUpdate.objects.filter(by_contact__in=refs, at__lt=before).select_related("action")
    for row in rows.order_by("-at", "-pk")[:size]:
        yield Entry(
            at=row.at,
            kind=Kind.MEETING,
            icon="comment",
            title=_("Said of %(number)s: %(status)s")
            % {"number": row.action.number, "status": row.get_status_display()},
            detail=row.note[:200],
        )


def _url(meeting: int) -> str:
    return reverse("meetings_admin:attendance", args=[meeting])
