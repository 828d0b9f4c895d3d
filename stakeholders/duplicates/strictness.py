"""Stricter consent wins: who said no to something under either entry has said no."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from delivery.models import Address
from stakeholders import consent, subscriptions
from stakeholders.consent import Action
from stakeholders.models import ConsentRecord

Source = ConsentRecord.Source


def noes(ones: Iterable[int], others: Iterable[int]) -> dict[int, set[str]]:
    """Return what has to be withdrawn where two entries, with these address ids, become one: address id → purposes.

    It is what one entry agreed to and the other stopped, at whichever of its addresses, role mailboxes and retired
    ones included.
    """
    ones, others = set(ones), set(others)
    states = consent.states(ones | others)
    stopping: dict[int, set[str]] = defaultdict(set)
    for (address, purpose), record in states.items():
        if record.action != Action.GIVEN:
            continue
        for own, opposite in ((ones, others), (others, ones)):
            if address in own and any(
                states[held].action == Action.WITHDRAWN for held in states if held[0] in opposite and held[1] == purpose
            ):
                stopping[address].add(purpose)
    return dict(stopping)


def withdraw(stopping: dict[int, set[str]], *, merge: int, by: int | None, now: datetime.datetime) -> list[list[int]]:
    """Write the withdrawals, heard by delivery at once; return for each the record that held and the one that holds.

    The caller holds the addresses (`delivery.suppression.lock_addresses`).
    """
    before = consent.states(stopping)
    for address in Address.objects.filter(pk__in=stopping).order_by("pk"):
        subscriptions.withdraw(
            address=address,
            purposes=stopping[address.pk],
            source=Source.MERGE,
            note=_("The other of two entries that are one (merge %(number)s) had stopped it.") % {"number": merge},
            by=by,
            now=now,
        )
    after = consent.states(stopping)
    return [[before[key].pk, after[key].pk] for key in sorted(before) if key[1] in stopping[key[0]]]


def restore(
    withdrawn: list[list[int]], *, merge: int, by: int | None, now: datetime.datetime
) -> tuple[list[ConsentRecord], list[ConsentRecord]]:
    """Give again what `withdraw` withdrew, as it was given before. The caller holds the addresses.

    Return what was first given, as far as it is given again, and the withdrawals that are no longer the last word:
    those stay as they are, since the person, or staff, acted since.
    """
    records = ConsentRecord.objects.select_related("address").in_bulk([pk for pair in withdrawn for pk in pair])
    latest = consent.states({record.address_id for record in records.values()})
    overtaken, again, restored = [], [], []
    for given_pk, withdrawn_pk in withdrawn:
        given, stopped = records[given_pk], records[withdrawn_pk]
        if latest[stopped.address_id, stopped.purpose].pk != stopped.pk:
            overtaken.append(stopped)
            continue
        restored.append(given)
        again.append(
            ConsentRecord(
                address=given.address,
                purpose=given.purpose,
                action=Action.GIVEN,
                basis=given.basis,
                source=Source.MERGE,
                at=now,
                language=given.language,
                wording=given.wording,
                note=_("The merge that had stopped it (merge %(number)s) was undone.") % {"number": merge},
                recorded_by_id=by,
            )
        )
    consent.record_many(again)
    return restored, overtaken
