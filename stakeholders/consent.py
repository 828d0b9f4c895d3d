"""Reading consent, and the one place that writes it down."""

import datetime
import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import get_language

from delivery.models import Address
from stakeholders.models import ConsentRecord, ConsentState, ConsentWording

Action = ConsentRecord.Action

# To stand in the public directory is agreed to like a topic of mail; it is none, and nobody can subscribe to it.
DIRECTORY = "directory"

CHUNK = 2000  # rows written at a time


def latest_action(purpose: str, *, address: str) -> Subquery:
    """Return a subquery for the state of `purpose` at the address in the outer query's field `address`."""
    return Subquery(ConsentState.objects.filter(address=OuterRef(address), purpose=purpose).values("action")[:1])


def states(addresses: Iterable[int]) -> dict[tuple[int, str], ConsentRecord]:
    """Return the record that holds now for every (address id, purpose) that there ever was one for, by one query."""
    current = ConsentState.objects.filter(address__in=addresses).select_related("record")
    return {(state.address_id, state.purpose): state.record for state in current}


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
    record_many(
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


@transaction.atomic
def record_many(records: Iterable[ConsentRecord]) -> None:
    """Add `records`, in their order, and make them the state of their addresses. The one place that writes consent.

    The caller holds the addresses (`delivery.suppression.lock_addresses`): of two that write at once the later counts.

    Raises:
        django.db.IntegrityError: see `record`.
    """
    _make_current(ConsentRecord.objects.bulk_create(records, batch_size=CHUNK))


@transaction.atomic
def rebuild() -> None:
    """Derive every state anew from the records. What `record_many` wrote is what comes out; a test says so."""
    ConsentState.objects.all().delete()
    latest = ConsentRecord.objects.order_by().values("address", "purpose").annotate(latest=Max("pk")).values("latest")
    _make_current(ConsentRecord.objects.filter(pk__in=latest).iterator(chunk_size=CHUNK))


def _make_current(records: Iterable[ConsentRecord]) -> None:
    latest = {(record.address_id, record.purpose): record for record in records}
    ConsentState.objects.bulk_create(
        (
            ConsentState(address_id=address, purpose=purpose, action=record.action, record=record)
            for (address, purpose), record in latest.items()
        ),
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["address", "purpose"],
        update_fields=["action", "record"],
    )
