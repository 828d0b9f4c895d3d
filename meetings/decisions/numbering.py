"""Decisions get the next number of the year that their meeting was in: D-2026-03. No gaps, and no number twice."""

import datetime
import logging

from django.contrib.auth.models import AbstractUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetings import notes
from meetings.decisions import standing
from meetings.enums import DecisionBasis, Visibility
from meetings.exceptions import MeetingsError
from meetings.minutes import writing
from meetings.models import AgendaItem, Decision, Meeting, Minutes, MinutesVersion

log = logging.getLogger(__name__)

_ATTEMPTS = 50  # each that fails means that somebody else's went through


@transaction.atomic
def create(
    meeting: Meeting,
    *,
    item: AgendaItem | None,
    text: str,
    by: AbstractUser | None,
    text_ur: str = "",
    rationale: str = "",
    basis: DecisionBasis = DecisionBasis.CONSENSUS,
    holds_from: datetime.date | None = None,
    review_on: datetime.date | None = None,
    visibility: Visibility = Visibility.PUBLIC,
) -> Decision:
    """Write down a decision of `meeting` under the next number of the year.

    Raises:
        MeetingsError: it has no text or too much, the item is another meeting's, or the minutes can't be written in
            or were approved once.
    """
    require_open(meeting)
    if item is not None and item.meeting_id != meeting.pk:
        raise MeetingsError(_("This item is not on the agenda of the meeting."))
    values = {"text": checked(text), "text_ur": text_ur, "rationale": rationale, "basis": basis}
    more = {"holds_from": holds_from, "review_on": review_on, "visibility": visibility}
    decision = _numbered(Decision(meeting=meeting, item=item, year=meeting.day.year, **values, **more))
    log.info("decision.created", extra={"decision_id": decision.pk, "user_id": by and by.pk})
    return decision


@transaction.atomic
def remove(decision: Decision, *, by: AbstractUser | None) -> None:
    """Take a decision out of minutes that nobody has seen yet. Its number is given to the next one.

    Raises:
        MeetingsError: the minutes were approved or circulated, another decision takes its place, or a later one of the
            year has a number already: it is withdrawn instead (`standing.withdraw`), so that no number is missing.
    """
    require_open(decision.meeting)
    if MinutesVersion.objects.filter(minutes__meeting=decision.meeting).exists():
        raise MeetingsError(_("People have read of %(number)s. Withdraw it instead.") % {"number": decision.number})
    last = _last_of(decision.year)
    if last is None or last.pk != decision.pk or _outnumbered(last):
        raise MeetingsError(
            _("A later decision has a number already, and none may be missing. Withdraw %(number)s instead.")
            % {"number": decision.number}
        )
    if decision.superseded_by.exists():
        raise MeetingsError(_("Another decision takes the place of %(number)s.") % {"number": decision.number})
    standing.give_back(last)
    last.delete()
    log.info("decision.removed", extra={"decision_id": decision.pk, "user_id": by and by.pk})


def require_open(meeting: Meeting) -> None:
    """Check that decisions of `meeting` can still be made, reworded and removed: until its minutes are approved.

    What was approved can be cited, so an amendment of the minutes leaves it as it is: it is withdrawn or superseded.

    Raises:
        MeetingsError: they were approved, or can't be written in now.
    """
    writing.require_writable(meeting)
    if Minutes.objects.filter(meeting=meeting, approved_at__isnull=False).exists():
        raise MeetingsError(
            _("The minutes were approved, and their decisions stay as they are. Withdraw one, or let one supersede it.")
        )


def checked(text: str) -> str:
    """Return the text of a decision as it is stored.

    Raises:
        MeetingsError: it is empty, or longer than the field.
    """
    text = notes.writable(text).strip()
    if not text:
        raise MeetingsError(_("A decision needs a text."))
    limit = Decision._meta.get_field("text").max_length or 0
    if len(text) > limit:
        raise MeetingsError(_("A decision has at most %(limit)s characters.") % {"limit": limit})
    return text


def _numbered(decision: Decision) -> Decision:
    """Save `decision` under the next number.

    The last one of the year is locked, so that it isn't removed meanwhile; whoever takes the same number first wins,
    by the constraint ``one_decision_for_each_number``, and the other takes the next.
    """
    for attempt in range(_ATTEMPTS):
        last = _last_of(decision.year)
        decision.serial = last.serial + 1 if last else 1
        try:
            with transaction.atomic():
                decision.save(force_insert=True)
        except IntegrityError:
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            break
    return decision


def _outnumbered(last: Decision) -> bool:
    """Return whether a later one was stored while this one waited for its lock."""
    return Decision.objects.filter(year=last.year, serial__gt=last.serial).exists()


def _last_of(year: int) -> Decision | None:
    return Decision.objects.select_for_update(no_key=True).filter(year=year).order_by("-serial").first()
