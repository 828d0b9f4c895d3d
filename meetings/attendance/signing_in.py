"""Signing in by a link or a QR code on the wall: open for a time, for whoever has the link.

What people say of themselves is marked as that. The page tells nobody who is invited or known: it looks nothing up
but, silently, whether the address is one that an invitation to this very meeting went to.
"""

import datetime
import secrets

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from delivery import addresses
from meetings.attendance import people
from meetings.attendance.people import Who
from meetings.attendance.recording import Roll
from meetings.enums import AttendanceOrigin, Presence, State
from meetings.exceptions import LinkExpiredError, MeetingsError
from meetings.models import Attendance, Invitation, Meeting

LONGEST = datetime.timedelta(days=7)  # a training of several days
MOST = 3000  # people who sign themselves in to one meeting: more is a flood
_OPEN_STATES = (State.ANNOUNCED, State.HELD)


def open_until(meeting: Meeting, *, until: datetime.datetime, by: AbstractBaseUser, now: datetime.datetime) -> None:
    """Open the sign-in until a moment, with a new link: an older one ends.

    Raises:
        MeetingsError: the meeting is a draft or does not take place, or the moment is past or too far off.
    """
    if meeting.state not in _OPEN_STATES:
        raise MeetingsError(_("Only to a meeting that is announced or held can people sign in."))
    if not now < until <= now + LONGEST:
        raise MeetingsError(_("Choose an end for the sign-in within the next seven days."))
    meeting.sign_in_key, meeting.sign_in_until = secrets.token_urlsafe(9), until
    _write(meeting)


def close(meeting: Meeting) -> None:
    """End the sign-in, and the link with it."""
    meeting.sign_in_key, meeting.sign_in_until = "", None
    _write(meeting)


def is_open(meeting: Meeting, now: datetime.datetime) -> bool:
    """Return whether people can sign in at `now`."""
    until = meeting.sign_in_until
    return bool(meeting.sign_in_key) and until is not None and now < until and meeting.state in _OPEN_STATES


def meeting_at(key: str, *, now: datetime.datetime) -> Meeting:
    """Return the meeting that the link with `key` signs in to.

    Raises:
        LinkExpiredError: it was closed, its time is over, or there never was such a link: that is not told apart.
    """
    meeting = Meeting.objects.filter(sign_in_key=key).first() if key else None
    if meeting is None or not is_open(meeting, now):
        raise LinkExpiredError
    return meeting


@transaction.atomic
def sign_in(
    meeting: Meeting,
    *,
    name: str,
    organisation: str,
    designation: str = "",
    email: str = "",
    mode: str,
    now: datetime.datetime,
) -> None:
    """Write down that somebody says to be there. Who does so twice has one row; what staff wrote stays.

    `email` is a valid address or empty, and is not kept.

    Raises:
        MeetingsError: more people signed in than a meeting can have, or it does not take place.
    """
    roll = Roll.held(meeting)
    who = Who(
        name=name,
        organisation=people.at_organisation(organisation),
        organisation_name=organisation,
        designation=designation,
    )
    invitation = _invited_at(meeting, email)
    if invitation is not None:
        who = _as_invited(who, invitation)
    standing = roll.find(who)
    if standing is not None and standing.presence in (Presence.PRESENT, Presence.LATE):
        return
    if sum(row.origin == AttendanceOrigin.SELF for row in roll.rows) >= MOST:
        raise MeetingsError(_("So many people have signed in that no more can. Please tell the organisers."))
    roll.put(who, presence=Presence.PRESENT, mode=mode, origin=AttendanceOrigin.SELF, by=None, now=now)
    roll.save()


def unconfirmed(meeting: Meeting) -> QuerySet[Attendance]:
    """Return the rows that people made themselves and that stand behind no invitation."""
    return Attendance.objects.filter(meeting=meeting, origin=AttendanceOrigin.SELF, invitation=None)


def _invited_at(meeting: Meeting, email: str) -> Invitation | None:
    if not email:
        return None
    at = Invitation.objects.filter(meeting=meeting, address__key=addresses.fold(email), withdrawn_at=None)
    return at.select_related("contact").first()


def _as_invited(who: Who, invitation: Invitation) -> Who:
    """Return `who` with the invitation behind it. The name stays as typed, so that staff see what was claimed."""
    return Who(
        name=who.name,
        organisation=who.organisation or invitation.organisation_id,
        organisation_name=who.organisation_name,
        designation=who.designation,
        contact=invitation.contact_id,
        invitation=invitation.pk,
    )


def _write(meeting: Meeting) -> None:
    # By the query, so that no page is published for it.
    Meeting.objects.filter(pk=meeting.pk).update(sign_in_key=meeting.sign_in_key, sign_in_until=meeting.sign_in_until)
