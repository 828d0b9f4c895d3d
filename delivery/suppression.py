"""How a no reaches the engine, and who must get no mail.

A no is pushed: in the caller's transaction every message that still waits is skipped, and the engine's mark sees it.
A mailing whose audience is just being frozen is waited for first, so that its rows cannot slip past (`await_freezing`).
Lock order everywhere: addresses, mailings, messages.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from delivery import addresses, bulk
from delivery.enums import (
    APPROVED_STATES,
    UNSETTLED_STATES,
    WAITING_STATES,
    EventKind,
    MailingState,
    MessageState,
    SkipReason,
    SuppressionReason,
)
from delivery.exceptions import InvalidAddress, SuppressionStands
from delivery.models import Address, Event, Mailing, Message, Suppression
from delivery.smtp.replies import scrubbed

logger = logging.getLogger(__name__)

_CHUNK = 1000
_HAD = (MessageState.SENT, MessageState.FAILED, MessageState.UNCERTAIN)
# The reader's own word: overwritten by nothing, lifted by nobody.
STANDS = frozenset({SuppressionReason.COMPLAINT, SuppressionReason.ERASED})
# What a machine concluded. It must not be written over what staff know: a bounce would be lifted lightly.
_CONCLUDED = frozenset({SuppressionReason.HARD_BOUNCE, SuppressionReason.SOFT_BOUNCES})
LIFTED = "suppression lifted"  # source of the event that says so, on the last message that the address had


@transaction.atomic
def suppress(address: Address, *, reason: SuppressionReason, purpose: str = "", note: str = "", now: datetime) -> int:
    """Let the mailbox get no more mail of `purpose`, or (empty) of any. Return how many waiting messages were skipped.

    Kept as a keyed hash, so that it outlives the address. Doing it again changes reason and note, nothing else; what
    staff wrote stays when mail bounces, and the reader's own word (`STANDS`) whatever follows.
    """
    lock_addresses([address.pk])
    await_freezing()
    row, new = Suppression.objects.select_for_update().get_or_create(  # locked: it may be lifted this very moment
        address_hash=address.hash, purpose=purpose, defaults={"reason": reason, "note": note, "created_at": now}
    )
    if not new and row.reason not in STANDS and (row.reason in _CONCLUDED or reason not in _CONCLUDED):
        row.reason, row.note = reason, note
        row.save(update_fields=["reason", "note"])
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


@transaction.atomic
def lift(suppressed: Suppression, *, by: AbstractBaseUser, note: str, now: datetime) -> None:
    """Take a suppression back because `by`, a member of staff, knows better; `note` says how. Skipped stays skipped.

    Where the address is still known, the history of the last message that it had says so, and the row of its soft
    bounces begins anew.

    Raises:
        SuppressionStands: it is the reader's own word, which nobody takes back for them; or `note` is empty.
    """
    row = Suppression.objects.select_for_update().filter(pk=suppressed.pk).first()
    if row is None:
        return  # another person was faster
    if row.reason in STANDS:
        raise SuppressionStands(_("Nobody can take that back for the reader: it stays on the list."))
    if not note.strip():
        raise SuppressionStands(_("Say in a note why mail may go there again."))
    row.delete()
    last = Message.objects.filter(address__hash=row.address_hash, state__in=_HAD).order_by("pk").last()
    if last is not None:
        detail = scrubbed(note, recipient=last.address.email)
        Event.objects.create(message=last, kind=EventKind.DECIDED, at=now, source=LIFTED, detail=detail, by_id=by.pk)
    logger.info(
        "suppression.lifted",
        extra={"suppression_id": suppressed.pk, "purpose": row.purpose, "by": by.pk},
    )


def check(address: Address, purpose: str) -> SuppressionReason | None:
    """Return why the mailbox gets no mail of `purpose`, or None when it may."""
    row = Suppression.objects.filter(address_hash=address.hash, purpose__in=("", purpose)).order_by("purpose").first()
    return SuppressionReason(row.reason) if row else None


def reasons(address_ids: Iterable[int], purpose: str) -> dict[int, SuppressionReason]:
    """Return the suppressed among `address_ids`, each with its reason, by one query."""
    why = Suppression.objects.filter(address_hash=OuterRef("hash"), purpose__in=("", purpose)).order_by("purpose")
    rows = (
        Address.objects.filter(bulk.Among(F("pk"), address_ids))
        .annotate(why=Subquery(why.values("reason")[:1]))
        .exclude(why=None)
        .values_list("pk", "why")
    )
    return {pk: SuppressionReason(reason) for pk, reason in rows}


def reasons_for_emails(emails: Iterable[str], purpose: str) -> dict[str, SuppressionReason]:
    """Return the suppressed among `emails`, as they are spelled there, each with its reason.

    For whoever brings addresses in: an address that was erased is known by its hash only, and is found all the same.
    A malformed one is left out. One query per thousand.
    """
    found: dict[str, SuppressionReason] = {}
    source = iter(dict.fromkeys(emails))
    while chunk := list(islice(source, _CHUNK)):
        hashes = {email: address_hash for email in chunk if (address_hash := _hash(email))}
        rows = Suppression.objects.filter(address_hash__in=set(hashes.values()), purpose__in=("", purpose))
        # What stands for every purpose is written last, so that it is what counts, as in `check`.
        why = {row.address_hash: SuppressionReason(row.reason) for row in rows.order_by("-purpose")}
        found.update((email, why[address_hash]) for email, address_hash in hashes.items() if address_hash in why)
    return found


def export_rows() -> Iterator[dict[str, str]]:
    """Yield every suppression, oldest first, with memory flat. No address: the list may leave the house."""
    for row in Suppression.objects.order_by("pk").iterator(chunk_size=2000):
        yield {
            "address_hash": row.address_hash,
            "purpose": row.purpose,
            "reason": row.reason,
            "note": row.note,
            "since": row.created_at.isoformat(),
        }


def lock_addresses(ids: Iterable[int]) -> None:
    """Queue whoever records a no, or an outcome that may become one, of the same mailboxes at the same time.

    The rows' keys stay free (`no_key`): an audience that is being frozen refers to them by its messages.
    """
    locked = Address.objects.select_for_update(no_key=True).filter(pk__in=list(ids))
    list(locked.order_by("pk").values_list("pk"))


def await_freezing() -> None:
    """Wait for audiences that are being frozen right now, and keep new ones from beginning until this transaction ends.

    Without it a no could fall between the moment when an audience reads consent and the moment when its messages
    can be seen. SQLite has one writer and needs no lock; there the query is a plain read.
    """
    about_to_freeze = Q(state__in=[*APPROVED_STATES, MailingState.PREPARING])
    list(Mailing.objects.select_for_update().filter(about_to_freeze).order_by("pk").values_list("pk"))


def _hash(email: str) -> str:
    try:
        return addresses.address_hash(addresses.fold(email))
    except InvalidAddress:
        return ""


def _skip(address: Address, purpose: str, reason: SkipReason, now: datetime) -> int:
    """Skip what waits. What is on the wire can't be called back; should it not be taken, it is skipped, not put off."""
    open_ones = Message.objects.filter(address=address, state__in=UNSETTLED_STATES | {MessageState.UNCERTAIN})
    if purpose:
        open_ones = open_ones.filter(mailing__purpose=purpose)
    states = dict(open_ones.select_for_update(of=("self",)).order_by("pk").values_list("pk", "state"))
    waiting = [pk for pk, state in states.items() if state in WAITING_STATES]
    Message.objects.filter(pk__in=states.keys() - set(waiting)).update(skip_reason=reason)
    return Message.objects.filter(pk__in=waiting).update(state=MessageState.SKIPPED, skip_reason=reason, settled_at=now)
