"""Several mailings at once: each gets its turn, bells do not multiply, and what is not due keeps nobody awake."""

from collections import Counter
from datetime import timedelta

import pytest

from delivery import conf, engine, ledger, pace, runs, sweeper, turns
from delivery.enums import MailingState, MessageState
from delivery.models import Mailing, SendingLimits, WorkerRun
from tests.factories.delivery import NOW, approved_mailing, readers, sending_mailing, start_and_prepare

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture
def bells(monkeypatch):
    """The bells that were rung, as a broker would keep them: (task, mailing id, after)."""
    rung = []
    monkeypatch.setattr(
        "delivery.doorbell._ring", lambda task, pk, after: rung.append((task.rpartition(".")[2], pk, after))
    )
    monkeypatch.setattr("django.db.transaction.on_commit", lambda call, **kwargs: call())
    return rung


@pytest.fixture
def world(deliver, bells):
    """Workers, a broker and a sweeper in a time of their own, which `run` lets pass."""
    return World(deliver, bells)


class World:
    def __init__(self, deliver, bells):
        self.deliver = deliver
        self.bells = bells
        self.now = NOW
        self.queue = []  # (due, mailing id)
        self.ran = Counter()

    def run(self, time, *, sweeps=True, loses_bells=False):
        """Execute bells as they fall due, by one worker, and sweep every ten seconds."""
        end, step = self.now + time, SECOND / 10
        while self.now < end:
            if sweeps and (self.now - NOW) % (10 * SECOND) == timedelta():
                sweeper.sweep(now=self.now)
            rung = [(self.now + after, pk) for task, pk, after in self.bells if task == "deliver"]
            self.queue += [] if loses_bells else rung
            self.bells.clear()
            for bell in [bell for bell in self.queue if bell[0] <= self.now]:
                self.queue.remove(bell)
                self.ran[bell[1]] += 1
                self.deliver(Mailing.objects.get(pk=bell[1]), clock=lambda: self.now)
            self.now += step


def _prepared(n):
    return start_and_prepare(approved_mailing(readers(n), title=f"to {n}"))


def _limit(**limits):
    SendingLimits.objects.update_or_create(pk=1, defaults=limits)


def _sent(mailing):
    return mailing.messages.filter(state=MessageState.SENT).count()


def test_under_a_limit_per_second_two_mailings_go_side_by_side(world, smtp_server):
    _limit(per_second=2)
    one, other = _prepared(12), _prepared(12)
    world.run(6 * SECOND)
    assert abs(_sent(one) - _sent(other)) <= 2
    assert 10 <= len(smtp_server.caught) <= 12
    world.run(8 * SECOND)
    assert Mailing.objects.filter(state=MailingState.SENT).count() == 2


def test_the_limit_is_reached_and_bells_do_not_multiply(world, smtp_server):
    _limit(per_second=5)
    mailing = _prepared(60)
    for second in range(1, 11):
        world.run(SECOND)
        assert len(smtp_server.caught) == 5 * second
        assert len(world.queue) <= conf.parallel_runs()
    assert world.ran[mailing.pk] <= 30


def test_a_bell_that_was_lost_is_found_by_the_sweeper(world, smtp_server):
    _limit(per_second=5)
    _prepared(60)
    world.run(SECOND / 2)
    world.run(SECOND, loses_bells=True)
    world.queue.clear()
    caught = len(smtp_server.caught)
    world.run(8 * SECOND)
    assert len(smtp_server.caught) == caught
    world.run(11 * SECOND)
    assert len(smtp_server.caught) > caught + 5


def test_under_a_limit_per_hour_the_sweeper_alone_brings_the_next_run(world, smtp_server):
    _limit(per_hour=100)
    one, other = _prepared(30), _prepared(30)
    world.run(50 * SECOND)
    assert len(smtp_server.caught) == 10
    assert world.queue == []
    world.run(60 * SECOND)
    assert len(smtp_server.caught) == 20
    assert (_sent(one), _sent(other)) == (10, 10)


def test_on_one_writer_mailings_take_turns_run_by_run(deliver, bells, settings):
    settings.DELIVERY_BULK_RUNS = settings.DELIVERY_PARALLEL_RUNS = 1
    one, other = _prepared(40), _prepared(40)
    bells.clear()
    turn, order = one.pk, []
    for n in range(6):
        ticks = iter(range(10_000))
        deliver(
            Mailing.objects.get(pk=turn), clock=lambda n=n, ticks=ticks: NOW + n * SECOND * 60 + next(ticks) * SECOND
        )
        order.append(turn)
        ((_task, turn, _after),) = bells
        bells.clear()
    assert order == [one.pk, other.pk] * 3


def test_on_one_writer_a_second_mailing_does_not_take_the_process_of_one_off_mail(bells, settings):
    settings.DELIVERY_BULK_RUNS, settings.DELIVERY_PARALLEL_RUNS = 1, 1
    one, other = sending_mailing(2), sending_mailing(2)
    confirmation = sending_mailing(1, kind="one_off")
    assert runs.begin(one, now=NOW) is not None
    assert runs.begin(other, now=NOW) is None
    assert runs.begin(confirmation, now=NOW) is not None


def test_where_runs_are_not_scarce_each_mailing_rings_for_itself(deliver, bells, settings):
    settings.DELIVERY_BULK_RUNS, settings.DELIVERY_PARALLEL_RUNS = None, 2
    _one, other = _prepared(5), _prepared(5)
    bells.clear()
    ticks = iter(range(10_000))
    deliver(other, clock=lambda: NOW + next(ticks) * SECOND)
    assert bells == [("deliver", other.pk, timedelta())]


def test_a_mailing_whose_messages_all_wait_for_later_is_left_alone(world, smtp_server):
    smtp_server.on("rcpt", "451 4.2.1 later")
    mailing = _prepared(4)
    world.run(110 * SECOND)
    assert world.ran[mailing.pk] <= 2 * conf.parallel_runs()  # its own bells and the first sweep's
    assert world.queue == []
    assert ledger.count(mailing).messages[MessageState.DEFERRED] == 4
    world.run(30 * SECOND)  # two minutes after the first attempt, it is due
    assert set(mailing.messages.values_list("attempts", flat=True)) == {2}


def test_whoever_waits_for_the_pace_begins_no_run(bells, smtp_server):
    _limit(per_second=1)
    mailing = sending_mailing(3)
    pace.grant(1, mailing=mailing, now=NOW)
    engine.deliver(mailing.pk, clock=lambda: NOW)
    assert smtp_server.connections == 0
    assert not WorkerRun.objects.exists()
    assert [pk for _task, pk, _after in bells] == [mailing.pk] * conf.parallel_runs()
    assert {after for _task, _pk, after in bells} == {SECOND}
    engine.deliver(mailing.pk, clock=lambda: NOW)
    assert len(bells) == conf.parallel_runs()


def test_one_off_mail_leaves_although_the_pace_is_used_up(deliver, bells, smtp_server):
    _limit(per_second=1, per_hour=10)
    bulk, confirmation = sending_mailing(3), sending_mailing(1, kind="one_off")
    pace.grant(1, mailing=bulk, now=NOW)
    deliver(confirmation)
    assert confirmation.state == MailingState.SENT
    assert pace.granted_within_the_hour(now=NOW) == 2


def test_what_a_run_had_no_time_for_is_there_for_the_next(deliver, bells, settings):
    settings.DELIVERY_RUN_SECONDS = 0.5
    _limit(per_second=20)
    one, other = _prepared(20), _prepared(20)
    reads = iter(range(10_000))
    deliver(one, clock=lambda: NOW if next(reads) < 20 else NOW + SECOND * 0.6)
    assert 0 < _sent(one) < 20
    deliver(other, clock=lambda: NOW + SECOND * 0.7)
    assert _sent(other) == 20 - _sent(one)


def test_a_mailing_with_nothing_due_is_not_in_turn():
    later = sending_mailing(1, now=NOW + SECOND)
    due = sending_mailing(1)
    assert [mailing.pk for mailing in turns.due(NOW)] == [due.pk]
    assert later.pk in {mailing.pk for mailing in turns.due(NOW + SECOND)}
