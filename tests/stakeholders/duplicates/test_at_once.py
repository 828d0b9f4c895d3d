"""Two members of staff at one pair in one moment: one wins, the other is told. Needs row locks: PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils import timezone

from stakeholders import subscriptions
from stakeholders.duplicates.merging import merge_contacts
from stakeholders.duplicates.parting import undo
from stakeholders.exceptions import MergeRefusedError
from stakeholders.models import ConsentRecord, Contact, Merge
from tests.factories.stakeholders import ContactFactory
from tests.stakeholders.duplicates.world import every_reference_is_sound

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def at_once(*acts):
    """Run the acts over connections of their own, from one moment on; return what each did or what it was told."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait()
            return act()
        except MergeRefusedError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def merging(kept, gone):
    return lambda: merge_contacts(kept=kept, gone=gone, by=None, now=timezone.now())


@pytest.mark.parametrize("crossed", [False, True])
def test_of_two_who_merge_the_same_pair_one_is_told(crossed):
    one, other = (ContactFactory(emails=[f"{n}@example.org"]) for n in "ab")
    outcome = at_once(merging(one, other), merging(other, one) if crossed else merging(one, other))
    assert [isinstance(result, Merge) for result in outcome].count(True) == 1
    assert Merge.objects.count() == 1
    assert Contact.objects.count() == 1
    assert every_reference_is_sound()


def test_a_ring_of_three_merges_becomes_a_chain():
    a, b, c = (ContactFactory(emails=[f"{n}@example.org"]) for n in "abc")
    at_once(merging(a, b), merging(b, c), merging(c, a))
    assert Contact.objects.count() >= 1
    assert every_reference_is_sound()


def test_of_two_who_undo_one_is_told():
    done = merging(ContactFactory(), ContactFactory())()
    outcome = at_once(*[lambda: undo(done, by=None, now=timezone.now())] * 2)
    assert [isinstance(result, Merge) for result in outcome].count(True) == 1
    assert Contact.objects.count() == 2


def test_a_reader_who_changes_their_preferences_meanwhile_is_neither_lost_nor_locked_out():
    kept = ContactFactory(emails=["amina@example.org"], given=["newsletter"])
    gone = ContactFactory(emails=["a.khan@example.org"], given=["newsletter"])
    address = gone.main_address.address

    def reads_urdu():
        subscriptions.update(address=address, topics=[], language="ur", wording=None, now=timezone.now())

    assert not [result for result in at_once(merging(kept, gone), reads_urdu) if isinstance(result, MergeRefusedError)]
    assert ConsentRecord.objects.filter(address=address).first().action == "withdrawn"
