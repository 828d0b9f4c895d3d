"""The whole history of one message, as a list of what happened when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delivery.decisions import Verdict
from delivery.enums import EventKind, MessageState, SkipReason
from delivery.events import in_words
from delivery.models import Event, Message


@dataclass(frozen=True)
class Step:
    """One line: when, what, in whose words, by whom."""

    at: datetime
    what: str
    code: str = ""
    detail: str = ""
    source: str = ""
    by: Any = None


def history(message: Message) -> list[Step]:
    """Return what is known of a message, oldest first, by one query."""
    events = list(message.events.select_related("by").order_by("at", "pk"))
    steps = [_told(event) for event in events]
    if message.mailing.started_at:
        steps.append(Step(message.mailing.started_at, _("Prepared")))
    if message.marked_at:
        steps.append(
            Step(message.marked_at, _("Its text went on the wire: attempt %(n)d") % {"n": message.attempts or 1})
        )
    if (outcome := _outcome(message)) and not _told_already(message, events):
        steps.append(outcome)
    return sorted(steps, key=lambda step: step.at)


def _told(event: Event) -> Step:
    words = str(EventKind(event.kind).label)
    code = event.code
    if _is_decision(event):
        words, code = str(_DECISIONS[Verdict(code)]), ""
    elif event.kind == EventKind.DECIDED:
        words = _("The suppression of the address was lifted")
    elif event.kind == EventKind.BOUNCED:
        words = _("Bounced for good") if event.permanent else _("Bounced for now")
    return Step(event.at, words, code, in_words(event.detail), event.source, event.by)


_DECISIONS = {
    Verdict.ARRIVED: gettext_lazy("Decided: it arrived"),
    Verdict.MISSED: gettext_lazy("Decided: it did not arrive"),
}
# The event that tells the same as a state does.
_TOLD_BY = {
    MessageState.FAILED: EventKind.REFUSED,
    MessageState.UNCERTAIN: EventKind.UNCERTAIN,
    MessageState.DEFERRED: EventKind.DEFERRED,
}


def _told_already(message: Message, events: list[Event]) -> bool:
    """Say whether an event tells what the message's own row tells."""
    same = _TOLD_BY.get(MessageState(message.state))
    return any(event.kind == same or _is_decision(event) for event in events)


def _is_decision(event: Event) -> bool:
    return event.kind == EventKind.DECIDED and event.code in _DECISIONS  # a lifted suppression has no such code


def _outcome(message: Message) -> Step | None:
    """Return how the message stands, as its own row tells."""
    state = MessageState(message.state)
    if message.settled_at is None:
        return None
    words = {
        MessageState.SENT: _("The server took it"),
        MessageState.FAILED: _("Refused"),
        MessageState.UNCERTAIN: _("Became uncertain"),
        MessageState.DEFERRED: _("Put off"),
        MessageState.SKIPPED: _("Not sent"),
    }.get(state, str(state.label))
    detail = SkipReason(message.skip_reason).label if state is MessageState.SKIPPED else in_words(message.last_reply)
    return Step(message.settled_at, words, str(message.last_code or ""), str(detail))
