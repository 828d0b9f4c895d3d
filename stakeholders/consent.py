"""Reading consent, and the one place that writes it down."""

import datetime
import hashlib
from collections.abc import Iterable

from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import get_language

from delivery.models import Address
from stakeholders.models import ConsentRecord, ConsentWording

Action = ConsentRecord.Action


def latest_action(purpose: str, *, address: str) -> Subquery:
    """Return a subquery for the state of `purpose` at the address in the outer query's field `address`."""
    return Subquery(ConsentRecord.objects.latest_of(OuterRef(address), purpose).values("action"))


def state(address: Address) -> dict[str, ConsentRecord]:
    """Return the record that holds now for every purpose that `address` ever had one on, by one query."""
    latest = ConsentRecord.objects.filter(address=address).values("purpose").annotate(latest=Max("pk")).values("latest")
    return {record.purpose: record for record in ConsentRecord.objects.filter(pk__in=latest)}


def purposes(address: Address, *actions: Action) -> set[str]:
    """Return the purposes whose state at `address` is one of `actions`."""
    return {purpose for purpose, record in state(address).items() if record.action in actions}


def wording(name: str, text: str) -> ConsentWording:
    """Return the stored copy of `text` as it stands in the active language, storing it the first time it is shown.

    The version is `name` and a digest of the words, so that a changed sentence or translation is a version of its own.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    stored, _ = ConsentWording.objects.get_or_create(
        version=f"{name}-{digest}", language=get_language() or "", defaults={"text": text}
    )
    return stored


def record(
    *,
    address: Address,
    purposes: Iterable[str],
    action: Action,
    source: ConsentRecord.Source,
    now: datetime.datetime,
    basis: ConsentRecord.Basis = ConsentRecord.Basis.CONSENT,
    wording: ConsentWording | None = None,
    language: str = "",
    note: str = "",
    by: int | None = None,
) -> None:
    """Add one record for each of `purposes`. `by` is the key of the member of staff who wrote it down, if one did.

    Raises:
        django.db.IntegrityError: staff or an import says "given" without a note that names the evidence.
    """
    ConsentRecord.objects.bulk_create(
        ConsentRecord(
            address=address,
            purpose=purpose,
            action=action,
            basis=basis,
            source=source,
            at=now,
            language=language,
            wording=wording,
            note=note,
            recorded_by_id=by,
        )
        for purpose in sorted(purposes)
    )
