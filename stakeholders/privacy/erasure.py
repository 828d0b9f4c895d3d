"""Erasing a person: all of it in one transaction, with a certificate that holds nothing of them but keyed hashes."""

import datetime
import logging
import uuid
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from delivery import forgetting, suppression
from delivery.enums import SuppressionReason
from delivery.models import Address
from stakeholders.models import Contact, Erasure, ErasureRequest
from stakeholders.privacy.parts import KEPT, REMOVED, counts, log_entries
from stakeholders.privacy.subject import Subject, subject_at, subject_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Forecast:
    """What an erasure would do now: how many rows of what it would remove, and how many it would keep, emptied."""

    removed: dict[str, int]
    kept: dict[str, int]

    @property
    def total(self) -> int:
        """How many rows would go: what staff type to say that they have read it."""
        return sum(self.removed.values())


def forecast(subject: Subject) -> Forecast:
    """Count what `erase` would do; nothing is written."""
    return Forecast(removed=counts(REMOVED, subject), kept=counts(KEPT, subject))


def erase(
    contact: Contact,
    *,
    by: AbstractBaseUser | None,
    now: datetime.datetime,
    request: ErasureRequest | None = None,
    suppress_as: SuppressionReason = SuppressionReason.ERASED,
) -> Erasure:
    """Erase the person behind `contact`, with all that was merged into it, and return the certificate.

    Addresses of theirs alone get no mail any more, by `suppress_as`; one that others use stays for the others. `by` is
    None where a rule did it. Open requests at their addresses are done, and so is `request`.
    """
    return _erase(subject_of(contact), by=by, now=now, request=request, suppress_as=suppress_as)


def erase_address(
    address: Address,
    *,
    by: AbstractBaseUser | None,
    now: datetime.datetime,
    request: ErasureRequest | None = None,
    suppress_as: SuppressionReason = SuppressionReason.ERASED,
) -> Erasure:
    """Erase whoever reads at an address that no contact has; as `erase`."""
    return _erase(subject_at(address), by=by, now=now, request=request, suppress_as=suppress_as)


@transaction.atomic
def erase_again(subject: Subject, certificate: Erasure, *, now: datetime.datetime) -> None:
    """Remove what a restored backup brought back of somebody who has that certificate."""
    _lock(subject)
    _remove(subject, suppress_as=SuppressionReason(certificate.suppressed_as), label=certificate.number, now=now)


@transaction.atomic
def drop(subject: Subject, *, now: datetime.datetime) -> None:
    """Remove somebody without certificate, leaving suppression as it is: who never agreed to anything may come again.

    Also what is left of somebody erased whom others bring back.
    """
    _lock(subject)
    _remove(subject, suppress_as=None, label="", now=now)


@transaction.atomic
def _erase(
    subject: Subject,
    *,
    by: AbstractBaseUser | None,
    now: datetime.datetime,
    request: ErasureRequest | None,
    suppress_as: SuppressionReason,
) -> Erasure:
    _lock(subject)
    found = forecast(subject)
    certificate = Erasure.objects.create(
        number=uuid.uuid4().hex[:20],  # until its key is known
        at=now,
        by_id=by.pk if by else None,
        address_hashes=subject.address_hashes,
        contact_hashes=subject.contact_hashes,
        suppressed_as=suppress_as,
        removed=found.removed,
        kept=found.kept,
    )
    certificate.number = f"{now:%Y}-{certificate.pk:04d}"
    certificate.save(update_fields=["number"])
    _close_requests(subject, request, certificate, now)
    _remove(subject, suppress_as=suppress_as, label=certificate.number, now=now)
    log.info("person.erased", extra={"erasure": certificate.pk, "contacts": subject.contacts, "by": by and by.pk})
    return certificate


def _lock(subject: Subject) -> None:
    """Queue up behind whoever writes consent or freezes an audience: what they write is then found and removed."""
    suppression.lock_addresses(subject.addresses)
    suppression.await_freezing()
    list(Contact.with_merged.select_for_update().filter(pk__in=subject.contacts).order_by("pk").values_list("pk"))


def _close_requests(
    subject: Subject, request: ErasureRequest | None, certificate: Erasure, now: datetime.datetime
) -> None:
    done = ErasureRequest.objects.filter(address__in=subject.own)
    if request is not None:
        done |= ErasureRequest.objects.filter(pk=request.pk)
    done.filter(done_at=None).update(done_at=now, erasure=certificate)
    ErasureRequest.objects.filter(address__in=subject.own).update(address=None, refused_note="")
    if request is not None:
        ErasureRequest.objects.filter(pk=request.pk).update(address=None, refused_note="")


def _remove(subject: Subject, *, suppress_as: SuppressionReason | None, label: str, now: datetime.datetime) -> None:
    for part in REMOVED.values():
        if part.remove is not None:
            part.remove(part.rows(subject))
    log_entries(subject).update(label=label, data={})
    contacts = Contact.with_merged.filter(pk__in=subject.contacts)
    contacts.update(merged_into=None)  # which protects what it names
    contacts.delete()
    forgetting.forget(subject.own, contact_refs=subject.refs, suppress_as=suppress_as, note=label, now=now)
