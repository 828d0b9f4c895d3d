"""From an audience definition to rows: one message or one exclusion for every candidate, in one transaction.

Either all of it is there, both sums balanced, or nothing is. Memory stays flat: candidates pass through in chunks.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from delivery import audiences, identity, mailings, suppression, turns
from delivery.audiences import Candidate
from delivery.enums import EXCLUSION_FOR_SUPPRESSION, ExclusionReason, MailingState, SuppressionReason
from delivery.exceptions import LedgerUnbalanced
from delivery.models import Exclusion, Mailing, Message

logger = logging.getLogger(__name__)

_CHUNK = 1000


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
    freezer = _Freezer(mailing, now, frozenset(mailing.contents.values_list("language", flat=True)))
    for chunk in _chunks(audiences.candidates(mailing.audience, mailing.purpose)):
        freezer.add(chunk)
    freezer.store_counts()
    turns.ring_for(mailing)
    logger.info(
        "mailing.prepared",
        extra={"mailing_id": mailing_id, "candidates": freezer.candidates, "prepared": freezer.prepared},
    )
    return True


@dataclass(slots=True)
class _Freezer:
    """Turns candidates into rows and counts them."""

    mailing: Mailing
    now: datetime
    languages: frozenset[str]
    candidates: int = 0
    prepared: int = 0

    def add(self, chunk: list[Candidate]) -> None:
        """Write the rows of one chunk: two reads and two inserts, whatever its size."""
        addresses = {candidate.address_id for candidate in chunk if candidate.address_id is not None}
        suppressed = suppression.reasons(addresses, self.mailing.purpose)
        taken = set(
            Message.objects.filter(mailing=self.mailing, address__in=addresses).values_list("address_id", flat=True)
        )
        messages, exclusions = [], []
        for candidate in chunk:
            address_id, reason = candidate.address_id, _reason_against(candidate, suppressed, taken)
            if reason is None and address_id is not None:
                taken.add(address_id)
                messages.append(self._message(candidate, address_id))
            elif reason is not None:
                exclusions.append(self._exclusion(candidate, reason))
        Message.objects.bulk_create(messages)
        Exclusion.objects.bulk_create(exclusions)
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

    def _message(self, candidate: Candidate, address_id: int) -> Message:
        return Message(
            mailing=self.mailing,
            address_id=address_id,
            contact_ref=candidate.contact_ref,
            language=candidate.language if candidate.language in self.languages else self.mailing.default_language,
            values=candidate.values,
            message_id=identity.message_id(self.mailing, address_id),
            due_at=self.now,
        )

    def _exclusion(self, candidate: Candidate, reason: ExclusionReason) -> Exclusion:
        return Exclusion(
            mailing=self.mailing,
            contact_ref=candidate.contact_ref,
            address_id=candidate.address_id,
            reason=reason,
            detail=candidate.detail[:255],
        )


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
