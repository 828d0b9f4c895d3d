"""Whatever people, workers and sweepers do in whatever order: the sums hold, and nobody who said no gets mail."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from delivery import claims, conf, ledger, mailings, preparing, suppression, sweeper
from delivery.claims import Entry
from delivery.enums import ENDED_STATES, UNSETTLED_STATES, MailingState, MessageState, SuppressionReason
from delivery.exceptions import MoveRefused
from delivery.models import Mailing, Message, WorkerRun
from tests.factories.delivery import NOW, UserFactory, approved_mailing, readers, worker_run

pytestmark = pytest.mark.django_db

FINAL = {MessageState.SENT, MessageState.FAILED, MessageState.SKIPPED}


class Mail(RuleBasedStateMachine):
    """One mailing of five readers, two worker runs that may die, and a person with every button."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.now = NOW
        self.user = UserFactory()
        self.mailing = approved_mailing(readers(5))
        self.runs = []
        self.dead = []  # or so it seemed
        self.said_no = set()
        self.final = {}
        self.left = []  # messages in the order in which the provider took them

    def teardown(self):
        self.savepoint.__exit__(InterruptedError, InterruptedError(), None)  # rolls back

    @rule(verb=st.sampled_from(["start", "pause", "resume", "cancel"]))
    def a_person_presses(self, verb):
        acts = {
            "start": lambda: mailings.start(self.mailing, by=self.user, now=self.now),
            "pause": lambda: mailings.pause(self.mailing, reason="Lunch", by=self.user),
            "resume": lambda: mailings.resume(self.mailing, by=self.user),
            "cancel": lambda: mailings.cancel(self.mailing, by=self.user, now=self.now),
        }
        try:
            acts[verb]()
        except MoveRefused:
            self.mailing.refresh_from_db()

    @rule()
    def a_worker_prepares(self):
        preparing.prepare(self.mailing.pk, now=self.now)

    @precondition(lambda self: len(self.runs) < 2)
    @rule()
    def a_run_begins(self):
        self.runs.append(worker_run(self.mailing, beat_at=self.now))

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), limit=st.integers(1, 3))
    def a_run_claims(self, data, limit):
        run = data.draw(st.sampled_from(self.runs))
        before = set(Message.objects.filter(claimant__isnull=False).values_list("pk", flat=True))
        taken = claims.claim(self.mailing, claimant=run.pk, limit=limit, now=self.now)
        assert not before & {message.id for message in taken}

    @precondition(lambda self: self.runs)
    @rule(data=st.data())
    def a_run_marks(self, data):
        run = data.draw(st.sampled_from(self.runs))
        held = list(Message.objects.filter(claimant=run.pk).order_by("pk"))
        if held:
            message = data.draw(st.sampled_from(held))
            claims.write([Entry(message.pk, MessageState.SENDING)], claimant=run.pk, now=self.now)

    @precondition(lambda self: self.runs)
    @rule(
        data=st.data(),
        outcome=st.sampled_from(
            [MessageState.SENT, MessageState.DEFERRED, MessageState.FAILED, MessageState.UNCERTAIN, None]
        ),
    )
    def a_run_settles_what_is_on_the_wire(self, data, outcome):
        run = data.draw(st.sampled_from(self.runs))
        on_the_wire = list(Message.objects.filter(claimant=run.pk, state=MessageState.SENDING).order_by("pk"))
        if on_the_wire:
            message = data.draw(st.sampled_from(on_the_wire))
            spent = 0 if outcome is None else 1
            written = claims.write([Entry(message.pk, outcome, self.now, spent)], claimant=run.pk, now=self.now)
            assert written == {message.pk}
            if outcome == MessageState.SENT:
                self.left.append(message.pk)

    @precondition(lambda self: self.runs)
    @rule(data=st.data())
    def a_run_ends_well(self, data):
        run = data.draw(st.sampled_from(self.runs))
        if not Message.objects.filter(claimant=run.pk, state=MessageState.SENDING).exists():
            claims.release(run.pk, Message.objects.filter(claimant=run.pk).values_list("pk", flat=True))
            WorkerRun.objects.filter(pk=run.pk).delete()
            self.runs.remove(run)

    @precondition(lambda self: self.runs)
    @rule(data=st.data())
    def a_run_is_killed_and_the_sweeper_comes(self, data):
        run = data.draw(st.sampled_from(self.runs))
        self.runs.remove(run)
        self.dead.append(run)
        self.now += conf.lease() + timedelta(seconds=1)
        WorkerRun.objects.filter(pk__in=[alive.pk for alive in self.runs]).update(beat_at=self.now)
        sweeper.sweep(now=self.now)
        self.mailing.refresh_from_db()

    @precondition(lambda self: self.dead)
    @rule(
        data=st.data(), outcome=st.sampled_from([MessageState.SENT, MessageState.DEFERRED, MessageState.FAILED, None])
    )
    def a_run_that_only_seemed_dead_tells_an_outcome(self, data, outcome):
        run = data.draw(st.sampled_from(self.dead))
        lost = list(Message.objects.filter(claimant=run.pk, state=MessageState.UNCERTAIN).order_by("pk"))
        if lost:
            message = data.draw(st.sampled_from(lost))
            spent = 0 if outcome is None else 1
            written = claims.write([Entry(message.pk, outcome, self.now, spent)], claimant=run.pk, now=self.now)
            if written and outcome == MessageState.SENT:
                self.left.append(message.pk)

    @rule()
    def time_passes_and_the_sweeper_comes(self):
        self.now += timedelta(minutes=1)
        WorkerRun.objects.update(beat_at=self.now)
        sweeper.sweep(now=self.now)
        self.mailing.refresh_from_db()

    @precondition(lambda self: Message.objects.exists())
    @rule(data=st.data(), everything=st.booleans())
    def a_reader_says_no(self, data, everything):
        message = data.draw(st.sampled_from(list(Message.objects.select_related("address").order_by("pk"))))
        if everything:
            suppression.suppress(message.address, reason=SuppressionReason.COMPLAINT, now=self.now)
        else:
            suppression.withdraw(message.address, "newsletter", now=self.now)
        message.refresh_from_db()
        if message.state == MessageState.SKIPPED:
            self.said_no.add(message.pk)

    @invariant()
    def both_sums_hold(self):
        assert ledger.count(Mailing.objects.get(pk=self.mailing.pk)).balanced

    @invariant()
    def whatever_is_held_can_be_found_by_its_run(self):
        held = Message.objects.filter(state__in=UNSETTLED_STATES, claimant__isnull=False)
        assert not held.exclude(claimant__in=WorkerRun.objects.values("pk")).exists()

    @invariant()
    def what_is_final_stays(self):
        states = dict(Message.objects.values_list("pk", "state"))
        assert all(states[pk] == state for pk, state in self.final.items())
        self.final = {pk: state for pk, state in states.items() if state in FINAL}

    @invariant()
    def nobody_gets_it_twice_or_after_saying_no(self):
        assert len(self.left) == len(set(self.left))
        assert not self.said_no & set(self.left)

    @invariant()
    def a_sent_mailing_has_nothing_waiting(self):
        state = Mailing.objects.values_list("state", flat=True).get(pk=self.mailing.pk)
        waiting = Message.objects.filter(state__in=[MessageState.PENDING, MessageState.SENDING, MessageState.DEFERRED])
        if state in ENDED_STATES - {MailingState.CANCELLED}:
            assert not waiting.exists()


def test_the_sums_hold_whatever_happens():
    run_state_machine_as_test(
        Mail,
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
