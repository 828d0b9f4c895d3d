"""Searches as rows: one at a time, killed at any moment, repeated without harm, heard of without a broker."""

import datetime

import pytest
from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

from stakeholders import tasks
from stakeholders.duplicates import queue, searching
from stakeholders.models import Contact, DuplicateSearch
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def rung(monkeypatch):
    """Collect what the broker is told."""
    told = []
    monkeypatch.setattr(current_app, "send_task", lambda task, **kwargs: told.append(task))
    return told


def clock(start=NOW):
    """Return a clock that is a minute later each time it is looked at."""
    at = [start]

    def look():
        at[0] += datetime.timedelta(minutes=1)
        return at[0]

    return look


def namesakes():
    return [ContactFactory(name="Amina Khan") for _ in range(2)]


def test_one_search_waits_at_most_and_a_whole_one_is_never_made_smaller(rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        searching.ask(by=None, now=NOW, whole=False)
        searching.ask(by=None, now=NOW, whole=True)
        searching.ask(by=None, now=NOW, whole=False)
    assert DuplicateSearch.objects.get().whole
    assert rung == [searching.TASK] * 3


def test_a_broker_that_is_away_loses_nothing(monkeypatch, django_capture_on_commit_callbacks):
    def away(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        searching.ask(by=None, now=NOW)
    namesakes()
    tasks.search_duplicates()  # beat's
    assert queue.waiting().count() == 1


def test_a_search_is_run_once_and_says_what_it_did():
    namesakes()
    searching.ask(by=None, now=NOW)
    searching.run(clock=clock())
    searching.run(clock=clock())
    search = DuplicateSearch.objects.get()
    assert (search.found, search.compared, search.crowded) == (1, 2, 0)
    assert search.finished_at > search.started_at


def test_what_a_dead_worker_held_is_run_again_and_a_living_one_is_left_alone():
    namesakes()
    searching.ask(by=None, now=NOW)
    DuplicateSearch.objects.update(started_at=NOW, beat_at=NOW)
    searching.run(clock=lambda: NOW + searching.LEASE - datetime.timedelta(seconds=1))
    assert not queue.waiting().exists()
    searching.run(clock=clock(NOW + searching.LEASE))
    assert queue.waiting().count() == 1
    assert DuplicateSearch.objects.get().finished_at


def test_every_night_what_was_changed_and_once_a_week_everything():
    one, _other = namesakes()
    searching.ask(by=None, now=NOW)
    searching.run(clock=clock())
    assert DuplicateSearch.objects.get().whole
    queue.waiting().delete()
    Contact.objects.update(updated_at=NOW)
    for days, found in ((1, 0), (8, 1)):
        night = NOW + datetime.timedelta(days=days)
        searching.ask(by=None, now=night)
        searching.run(clock=clock(night))
        assert queue.waiting().count() == found, days
    Contact.objects.filter(pk=one.pk).update(name="Sana Malik", updated_at=NOW)
    night = NOW + datetime.timedelta(days=16)
    searching.ask(by=None, now=night)
    searching.run(clock=clock(night))
    assert not queue.waiting().exists()  # a whole search forgets what is no longer alike


def test_a_second_whole_search_finds_nothing_new():
    namesakes()
    for hours in (0, 1):
        now = NOW + datetime.timedelta(hours=hours)
        searching.ask(by=None, now=now, whole=True)
        searching.run(clock=clock(now))
    assert list(DuplicateSearch.objects.order_by("pk").values_list("found", flat=True)) == [1, 0]
    assert queue.waiting().count() == 1


def test_beat_asks_every_night_and_looks_for_what_was_forgotten():
    beat = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {tasks.ask_for_duplicates.name, tasks.search_duplicates.name} <= beat
    assert settings.CELERY_TASK_ROUTES[tasks.search_duplicates.name] == {"queue": "bulk"}
    assert tasks.search_duplicates.name == searching.TASK
