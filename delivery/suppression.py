"""How a no reaches the engine, and who must get no mail.

A no is pushed: in the caller's transaction every message that still waits is skipped, and the engine's mark sees it.
A mailing whose audience is just being frozen is waited for first, so that its rows cannot slip past (`await_freezing`).
Lock order everywhere: mailings, then messages.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from delivery.enums import APPROVED_STATES, WAITING_STATES, MailingState, MessageState, SkipReason, SuppressionReason
from delivery.models import Address, Mailing, Message, Suppression

logger = logging.getLogger(__name__)


@transaction.atomic
def suppress(address: Address, *, reason: SuppressionReason, purpose: str = "", note: str = "", now: datetime) -> int:
    """Let the mailbox get no more mail of `purpose`, or (empty) of any. Return how many waiting messages were skipped.

    Kept as a keyed hash, so that it outlives the address. Doing it again changes reason and note, nothing else.
    """
    await_freezing()
    Suppression.objects.update_or_create(
        address_hash=address.hash,
        purpose=purpose,
        defaults={"reason": reason, "note": note},
        create_defaults={"reason": reason, "note": note, "created_at": now},
    )
    skipped = _skip(address, purpose, SkipReason.SUPPRESSED, now)
    logger.info("address.suppressed", extra={"address_id": address.pk, "reason": str(reason), "skipped": skipped})
    return skipped


@transaction.atomic
def withdraw(address: Address, purpose: str, *, now: datetime) -> int:
    """Skip what still waits of `purpose` for a mailbox whose consent was just taken back. Return how many.

    Call it in the transaction that records the withdrawal, after recording it.
    """
    await_freezing()
    skipped = _skip(address, purpose, SkipReason.WITHDRAWN, now)
    logger.info("address.withdrawn", extra={"address_id": address.pk, "purpose": purpose, "skipped": skipped})
    return skipped


def lift(address: Address, *, purpose: str = "") -> bool:
    """Take a suppression back; say whether there was one. What was skipped stays skipped."""
    deleted, _by_model = Suppression.objects.filter(address_hash=address.hash, purpose=purpose).delete()
    if deleted:
        logger.info("address.suppression_lifted", extra={"address_id": address.pk, "purpose": purpose})
    return bool(deleted)


def check(address: Address, purpose: str) -> SuppressionReason | None:
    """Return why the mailbox gets no mail of `purpose`, or None when it may."""
    row = Suppression.objects.filter(address_hash=address.hash, purpose__in=("", purpose)).order_by("purpose").first()
    return SuppressionReason(row.reason) if row else None


def reasons(address_ids: Iterable[int], purpose: str) -> dict[int, SuppressionReason]:
    """Return the suppressed among `address_ids`, each with its reason, by one query."""
    why = Suppression.objects.filter(address_hash=OuterRef("hash"), purpose__in=("", purpose)).order_by("purpose")
    rows = (
        Address.objects.filter(pk__in=list(address_ids))
        .annotate(why=Subquery(why.values("reason")[:1]))
        .exclude(why=None)
        .values_list("pk", "why")
    )
    return {pk: SuppressionReason(reason) for pk, reason in rows}


def await_freezing() -> None:
    """Wait for audiences that are being frozen right now, and keep new ones from beginning until this transaction ends.

    Without it a no could fall between the moment when an audience reads consent and the moment when its messages
    can be seen. SQLite has one writer and needs no lock; there the query is a plain read.
    """
    about_to_freeze = Q(state__in=[*APPROVED_STATES, MailingState.PREPARING])
    list(Mailing.objects.select_for_update().filter(about_to_freeze).order_by("pk").values_list("pk"))


def _skip(address: Address, purpose: str, reason: SkipReason, now: datetime) -> int:
    waiting = Message.objects.filter(address=address, state__in=WAITING_STATES)
    if purpose:
        waiting = waiting.filter(mailing__purpose=purpose)
    return waiting.update(state=MessageState.SKIPPED, skip_reason=reason, claimant=None, settled_at=now)
