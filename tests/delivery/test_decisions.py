from datetime import timedelta
from uuid import uuid4

import pytest

from delivery import claims, decisions, ledger
from delivery.claims import Entry
from delivery.enums import EventKind, MessageState
from delivery.models import Event, Message
from tests.factories.delivery import NOW, UserFactory, sending_mailing

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def uncertain(n=3):
    mailing = sending_mailing(n)
    Message.objects.update(state=MessageState.UNCERTAIN, attempts=1, last_reply="The connection broke.", settled_at=NOW)
    return mailing


@pytest.mark.parametrize(
    ("arrived", "state", "code"), [(True, MessageState.SENT, "arrived"), (False, MessageState.FAILED, "missed")]
)
def test_a_decision_settles_and_is_kept_with_who_made_it(arrived, state, code):
    mailing, staff = uncertain(), UserFactory()
    chosen = mailing.messages.order_by("pk")[:2].values("pk")
    assert decisions.decide(mailing.messages.filter(pk__in=chosen), arrived=arrived, by=staff, now=LATER) == 2
    states = mailing.messages.order_by("pk").values_list("state", "settled_at", "last_reply")
    assert list(states) == [
        (state, LATER, "The connection broke."),
        (state, LATER, "The connection broke."),
        (MessageState.UNCERTAIN, NOW, "The connection broke."),
    ]
    events = Event.objects.values_list("message", "kind", "at", "source", "code", "by")
    assert set(events) == {(pk["pk"], EventKind.DECIDED, LATER, "staff", code, staff.pk) for pk in chosen}
    assert ledger.count(mailing).balanced


@pytest.mark.parametrize("state", sorted(set(MessageState) - {MessageState.UNCERTAIN}))
def test_only_what_is_uncertain_can_be_decided(state):
    mailing = sending_mailing(1)
    Message.objects.update(state=state)
    assert decisions.decide(mailing.messages.all(), arrived=True, by=UserFactory(), now=LATER) == 0
    assert Message.objects.get().state == state
    assert not Event.objects.exists()


def test_deciding_twice_keeps_the_first_decision():
    mailing = uncertain(1)
    decisions.decide(mailing.messages.all(), arrived=True, by=UserFactory(), now=NOW)
    assert decisions.decide(mailing.messages.all(), arrived=False, by=UserFactory(), now=LATER) == 0
    assert Message.objects.get().state == MessageState.SENT
    assert Event.objects.get().code == "arrived"


def test_a_late_reply_comes_too_late_after_a_decision():
    mailing, run = uncertain(1), uuid4()
    Message.objects.update(claimant=run)
    decisions.decide(mailing.messages.all(), arrived=False, by=UserFactory(), now=NOW)
    reply = Entry(Message.objects.get().pk, MessageState.SENT, code=250, reply="Ok")
    assert claims.write([reply], claimant=run, now=LATER) == set()
    assert Message.objects.get().state == MessageState.FAILED


def test_many_are_decided_by_few_queries(django_assert_num_queries):
    mailing, staff = uncertain(60), UserFactory()
    with django_assert_num_queries(5):
        decisions.decide(mailing.messages.all(), arrived=True, by=staff, now=NOW)
