from datetime import timedelta

import pytest

from delivery import claims, conf, ledger, mailings, runs, sweeper
from delivery.enums import MailingState, MessageState, SkipReason
from delivery.models import Mailing, MailingContent, Message, WorkerRun
from tests.factories.delivery import (
    NOW,
    MailingFactory,
    UserFactory,
    approved_mailing,
    readers,
    sending_mailing,
    worker_run,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch, settings):
    """Return the bells that were rung: (task, mailing id)."""
    settings.DELIVERY_PARALLEL_RUNS = 1
    bells = []
    monkeypatch.setattr("delivery.doorbell._ring", lambda task, pk, after: bells.append((task.rpartition(".")[2], pk)))
    monkeypatch.setattr("django.db.transaction.on_commit", lambda call, **kwargs: call())
    return bells


def test_a_dead_runs_messages_are_freed_and_what_was_on_the_wire_is_uncertain(rung):
    mailing = sending_mailing(4)
    run = worker_run(mailing, beat_at=NOW - conf.lease() - timedelta(seconds=1))
    held = claims.claim(mailing, claimant=run.pk, limit=3, now=NOW)
    claims.write(
        [claims.Entry(held[0].id, MessageState.SENDING)],
        claimant=run.pk,
        now=NOW,
    )
    sweeper.sweep(now=NOW)
    states = dict(Message.objects.values_list("pk", "state"))
    assert states.pop(held[0].id) == MessageState.UNCERTAIN
    assert set(states.values()) == {MessageState.PENDING}
    assert not Message.objects.filter(state=MessageState.PENDING, claimant__isnull=False).exists()
    assert not WorkerRun.objects.exists()
    assert ledger.count(mailing).balanced
    assert rung == [("deliver", mailing.pk)]


def test_a_live_run_keeps_what_it_holds_and_nobody_is_rung(rung):
    mailing = sending_mailing(2)
    run = worker_run(mailing, beat_at=NOW - conf.lease() + timedelta(seconds=1))
    claims.claim(mailing, claimant=run.pk, limit=1, now=NOW)
    sweeper.sweep(now=NOW)
    assert Message.objects.filter(claimant=run.pk).count() == 1
    assert rung == []


def test_a_run_that_only_seemed_dead_brings_its_reply_late(rung):
    mailing = sending_mailing(1)
    run = worker_run(mailing, beat_at=NOW - timedelta(hours=1))
    (message,) = claims.claim(mailing, claimant=run.pk, limit=1, now=NOW)
    claims.write([claims.Entry(message.id, MessageState.SENDING, NOW)], claimant=run.pk, now=NOW)
    sweeper.sweep(now=NOW)
    assert Message.objects.get().state == MessageState.UNCERTAIN
    assert not runs.beat(run.pk, now=NOW)
    claims.write([claims.Entry(message.id, MessageState.SENT, NOW, 1, 250, "ok")], claimant=run.pk, now=NOW)
    assert Message.objects.get().state == MessageState.SENT


def test_a_run_that_only_seemed_dead_claims_nothing_more(rung):
    mailing = sending_mailing(1)
    run = worker_run(mailing, beat_at=NOW - timedelta(hours=1))
    sweeper.sweep(now=NOW)
    assert claims.claim(mailing, claimant=run.pk, limit=1, now=NOW) == []


def test_what_an_abandoned_run_left_is_found_whatever_its_lease(rung):
    mailing = sending_mailing(2)
    run = worker_run(mailing)
    on_the_wire, unheard = claims.claim(mailing, claimant=run.pk, limit=2, now=NOW)
    claims.write([claims.Entry(on_the_wire.id, MessageState.SENDING)], claimant=run.pk, now=NOW)
    runs.abandon(run)
    sweeper.sweep(now=NOW)
    left = dict(Message.objects.values_list("pk", "state"))
    assert left == {on_the_wire.id: MessageState.UNCERTAIN, unheard.id: MessageState.PENDING}


def test_what_is_due_starts_by_itself(rung):
    mailing = approved_mailing(readers(1))
    mailings.schedule(mailing, at=NOW + timedelta(hours=1), by=UserFactory(), now=NOW)
    sweeper.sweep(now=NOW + timedelta(minutes=59))
    assert rung == []
    sweeper.sweep(now=NOW + timedelta(hours=2))
    mailing.refresh_from_db()
    assert mailing.state == MailingState.PREPARING
    assert rung == [("prepare", mailing.pk)]


def test_what_is_too_late_waits_for_a_person_with_the_reason(rung, settings):
    settings.DELIVERY_LATE_AFTER_HOURS = 6
    mailing = approved_mailing(readers(1))
    mailings.schedule(mailing, at=NOW + timedelta(hours=1), by=UserFactory(), now=NOW)
    sweeper.sweep(now=NOW + timedelta(hours=7, seconds=1))
    mailing.refresh_from_db()
    assert (mailing.state, mailing.scheduled_for) == (MailingState.APPROVED, None)
    assert "please decide" in mailing.pause_reason
    assert rung == []


def test_a_scheduled_mailing_that_was_tampered_with_must_be_approved_again(rung):
    mailing = approved_mailing(readers(1))
    mailings.schedule(mailing, at=NOW + timedelta(hours=1), by=UserFactory(), now=NOW)
    MailingContent.objects.update(text="Something else")
    sweeper.sweep(now=NOW + timedelta(hours=1))
    mailing.refresh_from_db()
    assert (mailing.state, mailing.approved_hash) == (MailingState.DRAFT, "")
    assert rung == []


def test_preparing_that_nobody_heard_of_is_rung_again(rung):
    mailing = approved_mailing(readers(1))
    mailings.start(mailing, by=UserFactory(), now=NOW)
    del rung[:]
    sweeper.sweep(now=NOW)
    assert rung == []
    sweeper.sweep(now=NOW + conf.preparing_limit())
    assert rung == [("prepare", mailing.pk)]


def test_deferred_messages_ring_when_they_are_due(rung):
    mailing = sending_mailing(1)
    Message.objects.update(state=MessageState.DEFERRED, due_at=NOW + timedelta(minutes=5))
    sweeper.sweep(now=NOW)
    assert rung == []
    sweeper.sweep(now=NOW + timedelta(minutes=5))
    assert rung == [("deliver", mailing.pk)]


def test_a_paused_mailing_is_not_rung_for(rung):
    mailing = sending_mailing(1)
    mailings.pause(mailing, reason="Lunch", by=None)
    sweeper.sweep(now=NOW)
    assert rung == []


def test_a_one_off_mail_that_nobody_heard_of_goes_by_the_fast_queue(rung):
    mailing = sending_mailing(1, kind="one_off")
    sweeper.sweep(now=NOW)
    assert rung == []  # its own bell has just been rung
    sweeper.sweep(now=NOW + timedelta(minutes=1))
    assert rung == [("deliver_one_off", mailing.pk)]


def test_what_is_finished_is_closed(rung):
    mailing = sending_mailing(2)
    Message.objects.update(state=MessageState.UNCERTAIN)
    sweeper.sweep(now=NOW)
    mailing.refresh_from_db()
    assert mailing.state == MailingState.SENT


def test_what_was_deferred_while_its_mailing_was_cancelled_is_skipped(rung):
    mailing = sending_mailing(1)
    Mailing.objects.filter(pk=mailing.pk).update(state=MailingState.CANCELLED)
    Message.objects.update(state=MessageState.DEFERRED)
    sweeper.sweep(now=NOW)
    assert Message.objects.get().skip_reason == SkipReason.CANCELLED


def test_queries_do_not_grow_with_messages(rung, django_assert_num_queries):
    MailingFactory.create_batch(3)
    sending_mailing(2)
    with django_assert_num_queries(14):
        sweeper.sweep(now=NOW)
    sending_mailing(20)
    with django_assert_num_queries(14):
        sweeper.sweep(now=NOW)
