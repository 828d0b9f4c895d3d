"""Two that want the same rows: one after the other, and over two connections at the same time.

Where a row is locked it is PostgreSQL's matter: SQLite has one writer, and no such moment.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from delivery import claims, pace, runs, suppression
from delivery.claims import Entry
from delivery.desk import Desk, Turn
from delivery.enums import MailingKind, MessageState, SuppressionReason
from delivery.models import Mailing, Message, SendingLimits, Suppression
from delivery.smtp import ErrorClass, Outcome, Settlement
from tests.delivery.processes import database_on_disk, eventually
from tests.factories.delivery import NOW, AddressFactory, UserFactory, sending_mailing, worker_run

ME, OTHER = uuid4(), uuid4()


def _elsewhere(call):
    """What `call` returns over a connection of its own, while this one stays as it is; an error if it has to wait."""

    def on_its_own():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(on_its_own).result()


def _closing(call):
    """`call`, for a thread whose connections nobody else would close."""

    def closing():
        try:
            return call()
        finally:
            connections.close_all()

    return closing


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def _at_once(test):
    """Mark a test of PostgreSQL's."""
    no_postgresql = connection.vendor != "postgresql"
    return pytest.mark.servers(pytest.mark.skipif(no_postgresql, reason="DATABASE_URL names no PostgreSQL")(test))


def _mailing(n):
    """A mailing of which both may send."""
    mailing = sending_mailing(n)
    for claimant in (ME, OTHER):
        worker_run(mailing, id=claimant)
    return mailing


def _claim(mailing, claimant, limit):
    return {message.id for message in claims.claim(mailing, claimant=claimant, limit=limit, now=NOW)}


@pytest.mark.django_db
def test_two_claimants_never_share_a_row():
    mailing = _mailing(10)
    mine, others = _claim(mailing, ME, 6), _claim(mailing, OTHER, 6)
    assert (len(mine), len(others)) == (6, 4)
    assert not mine & others
    assert _claim(mailing, OTHER, 6) == set()


@_at_once
def test_a_claim_passes_over_what_another_is_just_claiming(committed_database):
    mailing = _mailing(10)
    with transaction.atomic():
        mine = _claim(mailing, ME, 6)
        others = _elsewhere(lambda: _claim(mailing, OTHER, 6))
    assert (len(mine), len(others)) == (6, 4)
    assert not mine & others


@_at_once
def test_many_that_claim_at_once_share_no_row_and_leave_none(committed_database):
    mailing, ready = sending_mailing(400), Barrier(4)
    runs = [worker_run(mailing) for _ in range(4)]

    def work(run):
        taken = []
        ready.wait()
        while chunk := _claim(mailing, run.pk, 7):
            taken += chunk
        connections.close_all()
        return taken

    with ThreadPoolExecutor(4) as threads:
        taken = [pk for thread in [threads.submit(work, run) for run in runs] for pk in thread.result()]
    assert sorted(taken) == sorted(Message.objects.values_list("pk", flat=True))


@_at_once
def test_a_run_that_is_just_taken_for_dead_claims_nothing_more(committed_database):
    mailing = sending_mailing(2)
    run = worker_run(mailing, beat_at=NOW - timedelta(hours=1))
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            claims.reclaim(alive_since=NOW, now=NOW)
            claimed = thread.submit(_closing(lambda: _claim(mailing, run.pk, 2)))
            assert eventually(_somebody_waits)
        assert claimed.result() == set()


@_at_once
def test_what_a_run_is_just_claiming_is_taken_back_with_it(committed_database):
    mailing = sending_mailing(2)
    run = worker_run(mailing, beat_at=NOW - timedelta(hours=1))
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            assert len(_claim(mailing, run.pk, 2)) == 2
            freed = thread.submit(_closing(lambda: claims.reclaim(alive_since=NOW, now=NOW)))
            assert eventually(_somebody_waits)
        assert freed.result() == (2, 0)


@_at_once
def test_of_a_withdrawal_and_a_mark_in_the_same_moment_one_wins(committed_database):
    mailing = _mailing(1)
    (message,) = claims.claim(mailing, claimant=ME, limit=1, now=NOW)
    row = Message.objects.get()
    marking = Barrier(2)

    def mark():
        marking.wait()
        written = claims.write([Entry(message.id, MessageState.SENDING)], claimant=ME, now=NOW)
        connections.close_all()
        return written

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            suppression.withdraw(row.address, mailing.purpose, now=NOW)
            marked = thread.submit(mark)
            marking.wait()  # the mark waits for this transaction, or comes after it: it is refused in both cases
        assert marked.result() == set()
    row.refresh_from_db()
    assert row.state == MessageState.SKIPPED


@_at_once
def test_a_complaint_that_comes_while_a_bounce_is_lifted_is_not_lost(committed_database):
    address, staff = AddressFactory(), UserFactory()
    suppression.suppress(address, reason=SuppressionReason.HARD_BOUNCE, now=NOW)

    def complain():
        suppression.suppress(address, reason=SuppressionReason.COMPLAINT, now=NOW)
        connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            suppression.lift(Suppression.objects.get(), by=staff, note="Repaired", now=NOW)
            complaining = thread.submit(complain)
            while not _somebody_waits():
                assert not complaining.done()
        complaining.result()
    assert suppression.check(address, "newsletter") == SuppressionReason.COMPLAINT


@_at_once
def test_a_failed_outcome_holds_no_message_while_it_waits_for_its_address(committed_database):
    """News of the same reader, which holds the address, would wait for that message, and both for ever."""
    mailing = sending_mailing(1)
    desk = Desk(
        mailing=mailing,
        run=runs.begin(mailing, now=NOW),
        clock=lambda: NOW,
        deadline=NOW + timedelta(seconds=5),
        allowance=pace.Allowance.of(mailing),
    )
    message = desk.next()
    desk.write([Turn(settle=None, mark=message.id)])
    gone = Settlement(message.id, Outcome.FAILED, 550, "5.1.1 No such user", ErrorClass.RECIPIENT)
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            suppression.lock_addresses([message.address_id])
            writing = thread.submit(lambda: (desk.write([Turn(settle=gone, mark=None)]), connections.close_all()))
            while not _somebody_waits():
                assert not writing.done()
            Message.objects.select_for_update(nowait=True).get()
        writing.result()
    assert suppression.check(Message.objects.get().address, mailing.purpose) == SuppressionReason.HARD_BOUNCE


def test_workers_that_ask_the_pace_at_once_get_no_more_than_one_would(committed_database, tmp_path):
    ready, mailing = Barrier(4), Mailing(kind=MailingKind.BULK)

    def ask():
        ready.wait()
        granted = [pace.grant(7, mailing=mailing, now=NOW) for _ in range(5)]
        connections.close_all()
        return sum(granted)

    with database_on_disk(tmp_path):
        SendingLimits.objects.create(per_second=100, per_hour=700)
        with ThreadPoolExecutor(4) as threads:
            granted = [thread.result() for thread in [threads.submit(ask) for _ in range(4)]]
        assert sum(granted) == 70  # a tenth of the hour in one minute
        assert pace.granted_within_the_hour(now=NOW) == 70
        assert sum(n for _at, n in SendingLimits.objects.get().granted_lately) == 70


def test_of_bulk_runs_that_begin_at_once_on_sqlite_one_begins(committed_database, tmp_path, settings):
    settings.DELIVERY_BULK_RUNS = 1
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL needs no such limit")
    ready = Barrier(4)

    def begin(mailing):
        ready.wait()
        run = runs.begin(mailing, now=NOW)
        connections.close_all()
        return run

    with database_on_disk(tmp_path):
        mailings = [sending_mailing(1) for _ in range(4)]
        with ThreadPoolExecutor(4) as threads:
            begun = [thread.result() for thread in [threads.submit(begin, mailing) for mailing in mailings]]
        assert sum(run is not None for run in begun) == 1
