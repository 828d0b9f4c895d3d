"""Read one returned mail and do what follows from it: open it, tell what it is, find whom it is about, act.

Whatever comes, nothing is raised but a failing database: who can write to an address of ours must not be able to stop
the reading of what others wrote. No address reaches a log or a result.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from delivery import feedback
from delivery.enums import EventKind
from delivery.feedback import News
from delivery.models import Address, Message
from delivery.returns import MAIL_TO_UNSUBSCRIBE, proof
from delivery.returns.letter import Letter, Unreadable, open_letter
from delivery.returns.telling import Failure, Kind, Reading, tell
from delivery.signals import unsubscribe_asked

logger = logging.getLogger(__name__)


class Effect(StrEnum):
    """What came of a letter."""

    HEARD = "heard"
    REPEATED = "told before"
    NONE = "changes nothing"
    UNPROVEN = "unproven"  # it holds no token of ours: nothing is done, a person may look
    FOR_A_PERSON = "for a person"


@dataclass(frozen=True, slots=True)
class Result:
    """What a letter was, and what came of it. Holds no address."""

    kind: Kind
    reason: str
    effect: Effect
    message_pk: int | None = None

    @property
    def needs_a_person(self) -> bool:
        """Whether the letter should be left where somebody looks at it."""
        return self.effect in (Effect.UNPROVEN, Effect.FOR_A_PERSON)


def read(raw: bytes, *, recipient: str = "", now: datetime, dry_run: bool = False) -> Result:
    """Read a letter, and act on it unless `dry_run`. `recipient`: to whom the MTA delivered it, where it says so.

    Raises:
        django.db.DatabaseError: the database does not answer; read the letter again later.
    """
    try:
        letter = open_letter(raw)
        reading = tell(letter, to_unsubscribe=proof.is_to_unsubscribe(letter, recipient))
    except Unreadable as error:
        return _said(Result(Kind.UNKNOWN, f"unreadable: {error}", Effect.FOR_A_PERSON))
    if reading.kind is Kind.UNSUBSCRIBE:
        return _said(_unsubscribe(letter, now=now, dry_run=dry_run))
    if reading.kind in (Kind.NOTICE, Kind.UNKNOWN):
        effect = Effect.NONE if reading.kind is Kind.NOTICE else Effect.FOR_A_PERSON
        return _said(Result(reading.kind, reading.reason, effect))
    message = _message(letter, recipient)
    if message is None:
        return _said(Result(reading.kind, reading.reason, Effect.UNPROVEN))
    return _said(_act(reading, message, now=now, dry_run=dry_run))


def _message(letter: Letter, recipient: str) -> Message | None:
    message_pk = proof.message_named_by(letter, recipient)
    return Message.objects.select_related("address").filter(pk=message_pk).first() if message_pk else None


def _unsubscribe(letter: Letter, *, now: datetime, dry_run: bool) -> Result:
    asked = Result(Kind.UNSUBSCRIBE, "", Effect.HEARD)
    claim = proof.unsubscription_in(letter)
    if claim is None:
        return replace(asked, reason="without a valid token", effect=Effect.UNPROVEN)
    address = Address.objects.filter(pk=claim[0]).first()
    if address is None:
        return replace(asked, reason="of an address that is gone", effect=Effect.NONE)
    if not dry_run:
        with transaction.atomic():
            unsubscribe_asked.send(Letter, address=address, purpose=claim[1], source=MAIL_TO_UNSUBSCRIBE, now=now)
    return asked


_EVENTS = {
    Kind.BOUNCE: EventKind.BOUNCED,
    Kind.DELAY: EventKind.DEFERRED,
    Kind.DELIVERED: EventKind.DELIVERED,
    Kind.COMPLAINT: EventKind.COMPLAINED,
    Kind.OPT_OUT: EventKind.UNSUBSCRIBED,
    Kind.AUTO_REPLY: EventKind.AUTO_REPLIED,
}
_SOURCES = {
    Kind.COMPLAINT: "complaint report",
    Kind.OPT_OUT: "complaint report",
    Kind.AUTO_REPLY: "automatic reply",
}


def _act(reading: Reading, message: Message, *, now: datetime, dry_run: bool) -> Result:
    """Tell `feedback` the news. Of one kind a message has at most one, so that repeating a letter changes nothing."""
    failure = _of_ours(reading, message.address.key)
    kind = failure.kind if failure else reading.kind
    if kind not in _EVENTS:
        return Result(kind, reading.reason, Effect.NONE, message.pk)
    permanent = failure is not None and _is_hard(failure, message.address.key)
    news = News(
        message_pk=message.pk,
        kind=_EVENTS[kind],
        at=now,
        source=_SOURCES.get(kind, "report"),
        fingerprint=feedback.fingerprint("returned mail", kind, permanent),
        permanent=permanent,
        code=failure.refusal.status if failure else "",
        detail=failure.detail if failure else reading.reason,
    )
    new = dry_run or feedback.hear(news, now=now)
    return Result(kind, _reason(reading, failure, permanent), Effect.HEARD if new else Effect.REPEATED, message.pk)


def _of_ours(reading: Reading, key: str) -> Failure | None:
    """Return what happened to our reader's mail: as the report says of their address, or else of whoever is in it."""
    of_kind = [failure for failure in reading.failures if failure.kind is reading.kind]
    ours = [failure for failure in reading.failures if failure.names(key)]
    return next(iter(ours or of_kind), None)


def _is_hard(failure: Failure, key: str) -> bool:
    """Whether the reader's own mailbox is gone. One that forwards to a dead one is alive, and may have other readers:
    the servers of role mailboxes report on every member. Such failures count as passing ones.
    """
    return failure.kind is Kind.BOUNCE and failure.refusal.dead and failure.names_only(key)


def _reason(reading: Reading, failure: Failure | None, permanent: bool) -> str:
    if failure is None or failure.kind is not Kind.BOUNCE:
        return reading.reason if failure is None else ""
    return f"{failure.refusal.fault}, {'permanent' if permanent else 'passing'}"


def _said(result: Result) -> Result:
    logger.info(
        "return.read",
        extra={
            "kind": str(result.kind),
            "reason": result.reason,
            "effect": str(result.effect),
            "message_id": result.message_pk,
        },
    )
    return result
