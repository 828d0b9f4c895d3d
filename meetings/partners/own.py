"""The meetings of one person, and one of them as partners see it. What they may see is looked up each time."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from meetings import documents, links, visibility
from meetings.agenda import items
from meetings.attendance import summary
from meetings.enums import Visibility
from meetings.invitations import replying
from meetings.minutes import comments, versions
from meetings.minutes.edition import ClosedEditionError, from_version
from meetings.minutes.parts import Edition
from meetings.models import Invitation, Meeting, Minutes, WorkingGroup
from meetings.public.meeting_page import Facts
from stakeholders.duplicates.survivors import refs_of
from stakeholders.models import Contact

READER = Visibility.PARTNERS
PAST_SHOWN = 100  # what is older stands in the list of all meetings, as far as it is public


@dataclass(frozen=True)
class OwnMeeting:
    """A meeting, and the person's own invitation to it, if they have one."""

    meeting: Meeting
    invitation: Invitation | None
    reply_url: str  # empty where there is nothing to answer any more


def overview(contact: Contact, *, now: datetime.datetime, today: datetime.date) -> dict[str, Any]:
    """Return the groups and meetings of a person. The same number of queries for one meeting and a hundred."""
    found = visibility.meetings_of(contact, today).defer("body", "body_ur")
    coming, past = list(found.upcoming(now)), list(found.past(now)[:PAST_SHOWN])
    invitations = _invitations(contact, [*coming, *past])
    return {
        "groups": list(groups_seen(contact, today)),
        "coming": [_own(meeting, invitations, now) for meeting in coming],
        "past": [_own(meeting, invitations, now) for meeting in past],
    }


def groups_seen(contact: Contact, today: datetime.date) -> Iterable[WorkingGroup]:
    """Return the groups in which a person sits and of which partners may know."""
    levels = visibility.levels_up_to(READER)
    return visibility.groups_of(contact, today).filter(visibility__in=levels).order_by("name", "pk")


def find(contact: Contact, slug: str, *, today: datetime.date) -> Meeting | None:
    """Return the meeting at `slug` if it concerns the person today."""
    return visibility.meetings_of(contact, today).select_related("series").filter(slug=slug).first()


def one(contact: Contact, meeting: Meeting, *, token: str, now: datetime.datetime) -> dict[str, Any]:
    """Return all that a page on one of a person's meetings shows, for the holder of the link with `token`."""
    own = _own(meeting, _invitations(contact, [meeting]), now)
    minutes = edition(meeting)
    return {
        "meeting": meeting,
        "own": own,
        "is_past": meeting.end < now,
        "facts": Facts.of(meeting),
        "agenda": items.visible(meeting, READER),
        "documents": documents.of(meeting, READER),
        "minutes": minutes,
        "comment_url": _comment_url(own, now) if minutes else "",
        "attendance": None if minutes and minutes.attendance else summary.of(meeting, READER),
        "token": token,
    }


def edition(meeting: Meeting) -> Edition | None:
    """Return the latest minutes of `meeting` that partners may read, in their edition; None while there are none."""
    minutes = Minutes.objects.select_related("meeting").filter(meeting=meeting).first()
    version = versions.latest(minutes, READER) if minutes else None
    if version is None:
        return None
    try:
        return from_version(version, READER)
    except ClosedEditionError:
        return None


def _own(meeting: Meeting, invitations: dict[int, Invitation], now: datetime.datetime) -> OwnMeeting:
    invitation = invitations.get(meeting.pk)
    url = ""
    if invitation is not None and invitation.address_id and replying.is_open(meeting, now=now):
        url = reverse("meetings:reply", args=[links.invitation_token(links.Door.REPLY, invitation)])
    return OwnMeeting(meeting, invitation, url)


def _invitations(contact: Contact, meetings: list[Meeting]) -> dict[int, Invitation]:
    """Return the invitations of a person by the key of their meeting; of two of a merged person, the later one."""
    rows = Invitation.objects.filter(contact__in=refs_of(contact), meeting__in=meetings, withdrawn_at=None)
    return {invitation.meeting_id: invitation for invitation in rows.order_by("pk")}


def _comment_url(own: OwnMeeting, now: datetime.datetime) -> str:
    """Return where the person comments on minutes that are circulated; empty for who was not invited."""
    minutes = Minutes.objects.filter(meeting=own.meeting).first()
    invitation = own.invitation
    if minutes is None or invitation is None or not invitation.address_id or not comments.are_open(minutes, now=now):
        return ""
    return reverse("meetings:comment_on_minutes", args=[links.invitation_token(links.Door.COMMENT, invitation)])
