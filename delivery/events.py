"""What happened to messages on their way out, for their history. Being sent is a state and no event."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext, gettext_noop

from delivery import retry
from delivery.enums import EventKind
from delivery.models import Event
from delivery.smtp import Outcome, Settlement

OF_THE_ENGINE = "engine"
# Written in English as the servers' replies are, and translated when it is shown: `in_words`.
TEXT_LEFT_WITHOUT_ANSWER = gettext_noop("The worker stopped while the text was on the wire.")

_KINDS = {
    Outcome.DEFERRED: EventKind.DEFERRED,
    Outcome.FAILED: EventKind.REFUSED,
    Outcome.UNCERTAIN: EventKind.UNCERTAIN,
}


def in_words(said: str) -> str:
    """Return a server's words as they are, and the engine's own in the language of who reads them."""
    return gettext(said) if said == TEXT_LEFT_WITHOUT_ANSWER else said


def is_told(settlement: Settlement) -> bool:
    """Whether an outcome leaves an event behind: all do but being sent, and being released as if nothing had been."""
    return settlement.outcome in _KINDS


def record(settlements: Iterable[Settlement], *, source: str, now: datetime) -> None:
    """Write an event for each outcome, by one statement, in the transaction that writes the outcomes."""
    Event.objects.bulk_create(
        Event(
            message_id=settlement.id,
            kind=_KINDS[settlement.outcome],
            at=now,
            source=source,
            permanent=retry.is_hard_bounce(settlement),
            code=settlement.enhanced_status or str(settlement.code or ""),
            detail=settlement.reply[:300],
        )
        for settlement in settlements
    )


def record_lost(message_ids: Iterable[int], *, now: datetime) -> None:
    """Write that a worker died with the text of these messages on the wire."""
    Event.objects.bulk_create(
        Event(message_id=pk, kind=EventKind.UNCERTAIN, at=now, source=OF_THE_ENGINE, detail=TEXT_LEFT_WITHOUT_ANSWER)
        for pk in message_ids
    )
