"""Take back the consent that an import gave, and drop what waits to be sent because of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from delivery import bulk, suppression
from delivery.enums import UNSETTLED_STATES, MessageState
from delivery.models import Address, Message
from stakeholders import consent
from stakeholders.consent import Action
from stakeholders.importing.steps import written
from stakeholders.models import ConsentRecord, ImportRow

Source = ConsentRecord.Source
Given = dict[tuple[int, str], int]  # (address, purpose) -> the record that an import wrote


def retract(rows: Iterable[ImportRow], batch_id: int, *, now: datetime) -> None:
    """Withdraw what these rows gave, where nobody has said anything since. The caller holds a transaction.

    A merge and its undoing pass on what was said before them. So what they gave again is withdrawn too, and what a
    merge stopped is withdrawn once more, as the merge's: its undoing finds a later word, and gives nothing back.
    """
    given = {(address, purpose): pk for row in rows for address, purpose, pk in written(row).get("consent", ())}
    if not given:
        return
    suppression.lock_addresses({address for address, _purpose in given})
    standing = _standing(given)
    consent.record_many(
        ConsentRecord(
            address_id=record.address_id,
            purpose=record.purpose,
            action=Action.WITHDRAWN,
            basis=record.basis,
            source=Source.IMPORT if record.action == Action.GIVEN else Source.MERGE,
            at=now,
            language=record.language,
            wording_id=record.wording_id,
            note=f"Import {batch_id} was taken back.",
        )
        for record in standing
    )
    _drop_waiting({(record.address_id, record.purpose) for record in standing}, now)


def _standing(given: Given) -> list[ConsentRecord]:
    """Return what holds now where nothing but merges came after the import's own records."""
    addresses = [address for address, _purpose in given]
    said = ConsentRecord.objects.filter(bulk.Among(F("address"), addresses)).exclude(source=Source.MERGE)
    spoken = {
        (address, purpose)
        for pk, address, purpose in said.values_list("pk", "address", "purpose")
        if pk > given.get((address, purpose), pk)
    }
    now = consent.states(addresses)
    return [now[key] for key in given if key in now and key not in spoken]


def _drop_waiting(withdrawn: set[tuple[int, str]], now: datetime) -> None:
    suppression.await_freezing()
    waiting = Message.objects.filter(
        address__in={address for address, _purpose in withdrawn},
        state__in=UNSETTLED_STATES | {MessageState.UNCERTAIN},
    ).values_list("address", "mailing__purpose")
    addresses = Address.objects.in_bulk({address for address, _purpose in waiting})
    for address, purpose in withdrawn.intersection(waiting):
        suppression.withdraw(addresses[address], purpose, now=now)
