"""Take back the consent that an import gave, and drop what waits to be sent because of it."""

from collections.abc import Iterable
from datetime import datetime

from delivery import suppression
from delivery.enums import UNSETTLED_STATES, MessageState
from delivery.models import Address, Message
from stakeholders import consent
from stakeholders.consent import Action
from stakeholders.importing.steps import written
from stakeholders.models import ConsentRecord, ConsentState, ImportRow


def retract(rows: Iterable[ImportRow], batch_id: int, *, now: datetime) -> None:
    """Withdraw what these rows gave, where nobody has said anything since. The caller holds a transaction."""
    given = {pk: (address, purpose) for row in rows for address, purpose, pk in written(row).get("consent", ())}
    if not given:
        return
    suppression.lock_addresses({address for address, _purpose in given.values()})
    standing = set(ConsentState.objects.filter(record__in=given, action=Action.GIVEN).values_list("record", flat=True))
    records = ConsentRecord.objects.filter(pk__in=standing)
    consent.record_many(
        ConsentRecord(
            address_id=record.address_id,
            purpose=record.purpose,
            action=Action.WITHDRAWN,
            basis=record.basis,
            source=ConsentRecord.Source.IMPORT,
            at=now,
            language=record.language,
            wording_id=record.wording_id,
            note=f"Import {batch_id} was taken back.",
        )
        for record in records
    )
    _drop_waiting({given[pk] for pk in standing}, now)


def _drop_waiting(withdrawn: set[tuple[int, str]], now: datetime) -> None:
    suppression.await_freezing()
    waiting = Message.objects.filter(
        address__in={address for address, _purpose in withdrawn},
        state__in=UNSETTLED_STATES | {MessageState.UNCERTAIN},
    ).values_list("address", "mailing__purpose")
    addresses = Address.objects.in_bulk({address for address, _purpose in waiting})
    for address, purpose in withdrawn.intersection(waiting):
        suppression.withdraw(addresses[address], purpose, now=now)
