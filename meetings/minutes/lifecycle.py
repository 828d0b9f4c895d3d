"""The states of minutes and the moves between them. Each move happens once, however often it is asked for.

What leaves the unit is a version: circulating, approving and amending each make one, and readers outside the unit see
versions only. So approved minutes can be opened for an amendment and written on: everybody reads what was approved.
"""

import datetime
import logging
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from meetings import notes
from meetings.enums import ApprovalBasis, MinutesState, State
from meetings.exceptions import MeetingsError, MoveRefusedError
from meetings.minutes import gathering
from meetings.minutes.parts import to_json
from meetings.models import Meeting, Minutes, MinutesComment, MinutesVersion
from meetings.models.meetings import MeetingQuerySet

log = logging.getLogger(__name__)

MOVES: dict[str, frozenset[str]] = {
    MinutesState.DRAFT: frozenset({MinutesState.CIRCULATED}),
    MinutesState.CIRCULATED: frozenset({MinutesState.DRAFT, MinutesState.APPROVED}),
    MinutesState.APPROVED: frozenset({MinutesState.AMENDED}),
    MinutesState.AMENDED: frozenset({MinutesState.AMENDED}),
}
OBJECTION_DAYS = 7  # of a meeting without a series
MAX_ERRATUM = 2000  # characters
APPROVED_STATES = (MinutesState.APPROVED, MinutesState.AMENDED)


@transaction.atomic
def circulate(minutes: Minutes, *, by: AbstractUser, now: datetime.datetime) -> MinutesVersion:
    """Close the text, begin the time for objections and make the version that is to be commented on. Mails nobody.

    Raises:
        MoveRefusedError: they are no draft, or the meeting was not held.
    """
    minutes = _locked(minutes, MinutesState.CIRCULATED)
    if minutes.meeting.state != State.HELD:
        raise MoveRefusedError(_("Only the minutes of a meeting that was held can be circulated."))
    minutes.circulated_at = now
    minutes.objections_until = objections_end(minutes.meeting, now)
    return _moved(minutes, by=by, now=now)


@transaction.atomic
def take_back(minutes: Minutes, *, by: AbstractUser, now: datetime.datetime) -> None:
    """Make circulated minutes a draft again, to take comments in. What was circulated stays as a version.

    Raises:
        MoveRefusedError: they are not out for comment.
    """
    minutes = _locked(minutes, MinutesState.DRAFT)
    minutes.objections_until = None
    minutes.save(update_fields=["state", "objections_until"])
    log.info("minutes.taken_back", extra={"minutes": minutes.pk, "by": by.pk})


@transaction.atomic
def approve(minutes: Minutes, *, meeting: Meeting, by: AbstractUser, now: datetime.datetime) -> MinutesVersion:
    """Note that a later meeting, `meeting`, approved the minutes.

    Raises:
        MoveRefusedError: they are not out for comment, or that meeting can't have approved them.
    """
    minutes = _locked(minutes, MinutesState.APPROVED)
    if not could_approve(minutes.meeting, now).filter(pk=meeting.pk).exists():
        raise MoveRefusedError(_("Minutes are approved by a later meeting that has begun."))
    minutes.approval_basis = ApprovalBasis.MEETING
    minutes.approved_by_meeting = meeting
    minutes.approved_at = now
    return _moved(minutes, by=by, now=now)


def could_approve(meeting: Meeting, now: datetime.datetime) -> MeetingQuerySet:
    """Return the meetings that may have approved the minutes of `meeting`: later ones that had begun at `now`."""
    later = Meeting.objects.happening().exclude(state=State.DRAFT)
    found: MeetingQuerySet = later.filter(start__gt=meeting.start, start__lte=now).order_by("start", "pk")
    return found


@transaction.atomic
def approve_by_silence(minutes: Minutes, *, now: datetime.datetime) -> bool:
    """Approve minutes whose time for objections is over, unless somebody objects. Returns whether it did."""
    minutes = _lock(minutes)
    if not silent(now).filter(pk=minutes.pk).exists():
        return False
    minutes.state = MinutesState.APPROVED
    minutes.approval_basis = ApprovalBasis.NO_OBJECTION
    minutes.approved_at = now
    _moved(minutes, by=None, now=now)
    return True


def silent(now: datetime.datetime) -> QuerySet[Minutes]:
    """Return the minutes whose time for objections is over at `now`, and to which nobody objects."""
    over = Minutes.objects.filter(state=MinutesState.CIRCULATED, objections_until__lte=now)
    objections = MinutesComment.objects.filter(objects_to=True, settled_at=None)
    return over.exclude(pk__in=objections.values("version__minutes"))


@transaction.atomic
def open_amendment(minutes: Minutes, *, by: AbstractUser, now: datetime.datetime) -> None:
    """Open approved minutes for writing; readers keep the version that was approved. Twice is once.

    Raises:
        MoveRefusedError: they are not approved.
    """
    minutes = _lock(minutes)
    _check(minutes, MinutesState.AMENDED)
    if minutes.amending_since is None:
        minutes.amending_since = now
        minutes.save(update_fields=["amending_since"])
        log.info("minutes.amendment_opened", extra={"minutes": minutes.pk, "by": by.pk})


@transaction.atomic
def amend(minutes: Minutes, *, erratum: str, by: AbstractUser, now: datetime.datetime) -> MinutesVersion:
    """Make a new version of approved minutes; `erratum` tells all readers what was put right. Earlier ones stay.

    Raises:
        MoveRefusedError: they are not open for an amendment.
        MeetingsError: there is no erratum, or it is too long.
    """
    minutes = _lock(minutes)
    _check(minutes, MinutesState.AMENDED)
    if minutes.amending_since is None:
        raise MoveRefusedError(_("Open the minutes for an amendment first."))
    erratum = notes.writable(erratum).strip()
    if not erratum:
        raise MeetingsError(_("Say what the amendment puts right: every reader of the minutes is shown it."))
    if len(erratum) > MAX_ERRATUM:
        raise MeetingsError(_("That is too long: at most %(limit)s characters.") % {"limit": MAX_ERRATUM})
    minutes.state = MinutesState.AMENDED
    minutes.amending_since = None
    return _moved(minutes, by=by, now=now, erratum=erratum)


def objections_end(meeting: Meeting, now: datetime.datetime) -> datetime.datetime:
    """Return when nobody can object any more to minutes that are circulated `now`: midnight by the meeting's clock."""
    zone = ZoneInfo(meeting.zone)
    days = meeting.series.objection_days if meeting.series else OBJECTION_DAYS
    next_day = now.astimezone(zone).date() + datetime.timedelta(days=days + 1)
    return datetime.datetime.combine(next_day, datetime.time.min, tzinfo=zone).astimezone(datetime.UTC)


def _lock(minutes: Minutes) -> Minutes:
    """Read the row anew and keep it: whoever comes second finds the move done."""
    # The meeting first, as whoever writes does it: its agenda must not move under a version.
    Meeting.objects.select_for_update(no_key=True, of=("self",)).get(pk=minutes.meeting_id)
    rows = Minutes.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("meeting__series").get(pk=minutes.pk)


def _locked(minutes: Minutes, state: MinutesState) -> Minutes:
    """Lock minutes that may move to `state`, and have them in it; nothing is saved yet."""
    minutes = _lock(minutes)
    _check(minutes, state)
    minutes.state = state
    return minutes


def _check(minutes: Minutes, state: MinutesState) -> None:
    if state not in MOVES[minutes.state]:
        now = MinutesState(minutes.state).label
        raise MoveRefusedError(_("The minutes are “%(state)s”: that can’t be done with them now.") % {"state": now})


def _moved(minutes: Minutes, *, by: AbstractUser | None, now: datetime.datetime, erratum: str = "") -> MinutesVersion:
    """Save minutes in the state that they reached, and their version. The row is locked, so numbers have no gaps."""
    minutes.save()
    last = minutes.versions.aggregate(last=Max("number"))["last"] or 0
    version = MinutesVersion(minutes=minutes, number=last + 1, state=minutes.state, erratum=erratum, at=now)
    version.content, version.by_id = {}, by.pk if by else None
    version.save()  # first without the content: its erratum is part of it
    version.content = to_json(gathering.whole(minutes.meeting))
    version.save(update_fields=["content"])
    log.info("minutes.moved", extra={"minutes": minutes.pk, "state": minutes.state, "by": by and by.pk})
    return version
