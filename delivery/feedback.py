"""What is learnt of a message after its hand-over, from whoever tells it: a provider, a returned mail, a reader.

One verb, `hear`. It writes the event, ends an uncertainty, and does what follows: a mailbox that is gone gets no more
mail, nor one that was full five times in a row, nor a reader who complained. Who the news is about must be proved
before it comes here (a provider's signature, a token of ours): `hear` believes what it is told.
Lock order: see `suppression`.
"""

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from delivery import suppression
from delivery.enums import EventKind, MessageState, SuppressionReason
from delivery.models import Event, Message
from delivery.signals import unsubscribe_asked
from delivery.smtp.replies import scrubbed

logger = logging.getLogger(__name__)

SOFT_BOUNCES_IN_A_ROW = 5

# News that may stop mail: the address is locked for it, so that two pieces of news count each other.
_GRAVE = frozenset({EventKind.BOUNCED, EventKind.COMPLAINED, EventKind.UNSUBSCRIBED})
_CODE = re.compile(r"[0-9.]{3,16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that is told of one message. `hear` scrubs `detail` of addresses; nothing else may hold one."""

    message_pk: int
    kind: EventKind  # DELIVERED, REFUSED, BOUNCED, COMPLAINED, OPENED, CLICKED, UNSUBSCRIBED, AUTO_REPLIED or DEFERRED
    at: datetime
    source: str  # who tells: "postmark", "report"
    fingerprint: str  # the same news told twice has the same one: see `fingerprint`
    permanent: bool = False  # of a bounce: the mailbox is gone
    code: str = ""  # RFC 3463's status, or SMTP's code
    detail: str = ""  # in words


def fingerprint(*parts: object) -> str:
    """Return a digest (64 characters) of whatever makes a piece of news the same one."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode(errors="surrogatepass")).hexdigest()


@transaction.atomic
def hear(news: News, *, now: datetime) -> bool:
    """Record what was learnt, and do what follows from it. False when it was told before, or is of no message of ours.

    It ends what was uncertain, or whose answer is still awaited: as sent, since somebody had the message, or as failed
    where the provider says that it refused it.
    A permanent bounce suppresses the address at once, a temporary one when it is the fifth in a row, a complaint for
    ever. A reader's unsubscription goes up by `signals.unsubscribe_asked`.
    """
    message = Message.objects.select_related("address", "mailing").filter(pk=news.message_pk).first()
    if message is None:
        return False
    if news.kind in _GRAVE:
        suppression.lock_addresses([message.address_id])
        suppression.await_freezing()  # locks mailings, which come before messages
    event, new = Event.objects.get_or_create(
        message=message,
        kind=news.kind,
        fingerprint=news.fingerprint,
        defaults={
            "at": news.at,
            "source": news.source[:32],
            "permanent": news.permanent,
            "code": news.code if _CODE.fullmatch(news.code) else "",
            "detail": scrubbed(news.detail, recipient=message.address.email),
        },
    )
    if new:
        _settle(message, event, now)
        _follow_up(message, event, now)
        logger.info("news.heard", extra={"message_id": message.pk, "kind": str(news.kind), "permanent": news.permanent})
    return new


def suppress_if_worn_out(message: Message, *, now: datetime) -> bool:
    """Suppress the address of `message` when the last messages up to this one all failed for a passing reason.

    For the end of a message that was put off until it was given up; `hear` does it for what bounced later.
    """
    if not _worn_out(message):
        return False
    suppression.suppress(message.address, reason=SuppressionReason.SOFT_BOUNCES, now=now)
    return True


def _settle(message: Message, event: Event, now: datetime) -> None:
    """End what was uncertain. The attempt of an uncertain message is counted already, that of one on its way is not."""
    if message.state == MessageState.SENT:
        return
    ended = {"state": MessageState.SENT, "skip_reason": "", "settled_at": now}
    if event.kind == EventKind.REFUSED:  # as the answer to the call would have said
        ended |= {"state": MessageState.FAILED, "last_code": None, "last_reply": event.detail}
    row = Message.objects.filter(pk=message.pk)
    row.filter(state=MessageState.SENDING).update(**ended, attempts=F("attempts") + 1)
    row.filter(state=MessageState.UNCERTAIN).update(**ended)


def _follow_up(message: Message, event: Event, now: datetime) -> None:
    match event.kind:
        case EventKind.COMPLAINED:
            suppression.suppress(message.address, reason=SuppressionReason.COMPLAINT, note=event.source, now=now)
        case EventKind.BOUNCED if event.permanent:
            note = f"{event.code} {event.detail}".strip()[:255]
            suppression.suppress(message.address, reason=SuppressionReason.HARD_BOUNCE, note=note, now=now)
        case EventKind.BOUNCED:
            suppress_if_worn_out(message, now=now)
        case EventKind.UNSUBSCRIBED:
            unsubscribe_asked.send(
                Event, address=message.address, purpose=message.mailing.purpose, source=event.source, now=now
            )


def _worn_out(message: Message) -> bool:
    """Derived from what is written, so that there is no counter to go wrong.

    A refusal by policy (RFC 3463, x.7.x) says nothing about the mailbox and breaks the row, as a mail that arrived
    does; so does a decision of staff to try again.
    """
    bounced = Event.objects.filter(message=OuterRef("pk"), kind=EventKind.BOUNCED, permanent=False)
    passing = bounced.exclude(code__contains=".7.")
    trusted = Event.objects.filter(message=OuterRef("pk"), source=suppression.LIFTED)
    put_off = Q(last_code__range=(400, 499)) & ~Q(last_reply__startswith="4.7.")
    given_up = Q(state=MessageState.FAILED) & (put_off | Q(last_reply__startswith="5.2.2"))
    latest = (
        Message.objects.filter(address=message.address_id, pk__lte=message.pk)
        .filter(state__in=(MessageState.SENT, MessageState.FAILED))
        .annotate(in_vain=(Exists(passing) | given_up) & ~Exists(trusted))
        .order_by("-pk")
        .values_list("in_vain", flat=True)[:SOFT_BOUNCES_IN_A_ROW]
    )
    return sum(latest) == SOFT_BOUNCES_IN_A_ROW
