"""Who got it, who did not and why, who may have: counted from the rows, compared with what was stored at the start."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from delivery.enums import EventKind, ExclusionReason, MessageState
from delivery.models import Event, Exclusion, Mailing, Message


@dataclass(frozen=True, slots=True)
class Sum:
    """A number that was stored when the audience was frozen, and the same number counted now."""

    stated: int | None
    counted: int

    @property
    def balanced(self) -> bool:
        """Whether both agree. Before the audience is frozen nothing is stated and nothing may be counted."""
        return (self.stated or 0) == self.counted


@dataclass(frozen=True, slots=True)
class Ledger:
    """The account of one mailing."""

    mailing: Mailing
    exclusions: dict[ExclusionReason, int]  # only reasons that occur
    messages: dict[MessageState, int]  # every state

    @property
    def prepared_sum(self) -> Sum:
        """prepared = pending + sending + sent + deferred + failed + skipped + uncertain."""
        return Sum(self.mailing.prepared, sum(self.messages.values()))

    @property
    def excluded(self) -> int:
        """Exclusions, counted."""
        return sum(self.exclusions.values())

    @property
    def candidates_sum(self) -> Sum:
        """candidates = prepared + excluded."""
        return Sum(self.mailing.candidates, self.prepared_sum.counted + self.excluded)

    @property
    def balanced(self) -> bool:
        """Whether both sums hold."""
        return self.candidates_sum.balanced and self.prepared_sum.balanced

    @property
    def settled(self) -> int:
        """Messages that will change no more by themselves."""
        return sum(self.messages[state] for state in MessageState if state not in _OPEN)

    def as_json(self) -> dict[str, Any]:
        """Return the form that `manage.py ledger --json` prints; scripts rely on it."""
        mailing = self.mailing
        return {
            "mailing": mailing.pk,
            "title": mailing.title,
            "state": mailing.state,
            "candidates": mailing.candidates,
            "prepared": mailing.prepared,
            "excluded": mailing.excluded,
            "exclusions": {reason.value: n for reason, n in self.exclusions.items()},
            "messages": {state.value: n for state, n in self.messages.items()},
            "sums": {"candidates": _sum_json(self.candidates_sum), "prepared": _sum_json(self.prepared_sum)},
            "balanced": self.balanced,
            "started_at": _time(mailing.started_at),
            "finished_at": _time(mailing.finished_at),
        }


_OPEN = frozenset({MessageState.PENDING, MessageState.SENDING, MessageState.DEFERRED})


def count(mailing: Mailing) -> Ledger:
    """Count the rows of a mailing, in two queries. `mailing` should be freshly read."""
    states = dict(Message.objects.filter(mailing=mailing).values_list("state").annotate(n=Count("pk")).order_by())
    reasons = dict(Exclusion.objects.filter(mailing=mailing).values_list("reason").annotate(n=Count("pk")).order_by())
    return Ledger(
        mailing=mailing,
        exclusions={reason: reasons[reason] for reason in ExclusionReason if reason in reasons},
        messages={state: states.get(state, 0) for state in MessageState},
    )


def news(mailing: Mailing) -> dict[EventKind, int]:
    """Count of how many messages of a mailing each kind of news was told at least once, by one query."""
    told = Event.objects.filter(message__mailing=mailing).order_by().values_list("kind")
    return {EventKind(kind): number for kind, number in told.annotate(n=Count("message", distinct=True))}


def rows(mailing: Mailing) -> Iterator[dict[str, Any]]:
    """Yield one dictionary for each message, oldest first, with memory flat."""
    fields = {
        "contact_id": "contact_ref",
        "address": "address__email",
        "state": "state",
        "message_id": "message_id",
        "attempts": "attempts",
        "due_at": "due_at",
        "marked_at": "marked_at",
        "settled_at": "settled_at",
        "last_code": "last_code",
        "last_reply": "last_reply",
    }
    messages = Message.objects.filter(mailing=mailing).order_by("pk").values_list(*fields.values())
    for values in messages.iterator(chunk_size=2000):
        yield {
            name: _time(value) if isinstance(value, datetime) else value
            for name, value in zip(fields, values, strict=True)
        }


def _sum_json(total: Sum) -> dict[str, int | bool | None]:
    return {"stated": total.stated, "counted": total.counted, "balanced": total.balanced}


def _time(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
