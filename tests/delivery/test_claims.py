from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from delivery import claims, mailings, suppression
from delivery.claims import Entry
from delivery.enums import WAITING_STATES, MailingState, MessageState
from delivery.models import Mailing, Message
from tests.factories.delivery import NOW, sending_mailing, worker_run

pytestmark = pytest.mark.django_db

ME, OTHER = uuid4(), uuid4()
LATER = NOW + timedelta(seconds=1)


def _mailing(n):
    """A mailing of which both runs may send."""
    mailing = sending_mailing(n)
    for claimant in (ME, OTHER):
        worker_run(mailing, id=claimant)
    return mailing


def _ids(claimed):
    return {message.id for message in claimed}


def test_only_what_is_due_and_waits_is_claimed():
    mailing = _mailing(4)
    later, sent, deferred, pending = Message.objects.order_by("pk")
    Message.objects.filter(pk=later.pk).update(due_at=LATER)
    Message.objects.filter(pk=sent.pk).update(state=MessageState.SENT)
    Message.objects.filter(pk=deferred.pk).update(state=MessageState.DEFERRED)
    assert _ids(claims.claim(mailing, claimant=ME, limit=9, now=NOW)) == {deferred.pk, pending.pk}


def test_what_became_due_last_is_claimed_first():
    mailing = _mailing(3)
    first, second, deferred = Message.objects.order_by("pk").values_list("pk", flat=True)
    Message.objects.filter(pk=deferred).update(state=MessageState.DEFERRED, due_at=LATER)
    assert _ids(claims.claim(mailing, claimant=ME, limit=1, now=LATER)) == {deferred}
    assert _ids(claims.claim(mailing, claimant=ME, limit=1, now=LATER)) == {first}
    assert _ids(claims.claim(mailing, claimant=ME, limit=1, now=LATER)) == {second}


def test_nothing_is_claimed_of_a_mailing_that_is_not_sending():
    mailing = _mailing(1)
    Mailing.objects.update(state=MailingState.PAUSED)
    assert claims.claim(mailing, claimant=ME, limit=9, now=NOW) == []


def test_a_claimed_row_still_waits_until_it_is_marked():
    mailing = _mailing(1)
    (message,) = claims.claim(mailing, claimant=ME, limit=1, now=NOW)
    assert Message.objects.get().state == MessageState.PENDING
    assert claims.write([Entry(message.id, MessageState.SENDING)], claimant=ME, now=NOW) == {message.id}
    row = Message.objects.get()
    assert (row.state, row.marked_at, row.settled_at, row.attempts) == (MessageState.SENDING, NOW, None, 0)


def _marked(mailing):
    (message,) = claims.claim(mailing, claimant=ME, limit=1, now=NOW)
    claims.write([Entry(message.id, MessageState.SENDING)], claimant=ME, now=NOW)
    return message


@pytest.mark.parametrize(
    "obstacle",
    [
        lambda: Message.objects.update(claimant=OTHER),
        lambda: Message.objects.update(claimant=None),
        lambda: Message.objects.update(state=MessageState.SKIPPED),
        lambda: Message.objects.update(state=MessageState.SENDING),
        lambda: Message.objects.update(state=MessageState.UNCERTAIN),
        lambda: Mailing.objects.update(state=MailingState.PAUSED),
        lambda: Mailing.objects.update(state=MailingState.CANCELLED),
    ],
)
def test_a_mark_is_refused_when_the_message_is_not_ours_to_send(obstacle):
    (message,) = claims.claim(_mailing(1), claimant=ME, limit=1, now=NOW)
    obstacle()
    before = Message.objects.values().get()
    assert claims.write([Entry(message.id, MessageState.SENDING)], claimant=ME, now=NOW) == set()
    assert Message.objects.values().get() == before


def test_one_statement_settles_one_message_and_marks_the_next(monkeypatch):
    mailing = _mailing(2)
    first, second = claims.claim(mailing, claimant=ME, limit=2, now=NOW)
    claims.write([Entry(first.id, MessageState.SENDING)], claimant=ME, now=NOW)
    statements, execute = [], claims._execute
    monkeypatch.setattr(claims, "_execute", lambda *args: statements.append(args) or execute(*args))
    written = claims.write(
        [Entry(first.id, MessageState.SENT, None, 1, 250, "ok"), Entry(second.id, MessageState.SENDING)],
        claimant=ME,
        now=LATER,
    )
    assert len(statements) == 1
    assert written == {first.id, second.id}
    sent, sending = Message.objects.order_by("pk")
    assert (sent.state, sent.attempts, sent.last_code, sent.last_reply) == (MessageState.SENT, 1, 250, "ok")
    assert (sent.marked_at, sent.settled_at, sent.claimant) == (NOW, LATER, ME)
    assert (sending.state, sending.marked_at, sending.claimant) == (MessageState.SENDING, LATER, ME)


@pytest.mark.parametrize(
    "outcome", sorted({*MessageState} - {*WAITING_STATES, MessageState.SENDING, MessageState.SKIPPED})
)
def test_an_outcome_that_is_written_twice_changes_nothing_the_second_time(outcome):
    message = _marked(_mailing(1))
    entry = Entry(message.id, outcome, None, 1, 250, "ok")
    assert claims.write([entry], claimant=ME, now=NOW) == {message.id}
    before = Message.objects.values().get()
    assert claims.write([entry], claimant=ME, now=LATER) == set()
    assert Message.objects.values().get() == before


def _uncertain(mailing):
    """A message whose run only seemed dead."""
    message = _marked(mailing)
    assert claims.reclaim(alive_since=LATER, now=NOW) == (0, 1)
    assert Message.objects.get().attempts == 1
    return message


@pytest.mark.parametrize(
    ("late", "state", "attempts"),
    [
        (Entry(0, MessageState.SENT, None, 1, 250, "ok"), MessageState.SENT, 1),
        (Entry(0, MessageState.FAILED, None, 1, 550, "no"), MessageState.FAILED, 1),
        (Entry(0, MessageState.DEFERRED, NOW, 1, 451, "later"), MessageState.DEFERRED, 1),
        (Entry(0, None), MessageState.PENDING, 0),
    ],
)
def test_an_uncertain_message_ends_by_its_own_late_reply_which_spends_no_second_attempt(late, state, attempts):
    message = _uncertain(_mailing(1))
    assert claims.write([replace(late, id=message.id)], claimant=ME, now=NOW) == {message.id}
    row = Message.objects.get()
    assert (row.state, row.attempts) == (state, attempts)


@pytest.mark.parametrize("late", [Entry(0, MessageState.DEFERRED, NOW, 1, 451, "later"), Entry(0, None)])
def test_what_a_run_that_only_seemed_dead_gives_back_late_is_free_for_others(late):
    mailing = _mailing(1)
    message = _uncertain(mailing)
    claims.write([replace(late, id=message.id)], claimant=ME, now=NOW)
    worker_run(mailing, id=(third := uuid4()))
    assert _ids(claims.claim(mailing, claimant=third, limit=1, now=NOW)) == {message.id}


@pytest.mark.parametrize("late", [Entry(0, MessageState.DEFERRED, NOW, 1, 451, "later"), Entry(0, None)])
def test_a_late_reply_lets_no_message_wait_in_a_mailing_that_is_closed(late):
    message = _uncertain(_mailing(1))
    assert mailings.finish(Mailing.objects.get().pk, now=NOW)
    assert claims.write([replace(late, id=message.id)], claimant=ME, now=NOW) == set()
    assert Message.objects.get().state == MessageState.UNCERTAIN


def test_a_returned_message_waits_again_and_is_not_offered_again_by_this_run():
    message = _marked(_mailing(1))
    claims.write([Entry(message.id, None)], claimant=ME, now=NOW)
    row = Message.objects.get()
    assert (row.state, row.attempts, row.settled_at) == (MessageState.PENDING, 0, None)
    assert claims.claim(row.mailing, claimant=ME, limit=1, now=NOW) == []
    assert claims.release(ME, [message.id]) == 1
    assert _ids(claims.claim(row.mailing, claimant=OTHER, limit=1, now=NOW)) == {message.id}


def test_a_returned_message_that_was_withdrawn_meanwhile_stays_skipped():
    (message,) = claims.claim(_mailing(1), claimant=ME, limit=1, now=NOW)
    Message.objects.update(state=MessageState.SKIPPED)
    assert claims.write([Entry(message.id, None)], claimant=ME, now=NOW) == set()
    assert Message.objects.get().state == MessageState.SKIPPED


@pytest.mark.parametrize("fate", ["on the wire", "uncertain"])
@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [
        (MessageState.DEFERRED, "skipped", "withdrawn"),
        (None, "skipped", "withdrawn"),
        (MessageState.SENT, "sent", ""),
        (MessageState.FAILED, "failed", ""),
        (MessageState.UNCERTAIN, "uncertain", "withdrawn"),
    ],
)
def test_whoever_said_no_while_the_text_was_on_the_wire_is_not_offered_again(fate, outcome, state, reason):
    mailing = _mailing(1)
    message = _marked(mailing)
    if fate == "uncertain":
        claims.write([Entry(message.id, MessageState.UNCERTAIN, None, 1)], claimant=ME, now=NOW)
    assert suppression.withdraw(Message.objects.get().address, mailing.purpose, now=NOW) == 0
    claims.write([Entry(message.id, outcome, NOW, 1, 451, "later")], claimant=ME, now=NOW)
    row = Message.objects.get()
    assert (row.state, row.skip_reason) == (state, reason)
    assert claims.claim(mailing, claimant=OTHER, limit=1, now=NOW + timedelta(days=2)) == []
    assert row.settled_at == NOW


def test_releasing_keeps_what_is_on_the_wire():
    message = _marked(_mailing(1))
    assert claims.release(ME, [message.id]) == 0
    assert Message.objects.get().claimant == ME
