"""Writing minutes during the meeting: item by item, as one types, by several people, without losing a word.

A text is saved over the revision that was read. Where somebody else was faster nothing is written, and both texts are
shown to whoever came second (`StaleEditError`).
"""

import datetime
import logging

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from home.staff import name_of
from meetings import notes
from meetings.enums import DOES_NOT_TAKE_PLACE, MinutesState, State
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.models import AgendaItem, Meeting, Minutes

log = logging.getLogger(__name__)

PARTS = ("preamble", "closing")  # of minutes, besides what stands at the items


def may_write(minutes: Minutes) -> bool:
    """Return whether the minutes, and the decisions and actions in them, can be changed.

    While they are a draft nobody has them yet; while they are open for an amendment others read the last version.
    """
    return minutes.state == MinutesState.DRAFT or minutes.amending_since is not None


def require_writable(meeting: Meeting) -> None:
    """Check that something can be written down of `meeting`: it has no minutes yet, or they are a draft.

    Minutes stay one until the transaction ends, which there must be.

    Raises:
        MeetingsError: they have left the unit.
    """
    minutes = Minutes.objects.select_for_update(no_key=True).filter(meeting=meeting).first()
    if minutes is not None:
        _check_writable(minutes)


@transaction.atomic
def begin(meeting: Meeting, *, by: AbstractUser | None, now: datetime.datetime) -> Minutes:
    """Begin the minutes of `meeting`, or return those that were begun.

    The actions that it has to go through need no row of their own: `actions.carrying.open_before` tells them by what
    was open when the last meeting ended, and stays as it was told.

    Raises:
        MeetingsError: the meeting is a draft, or does not take place.
    """
    current = _locked(meeting)
    if current.state == State.DRAFT:
        raise MeetingsError(_("Announce the meeting before its minutes are begun."))
    if current.state in DOES_NOT_TAKE_PLACE:
        raise MeetingsError(_("A meeting that does not take place has no minutes."))
    minutes, begun = Minutes.objects.get_or_create(meeting=current)
    if begun:
        _sign(minutes, by=by, now=now)
        minutes.save(update_fields=["edited_by", "edited_at"])
        log.info("minutes.begun", extra={"meeting_id": meeting.pk, "user_id": by and by.pk})
    return minutes


@transaction.atomic
def save_item(
    item: AgendaItem, *, text: str, revision: int, by: AbstractUser | None, now: datetime.datetime
) -> AgendaItem:
    """Write down what was said on `item`, over the text that stood there at `revision`.

    The same text again changes nothing: an answer that was lost on its way is asked for twice.

    Raises:
        StaleEditError: it was changed since (`theirs`: the discussion that stands there), or it is gone (None).
        MeetingsError: no minutes were begun, they have left the unit, or the text is too long.
    """
    meeting = item.meeting
    if meeting is None:
        raise MeetingsError(_("This item waits for a meeting, and has no minutes."))
    _locked_minutes(meeting)
    current = AgendaItem.objects.select_related("edited_by").filter(pk=item.pk, meeting=meeting).first()
    if current is None:
        raise StaleEditError(_("Somebody has removed this item, or moved it to another meeting."), theirs=None, by="")
    _write(current, "discussion", text, revision, by=by, now=now)
    return current


@transaction.atomic
def save_part(
    meeting: Meeting, part: str, *, text: str, revision: int, by: AbstractUser | None, now: datetime.datetime
) -> Minutes:
    """Write the opening or the closing of the minutes: `part` is one of `PARTS`.

    Raises:
        StaleEditError: either was changed since they were read at `revision` (`theirs`: this part as it stands there).
        MeetingsError: no minutes were begun, they have left the unit, or the text is too long.
    """
    minutes = _locked_minutes(meeting)
    _write(minutes, part, text, revision, by=by, now=now)
    return minutes


def _write(
    record: AgendaItem | Minutes,
    field: str,
    text: str,
    revision: int,
    *,
    by: AbstractUser | None,
    now: datetime.datetime,
) -> None:
    text = notes.writable(text)
    limit = _limit(record, field)
    if len(text) > limit:
        raise MeetingsError(_("That is too long: at most %(limit)s characters.") % {"limit": limit})
    theirs = getattr(record, field)
    if text == theirs:
        return
    if revision != record.revision:
        raise StaleEditError(
            _("Somebody else has changed this meanwhile."), theirs=theirs, by=name_of(record.edited_by)
        )
    setattr(record, field, text)
    record.revision += 1
    _sign(record, by=by, now=now)
    record.save(update_fields=[field, "revision", "edited_by", "edited_at"])


def _limit(record: AgendaItem | Minutes, field: str) -> int:
    """Return how many characters `field` holds."""
    limit: int = record._meta.get_field(field).max_length  # type: ignore[union-attr, assignment]  # a text field
    return limit


def _sign(record: AgendaItem | Minutes, *, by: AbstractUser | None, now: datetime.datetime) -> None:
    record.edited_by_id = by.pk if by else None
    record.edited_at = now


def _locked(meeting: Meeting) -> Meeting:
    """Return `meeting` as it stands now. Whoever changes its agenda waits until the transaction ends."""
    return Meeting.objects.select_for_update(no_key=True, of=("self",)).get(pk=meeting.pk)


def _locked_minutes(meeting: Meeting) -> Minutes:
    """Return the minutes of `meeting`; they aren't circulated before the transaction ends.

    Raises:
        MeetingsError: they were not begun, or have left the unit.
    """
    _locked(meeting)
    found = Minutes.objects.select_for_update(no_key=True, of=("self",)).select_related("edited_by")
    minutes = found.filter(meeting=meeting).first()
    if minutes is None:
        raise MeetingsError(_("The minutes of this meeting were not begun yet."))
    _check_writable(minutes)
    return minutes


def _check_writable(minutes: Minutes) -> None:
    if not may_write(minutes):
        raise MeetingsError(
            _("The minutes are no draft any more: nothing in them can be changed. Amend them to put something right.")
        )
