"""How a mailbox is forgotten: the rows that balance a ledger stay, and say of nobody any more whose they were.

What was sent, and how it ended, is the unit's own record: messages and exclusions are emptied, not deleted. Of the
address its keyed hash is left, so that news which comes late finds a suppression and not a new person.
"""

import logging
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from delivery import suppression
from delivery.enums import WAITING_STATES, MailingKind, MessageState, SkipReason, SuppressionReason
from delivery.models import Address, Event, Exclusion, MailingContent, Message, Suppression

logger = logging.getLogger(__name__)


def messages_of(addresses: Collection[int], contact_refs: Collection[str]) -> QuerySet[Message]:
    """Return the messages to these addresses, and those that went elsewhere in the name of these contacts."""
    return Message.objects.filter(Q(address__in=addresses) | Q(contact_ref__in=contact_refs))


def exclusions_of(addresses: Collection[int], contact_refs: Collection[str]) -> QuerySet[Exclusion]:
    """Return the exclusions of these addresses, and of these contacts."""
    return Exclusion.objects.filter(Q(address__in=addresses) | Q(contact_ref__in=contact_refs))


def personal_contents_of(addresses: Collection[int], contact_refs: Collection[str] = ()) -> QuerySet[MailingContent]:
    """Return the contents of one-off mail to these addresses or contacts: text that was written for one reader."""
    mailings = messages_of(addresses, contact_refs).filter(mailing__kind=MailingKind.ONE_OFF).values("mailing")
    return MailingContent.objects.filter(mailing__in=mailings).exclude(html="", text="")


@transaction.atomic
def forget(
    addresses: Collection[int],
    *,
    contact_refs: Collection[str] = (),
    suppress_as: SuppressionReason | None,
    note: str = "",
    now: datetime,
) -> None:
    """Empty all that says who reads at `addresses`, or whom `contact_refs` name, and let the addresses go.

    With `suppress_as` they get no mail any more, whoever brings them back: see `remember`. Messages to `contact_refs`
    at addresses that stay (a mailbox that several share) are skipped if they wait. The caller has removed what higher
    rooms hold of them. Doing it again changes nothing.
    """
    suppression.lock_addresses(addresses)
    suppression.await_freezing()
    rows = list(Address.objects.filter(pk__in=addresses).order_by("pk"))
    if suppress_as is not None:
        for row in rows:
            suppression.suppress(row, reason=suppress_as, now=now)  # skips what waits
        remember([row.hash for row in rows], reason=suppress_as, note=note, now=now)
    _skip(addresses, contact_refs, now)
    _empty_ledger(addresses, contact_refs)
    for row in rows:
        row.email, row.key = "", f"erased:{row.pk}"  # no address has such a key: it has no @
    Address.objects.bulk_update(rows, ["email", "key"])
    logger.info("addresses.forgotten", extra={"address_ids": [row.pk for row in rows]})


@transaction.atomic
def remember(hashes: Collection[str], *, reason: SuppressionReason, note: str, now: datetime) -> None:
    """Leave one suppression for each of these hashes: of everything, with no word of what stood there before.

    A reason that staff can lift does not take the place of the reader's own word (`suppression.STANDS`).
    """
    there = Suppression.objects.filter(address_hash__in=hashes)
    said = there.none() if reason in suppression.STANDS else there.filter(reason__in=suppression.STANDS)
    said.update(note=note)
    kept = set(said.values_list("address_hash", "purpose"))
    there.exclude(purpose="").exclude(pk__in=said.values("pk")).delete()
    Suppression.objects.bulk_create(
        [
            Suppression(address_hash=each, reason=reason, note=note, created_at=now)
            for each in hashes
            if (each, "") not in kept
        ],
        update_conflicts=True,
        unique_fields=["address_hash", "purpose"],
        update_fields=["reason", "note"],
    )


def _skip(addresses: Collection[int], contact_refs: Collection[str], now: datetime) -> None:
    waiting = messages_of(addresses, contact_refs).filter(state__in=WAITING_STATES)
    pks = list(waiting.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    Message.objects.filter(pk__in=pks).update(
        state=MessageState.SKIPPED, skip_reason=SkipReason.SUPPRESSED, settled_at=now
    )


def _empty_ledger(addresses: Collection[int], contact_refs: Collection[str]) -> None:
    personal_contents_of(addresses, contact_refs).update(subject="", html="", text="", calendar="", hash="")
    # While the rows still say whose they were.
    Event.objects.filter(message__in=messages_of(addresses, contact_refs).values("pk")).exclude(detail="").update(
        detail=""
    )
    exclusions_of(addresses, contact_refs).update(address=None, detail="", contact_ref=nobody("pk"))
    messages_of(addresses, contact_refs).update(values={}, contact_ref="", last_reply="")


def nobody(pk: str) -> Concat:
    """Return an expression for a reference to nobody, unlike that of any other row."""
    return Concat(Value("erased:"), Cast(F(pk), TextField()), output_field=CharField())
