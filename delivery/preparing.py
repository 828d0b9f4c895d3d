"""From an audience definition to rows: one message or one exclusion for every candidate, in one transaction.

Either all of it is there, both sums balanced, or nothing is. Memory stays flat: candidates pass through in chunks.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from delivery import audiences, bulk, identity, mailings, suppression, turns
from delivery.audiences import Candidate
from delivery.enums import EXCLUSION_FOR_SUPPRESSION, ExclusionReason, MailingState, SuppressionReason
from delivery.exceptions import LedgerUnbalanced
from delivery.models import Exclusion, Mailing, Message

logger = logging.getLogger(__name__)

_CHUNK = 5000
_json = json.JSONEncoder(check_circular=False).encode


def prepare(mailing_id: int, *, now: datetime) -> bool:
    """Freeze the audience of a mailing that was started; say whether this call did it.

    Doing it twice, or by two workers at once, changes nothing: the first statement takes the row. When the audience
    cannot be read the mailing becomes `failed`, with the reason, and nothing is sent.

    Raises:
        OperationalError: the database failed. Everything is rolled back and the sweeper tries again.
    """
    try:
        with transaction.atomic():
            prepared = _prepare(mailing_id, now)
    except OperationalError:
        raise
    except Exception as error:
        # A resolver is foreign code: whatever it raises must end as a state with a reason, never as a half audience.
        logger.exception("mailing.audience_failed", extra={"mailing_id": mailing_id})
        reason = _("The audience could not be read (%(error)s). Nothing was sent.") % {"error": type(error).__name__}
        mailings.fail(Mailing.objects.get(pk=mailing_id), reason=reason, now=now)
        return False
    if prepared:
        mailings.finish(mailing_id, now=now)  # an audience of nobody has nothing to send
    return prepared


def _prepare(mailing_id: int, now: datetime) -> bool:
    # Takes the row's lock until commit: a second worker waits here, and then finds nothing to do.
    claimed = Mailing.objects.filter(pk=mailing_id, state=MailingState.PREPARING).update(state=MailingState.SENDING)
    if not claimed:
        return False
    mailing = Mailing.objects.get(pk=mailing_id)
    bulk.read_to_the_end()
    freezer = _Freezer(mailing, now)
    for chunk in _chunks(audiences.candidates(mailing.audience, mailing.purpose)):
        freezer.add(chunk)
    freezer.store_counts()
    turns.ring_for(mailing)
    logger.info(
        "mailing.prepared",
        extra={"mailing_id": mailing_id, "candidates": freezer.candidates, "prepared": freezer.prepared},
    )
    return True


class _Freezer:
    """Turns candidates into rows and counts them."""

    def __init__(self, mailing: Mailing, now: datetime) -> None:
        self.mailing = mailing
        self.languages = frozenset(mailing.contents.values_list("language", flat=True))
        self.candidates = 0
        self.prepared = 0
        self._message_id = identity.message_ids(mailing)
        self._messages = bulk.Table(Message(mailing=mailing, due_at=now), _MESSAGE)
        self._exclusions = bulk.Table(Exclusion(mailing=mailing), _EXCLUSION)

    def add(self, chunk: list[Candidate]) -> None:
        """Write the rows of one chunk: two reads and two inserts, whatever its size."""
        addresses = {candidate.address_id for candidate in chunk if candidate.address_id is not None}
        suppressed = suppression.reasons(addresses, self.mailing.purpose)
        frozen = Message.objects.filter(bulk.Among(F("address_id"), addresses), mailing=self.mailing)
        taken = set(frozen.values_list("address_id", flat=True))
        messages, exclusions = [], []
        for candidate in chunk:
            address_id, reason = candidate.address_id, _reason_against(candidate, suppressed, taken)
            if reason is None and address_id is not None:
                taken.add(address_id)
                messages.append(self._message(candidate, address_id))
            elif reason is not None:
                exclusions.append(self._exclusion(candidate, reason))
        self._messages.insert(messages)
        self._exclusions.insert(exclusions)
        self.candidates += len(chunk)
        self.prepared += len(messages)

    def store_counts(self) -> None:
        """Store both counts beside the mailing, after comparing them with the rows.

        Raises:
            LedgerUnbalanced: candidates are not messages plus exclusions.
        """
        prepared, excluded = self.mailing.messages.count(), self.mailing.exclusions.count()
        if (self.candidates, self.prepared) != (prepared + excluded, prepared):
            raise LedgerUnbalanced(f"Mailing {self.mailing.pk}: {self.candidates} ≠ {prepared} + {excluded}.")
        Mailing.objects.filter(pk=self.mailing.pk).update(
            candidates=self.candidates, prepared=prepared, excluded=excluded
        )

    def _message(self, candidate: Candidate, address_id: int) -> tuple[Any, ...]:
        """In the order of `_MESSAGE`."""
        return (
            address_id,
            candidate.contact_ref,
            candidate.language if candidate.language in self.languages else self.mailing.default_language,
            _json(candidate.values),
            self._message_id(address_id),
        )

    def _exclusion(self, candidate: Candidate, reason: ExclusionReason) -> tuple[Any, ...]:
        """In the order of `_EXCLUSION`."""
        return candidate.contact_ref, candidate.address_id, reason.value, candidate.detail[:255]


_MESSAGE = ("address_id", "contact_ref", "language", "values", "message_id")
_EXCLUSION = ("contact_ref", "address_id", "reason", "detail")


def _reason_against(
    candidate: Candidate, suppressed: dict[int, SuppressionReason], taken: set[int]
) -> ExclusionReason | None:
    """Return why a candidate gets no message: what the resolver says, then suppression, then a shared address."""
    if candidate.exclusion is not None:
        return candidate.exclusion
    if candidate.address_id is None:
        return ExclusionReason.NO_ADDRESS
    if suppression_reason := suppressed.get(candidate.address_id):
        return EXCLUSION_FOR_SUPPRESSION[suppression_reason]
    return ExclusionReason.DUPLICATE if candidate.address_id in taken else None


def _chunks(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    source = iter(candidates)
    while chunk := list(islice(source, _CHUNK)):
        yield chunk
