"""What invitations carry for calendars (iTIP, RFC 5546), and meetings for whoever subscribes.

A message holds one attendee, whom it is for: nobody learns from it who else is invited.
"""

import datetime
from collections.abc import Iterable
from urllib.parse import quote

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from icalendar import Calendar, Event, vCalAddress, vDuration

from delivery.addresses import wire_form
from delivery.links import absolute
from home import rooms
from meetings import visibility
from meetings.calendar.events import calendar_of, event_of, in_one_line
from meetings.enums import InviteeRole, NoticeKind, Reply, State, Visibility
from meetings.models import Invitation, Meeting, MeetingIndexPage, NoticeMail
from stakeholders.mail import unit

REFRESH = datetime.timedelta(hours=4)  # how often a subscriber's calendar is asked to look

_ROLES = {
    InviteeRole.CHAIR: "CHAIR",
    InviteeRole.REQUIRED: "REQ-PARTICIPANT",
    InviteeRole.OPTIONAL: "OPT-PARTICIPANT",
}
_PARTSTAT = {
    Reply.NONE: "NEEDS-ACTION",
    Reply.ACCEPTED: "ACCEPTED",
    Reply.TENTATIVE: "TENTATIVE",
    Reply.DECLINED: "DECLINED",
    Reply.DELEGATED: "DELEGATED",
}


def message(invitation: Invitation, *, now: datetime.datetime) -> str:
    """Return what an invited person's calendar is to be told now: `request`, or `cancellation` if there's nothing left.

    Raises:
        ValueError: see `request`.
    """
    if invitation.withdrawn_at is not None or not invitation.meeting.takes_place:
        return cancellation(invitation, now=now)
    return request(invitation, now=now)


def request(invitation: Invitation, *, now: datetime.datetime) -> str:
    """Return the METHOD:REQUEST that puts a meeting into the calendar of an invited person, or changes it there.

    Raises:
        ValueError: the address was erased; nobody can be written to.
    """
    with translation.override(invitation.language):
        return _told(invitation, "REQUEST", _event_for(invitation, now=now))


def cancellation(invitation: Invitation, *, now: datetime.datetime) -> str:
    """Return the METHOD:CANCEL that takes the meeting out of the calendar of whom `invitation` invited.

    Also for a postponed meeting: its old time is free again, and a request follows once there is a new one
    (docs/decisions/0021).

    Raises:
        ValueError: see `request`.
    """
    with translation.override(invitation.language):
        event = _event_for(invitation, now=now)
        del event["status"]
        event.add("status", "CANCELLED")
        if invitation.withdrawn_at is not None or invitation.meeting.state == State.CANCELLED:
            del event["sequence"]
            # Once for each, this one among them: see `_event_for`. That it is postponed is no such round.
            event.add("sequence", invitation.meeting.sequence + 2 * max(_cancellations(invitation), 1) - 1)
        return _told(invitation, "CANCEL", event)


def published(
    meetings: Iterable[Meeting], *, name: str, reader: Visibility, now: datetime.datetime, joining: Iterable[int] = ()
) -> bytes:
    """Return `meetings` as a METHOD:PUBLISH feed called `name`, in the active language.

    The meetings must be such as `reader` may know of. `joining` holds the keys of those whose link to join is told:
    of none to the public.
    """
    invited = frozenset(joining)
    index = rooms.url_of(MeetingIndexPage)
    rows = []
    for meeting in meetings:
        tells = visibility.allows(reader, Visibility.PARTNERS) and meeting.pk in invited
        rows.append((meeting, event_of(meeting, page_url=_page_url(meeting, index), joining=tells, now=now)))
    calendar = calendar_of("PUBLISH", rows)
    calendar.add("name", in_one_line(name))  # RFC 7986, 5.1, and what calendars knew before it
    calendar.add("x-wr-calname", in_one_line(name))
    refresh = vDuration(REFRESH)
    refresh.params["VALUE"] = "DURATION"
    calendar.add("refresh-interval", refresh)
    calendar.add("x-published-ttl", vDuration(REFRESH))
    return _bytes(calendar)


def single(meeting: Meeting, *, now: datetime.datetime) -> bytes:
    """Return a public meeting as a file of one event, in the active language."""
    page_url = _page_url(meeting, rooms.url_of(MeetingIndexPage))
    return _bytes(calendar_of("PUBLISH", [(meeting, event_of(meeting, page_url=page_url, joining=False, now=now))]))


def _event_for(invitation: Invitation, *, now: datetime.datetime) -> Event:
    """Return the meeting as an invited person may know it, with a SEQUENCE above all that they were told before.

    The meeting's own is not enough: who is uninvited, and invited again, hears of a meeting that did not change.
    """
    page_url = _page_url(invitation.meeting, rooms.url_of(MeetingIndexPage))
    event = event_of(invitation.meeting, page_url=page_url, joining=True, now=now)
    del event["sequence"]
    event.add("sequence", invitation.meeting.sequence + 2 * _cancellations(invitation))
    return event


def _cancellations(invitation: Invitation) -> int:
    """Return how many cancellations were written down for whom this invites, at whichever of their addresses.

    Who was uninvited at one and is invited at another may read both in one calendar.
    """
    who = Q(invitation=invitation)
    if invitation.contact_id is not None:
        who |= Q(invitation__contact=invitation.contact_id)
    rounds = NoticeMail.objects.filter(who, notice__meeting=invitation.meeting_id, notice__kind=NoticeKind.CANCELLATION)
    return rounds.count()


def _told(invitation: Invitation, method: str, event: Event) -> str:
    """Return a message about `event` to whom `invitation` is for."""
    if invitation.address is None or not invitation.address.email:
        raise ValueError("The address of this invitation was erased.")
    email = wire_form(invitation.address.email, invitation.address.key)
    organizer = _mailbox(settings.REPLY_TO_EMAIL)
    organizer.params["CN"] = in_one_line(unit()["name"])
    event.add("organizer", organizer)
    if email.lower() == settings.REPLY_TO_EMAIL.lower():
        # Outlook lets an organizer neither accept nor save its own request. It takes what is merely published.
        method = "PUBLISH"
    else:
        attendee = _mailbox(email)
        attendee.params["CN"] = in_one_line(invitation.name or email)
        attendee.params["ROLE"] = _ROLES[InviteeRole(invitation.role)]
        attendee.params["PARTSTAT"] = _PARTSTAT[Reply(invitation.reply)]
        attendee.params["RSVP"] = "TRUE"
        event.add("attendee", attendee)
    return _bytes(calendar_of(method, [(invitation.meeting, event)])).decode()


def _mailbox(email: str) -> vCalAddress:
    """Return a mailto URI (RFC 6068, 2) in which no more is encoded than must be: calendars compare what they read."""
    return vCalAddress(f"mailto:{quote(email, safe=_STANDS_FOR_ITSELF)}")


_STANDS_FOR_ITSELF = "@!$'*+-./^_`{|}~"


def _page_url(meeting: Meeting, index: str) -> str:
    """Return the whole address of the public page; empty where it has none."""
    public = visibility.of_meeting(meeting) == Visibility.PUBLIC
    return absolute(f"{index}{meeting.slug}/") if public and index else ""


def _bytes(calendar: Calendar) -> bytes:
    """Return `calendar` with CRLF, lines folded at 75 octets, and properties in the order in which they were set."""
    written: bytes = calendar.to_ical(sorted=False)
    return written
