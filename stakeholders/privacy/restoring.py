"""Erasures outlive a restored backup: the certificates are saved beside backups, and carried out again after one."""

import datetime
import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from delivery import forgetting
from delivery.enums import SuppressionReason
from delivery.models import Address, Suppression
from stakeholders.models import Contact, ContactAddress, Erasure
from stakeholders.privacy import erasure
from stakeholders.privacy.subject import contact_hash, subject_at, subject_of


def save(stream: IO[str]) -> int:
    """Write every certificate as a line of JSON: numbers, counts and hashes. Return how many.

    An address whose suppression staff have lifted since is left out: it is written to again.
    """
    number = 0
    suppressed = set(Suppression.objects.filter(purpose="").values_list("address_hash", flat=True))
    for number, certificate in enumerate(Erasure.objects.order_by("pk"), start=1):  # noqa: B007 - counted
        line = {
            "number": certificate.number,
            "at": certificate.at.isoformat(),
            "suppressed_as": certificate.suppressed_as,
            "address_hashes": [each for each in certificate.address_hashes if each in suppressed],
            "contact_hashes": certificate.contact_hashes,
            "removed": certificate.removed,
            "kept": certificate.kept,
        }
        stream.write(json.dumps(line) + "\n")
    return number


def load(stream: Iterable[str]) -> None:
    """Bring back the certificates and suppressions that `save` wrote and this database does not have.

    Raises:
        ValueError: a line is not one of `save`'s. Nothing is written.
    """
    with transaction.atomic():
        for line in stream:
            if line.strip():
                _load(json.loads(line))


def _load(saved: Any) -> None:
    at = parse_datetime(saved.get("at", "")) if isinstance(saved, dict) else None
    if at is None or saved.get("suppressed_as") not in SuppressionReason.values:
        raise ValueError("This is no certificate of an erasure.")
    fields = {key: saved[key] for key in ("suppressed_as", "address_hashes", "contact_hashes", "removed", "kept")}
    Erasure.objects.get_or_create(number=saved["number"], defaults={"at": at, **fields})
    standing = Suppression.objects.filter(address_hash__in=saved["address_hashes"], purpose="")
    known = set(standing.filter(reason=SuppressionReason.ERASED).values_list("address_hash", flat=True))
    forgetting.remember(
        [each for each in saved["address_hashes"] if each not in known],
        reason=SuppressionReason(saved["suppressed_as"]),
        note=saved["number"],
        now=at,
    )


def reapply(*, now: datetime.datetime) -> int:
    """Erase again whoever has a certificate and stands in this database all the same; return how many there were.

    A contact is known by its keyed hash. An address that came back is erased where no contact has it: somebody else
    may have been given it since.
    """
    again = 0
    for contact, certificate in list(_contacts()):
        if Contact.with_merged.filter(pk=contact.pk).exists():  # not yet gone with another that it was merged into
            erasure.erase_again(subject_of(contact), certificate, now=now)
            again += 1
    for address, certificate in list(_addresses()):
        erasure.erase_again(subject_at(address), certificate, now=now)
        again += 1
    return again


def _contacts() -> Iterator[tuple[Contact, Erasure]]:
    certificates = {each: certificate for certificate in Erasure.objects.all() for each in certificate.contact_hashes}
    if certificates:
        for contact in Contact.with_merged.only("pk", "created_at", "merged_into").order_by("pk").iterator(2000):
            if certificate := certificates.get(contact_hash(contact)):
                yield contact, certificate


def _addresses() -> Iterator[tuple[Address, Erasure]]:
    certificates = {each: certificate for certificate in Erasure.objects.all() for each in certificate.address_hashes}
    suppressed = Suppression.objects.filter(address_hash__in=certificates, purpose="").values("address_hash")
    back = Address.objects.filter(hash__in=suppressed).exclude(email="")
    for address in back.exclude(pk__in=ContactAddress.objects.values("address")).order_by("pk"):
        yield address, certificates[address.hash]
