"""The queue: kept once, worked off, and what was said stays said."""

import datetime

import pytest

from stakeholders.duplicates import queue
from stakeholders.duplicates.finding import Found
from stakeholders.models import Resemblance
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=1)
Kind, CONTACT = Resemblance.Kind, Resemblance.Subject.CONTACT


def pair(first=1, second=2, kind=Kind.NAME, score=90):
    return Found(CONTACT, first, second, kind, score)


def rows():
    return list(Resemblance.objects.order_by("first", "second").values_list("first", "second", "kind", "score"))


def test_a_pair_is_kept_once_with_its_strongest_reason_whatever_the_order():
    assert queue.store([pair(), pair(kind=Kind.ADDRESS, score=85), pair(kind=Kind.PHONE, score=95)], now=NOW) == 1
    assert rows() == [(1, 2, "address", 85)]


def test_the_strongest_reason_wins_across_chunks(monkeypatch):
    monkeypatch.setattr(queue, "CHUNK", 1)
    queue.store([pair(kind=Kind.ADDRESS, score=85), pair(score=100)], now=NOW)
    assert rows() == [(1, 2, "address", 85)]


def test_storing_the_same_again_changes_nothing_and_a_later_search_renews():
    queue.store([pair()], now=NOW)
    assert queue.store([pair()], now=NOW) == 0
    assert queue.store([pair(score=86)], now=LATER) == 0
    assert rows() == [(1, 2, "name", 86)]
    assert Resemblance.objects.get().found_at == LATER


def test_what_was_said_to_be_two_never_comes_back_for_the_same_or_a_weaker_reason():
    clerk = staff("Coordinator")
    queue.store([pair(kind=Kind.PHONE)], now=NOW)
    queue.dismiss(subject=CONTACT, one=2, other=1, by=clerk, now=NOW)
    queue.store([pair(score=100), pair(kind=Kind.PHONE, score=95)], now=LATER)
    assert not queue.waiting().exists()
    queue.store([pair(kind=Kind.ADDRESS, score=100)], now=LATER)
    assert queue.waiting().get().dismissed_by is None


def test_saying_it_twice_keeps_the_first_word():
    first, second = staff("Coordinator"), staff("Administrator")
    queue.dismiss(subject=CONTACT, one=1, other=2, by=first, now=NOW)
    queue.dismiss(subject=CONTACT, one=1, other=2, by=second, now=LATER)
    row = Resemblance.objects.get()
    assert (row.dismissed_by, row.dismissed_at) == (first, NOW)


def test_the_queue_goes_from_the_surest_on_and_round():
    queue.store([pair(1, 2, score=100), pair(3, 4, score=90), pair(5, 6, score=90)], now=NOW)
    walked = [queue.following(None)]
    for _ in range(3):
        walked.append(queue.following(walked[-1]))
    assert [(row.first, row.second) for row in walked] == [(1, 2), (3, 4), (5, 6), (1, 2)]
    Resemblance.objects.exclude(first=1).delete()
    assert queue.following(Resemblance.objects.get()) is None


def test_pruning_drops_pairs_of_merged_and_deleted_records_and_those_not_found_again():
    one, two, three = (ContactFactory() for _ in range(3))
    merged = ContactFactory(merged_into=one)
    pairs = [(one, two), (one, three), (two, merged), (two, three)]
    queue.store([pair(a.pk, b.pk) for a, b in pairs], now=NOW)
    queue.dismiss(subject=CONTACT, one=one.pk, other=merged.pk, by=None, now=NOW)
    queue.store([pair(one.pk, two.pk)], now=LATER)
    assert queue.prune() == 1
    assert queue.prune(found_before=LATER) == 2
    assert {(row[0], row[1]) for row in rows()} == {(one.pk, two.pk), (one.pk, merged.pk)}
    three.delete()
    two.delete()
    queue.prune()
    assert [(row[0], row[1]) for row in rows()] == [(one.pk, merged.pk)]
