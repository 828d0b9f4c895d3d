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


def states(addresses: Iterable[int]) -> dict[tuple[int, str], ConsentRecord]:
    """Return the record that holds now for every (address id, purpose) that there ever was one for, by one query."""
    records = ConsentRecord.objects.filter(address__in=addresses)
    latest = records.values("address", "purpose").annotate(latest=Max("pk")).values("latest")
    return {
        (record.address_id, record.purpose): record
        for record in ConsentRecord.objects.filter(pk__in=latest).order_by("pk")
    }


def state(address: Address) -> dict[str, ConsentRecord]:
    """Return the record that holds now for every purpose that `address` ever had one on, by one query."""
    return {purpose: record for (_address, purpose), record in states([address.pk]).items()}


def given_at(addresses: Iterable[int]) -> dict[int, set[str]]:
    """Return for each of the address ids that has any the purposes it consented to, by one query."""
    given: dict[int, set[str]] = {}
    for (address, purpose), record in states(addresses).items():
        if record.action == Action.GIVEN:
            given.setdefault(address, set()).add(purpose)
    return given


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
