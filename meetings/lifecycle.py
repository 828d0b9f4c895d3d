"""What becomes of a meeting: the states, the moves between them as one table, and a verb for each move.

A move is written under a lock on the meeting, with what it changed: two clicks do it once, and the second is told so.
Nobody is mailed by a move. Where calendars of invited people must change, it raises the meeting's `sequence`, and staff
decide who is told (`meetings.invitations`).
"""

import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from meetings import changes
from meetings.enums import State
from meetings.exceptions import MeetingsError, MoveRefusedError
from meetings.models import Meeting, Minutes

MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.ANNOUNCED, State.HELD}),
    State.ANNOUNCED: frozenset({State.HELD, State.POSTPONED, State.CANCELLED}),
    State.POSTPONED: frozenset({State.ANNOUNCED, State.CANCELLED}),
    State.HELD: frozenset({State.ANNOUNCED}),
    State.CANCELLED: frozenset(),
}
# The moves of which calendars must hear. A draft is in nobody's calendar, and that a meeting was held changes nothing.
IN_CALENDARS = {
    (State.ANNOUNCED, State.POSTPONED),
    (State.ANNOUNCED, State.CANCELLED),
    (State.POSTPONED, State.ANNOUNCED),
    (State.POSTPONED, State.CANCELLED),
}
MAX_REASON = 300  # characters, as the field holds


def announce(meeting: Meeting, *, by: AbstractUser | None, now: datetime.datetime) -> Meeting:
    """Let everybody know of a draft who may (`meetings.visibility`).

    Raises:
        MoveRefusedError: it is no draft, or it is over.
    """
    return _move(meeting, State.ANNOUNCED, {State.DRAFT}, by=by, now=now)


def hold(meeting: Meeting, *, by: AbstractUser | None, now: datetime.datetime) -> Meeting:
    """Record that a meeting took place; also of a draft, after the fact.

    Raises:
        MoveRefusedError: it is postponed or cancelled, was recorded already, or has not begun.
    """
    return _move(meeting, State.HELD, {State.DRAFT, State.ANNOUNCED}, by=by, now=now)


def postpone(meeting: Meeting, *, reason: str, by: AbstractUser | None, now: datetime.datetime) -> Meeting:
    """Call off an announced meeting until it has a new time (`resume`). The reason is public.

    Raises:
        MoveRefusedError: it is not announced.
        MeetingsError: no reason is given, or a long story.
    """
    return _move(meeting, State.POSTPONED, {State.ANNOUNCED}, by=by, now=now, reason=_worded(reason))


def cancel(meeting: Meeting, *, reason: str, by: AbstractUser | None, now: datetime.datetime) -> Meeting:
    """Call off an announced or postponed meeting for good. The reason is public.

    Raises:
        MoveRefusedError: it is neither announced nor postponed.
        MeetingsError: no reason is given, or a long story.
    """
    origins = {State.ANNOUNCED, State.POSTPONED}
    return _move(meeting, State.CANCELLED, origins, by=by, now=now, reason=_worded(reason))


def resume(
    meeting: Meeting,
    *,
    start: datetime.datetime,
    end: datetime.datetime,
    by: AbstractUser | None,
    now: datetime.datetime,
) -> Meeting:
    """Announce a postponed meeting again, at its new time.

    Raises:
        MoveRefusedError: it is not postponed.
        MeetingsError: the new time is over, or ends before it begins.
    """
    if end <= start:
        raise MeetingsError(_("A meeting can't end before it starts."))
    if end <= now:
        raise MeetingsError(_("That time is over."))
    return _move(meeting, State.ANNOUNCED, {State.POSTPONED}, by=by, now=now, start=start, end=end, reason="")


def reopen(meeting: Meeting, *, by: AbstractUser | None, now: datetime.datetime) -> Meeting:
    """Take back that a meeting was held, while it has no minutes.

    Raises:
        MoveRefusedError: it is not recorded as held, or has minutes.
    """
    return _move(meeting, State.ANNOUNCED, {State.HELD}, by=by, now=now)


def possible(meeting: Meeting, *, now: datetime.datetime) -> list[State]:
    """Return the states that staff may move `meeting` to now, in the order of a meeting's life. A query at most."""
    return [state for state in State if state in MOVES[State(meeting.state)] and not _obstacle(meeting, state, now)]


def _move(
    meeting: Meeting,
    to: State,
    origins: set[State],
    *,
    by: AbstractUser | None,
    now: datetime.datetime,
    **fields: Any,
) -> Meeting:
    """Write the move if the meeting, as it stands in the database, allows it; return the meeting as it is then."""
    with transaction.atomic():
        standing = Meeting.objects.select_for_update().get(pk=meeting.pk)
        origin = State(standing.state)
        if origin not in origins or to not in MOVES[origin]:
            raise MoveRefusedError(_refusal(standing, to))
        if obstacle := _obstacle(standing, to, now):
            raise MoveRefusedError(obstacle)
        if to == State.POSTPONED:
            fields["previous_start"] = standing.start
        changes.write(standing, {"state": to, **fields}, in_calendars=(origin, to) in IN_CALENDARS, by=by, now=now)
    return standing


def _obstacle(meeting: Meeting, to: State, now: datetime.datetime) -> str:
    """Return why a move of the table is not possible now, or nothing."""
    if to == State.HELD and meeting.start > now:
        return _("It has not begun yet.")
    if (meeting.state, to) == (State.DRAFT, State.ANNOUNCED) and meeting.end <= now:
        return _("It is over: record it as held instead.")
    if meeting.state == State.HELD and Minutes.objects.filter(meeting=meeting).exists():
        return _("It has minutes: that it was held stays.")
    return ""


def _refusal(meeting: Meeting, to: State) -> str:
    return _("The meeting is now: %(state)s. From there it can't become: %(to)s.") % {
        "state": meeting.get_state_display(),
        "to": to.label,
    }


def _worded(reason: str) -> str:
    words = " ".join(reason.split())
    if not words:
        raise MeetingsError(_("Say why: everybody reads it."))
    if len(words) > MAX_REASON:
        raise MeetingsError(_("Say it in at most %(count)d characters.") % {"count": MAX_REASON})
    return words
