from datetime import timedelta

import pytest

from delivery import pace, runs
from delivery.desk import Desk, Turn
from delivery.enums import MessageState
from delivery.models import Message
from delivery.smtp import Outcome, Settlement
from tests.factories.delivery import NOW, sending_mailing

pytestmark = pytest.mark.django_db


def _desk(readers):
    mailing = sending_mailing(readers)
    run = runs.begin(mailing, now=NOW)
    allowance = pace.Allowance.of(mailing)
    return Desk(mailing=mailing, run=run, clock=lambda: NOW, deadline=NOW + timedelta(seconds=5), allowance=allowance)


def test_an_outcome_that_a_stopped_lane_reports_twice_is_written_once():
    desk = _desk(1)
    message = desk.next()
    assert desk.write([Turn(settle=None, mark=message.id)]) == {message.id}
    sent = Turn(settle=Settlement(message.id, Outcome.SENT, 250, "ok"), mark=None)
    assert desk.write([sent, sent]) == set()
    assert desk.write([sent]) == set()
    row = Message.objects.get()
    assert (row.state, row.attempts) == (MessageState.SENT, 1)
    assert desk.answered == 1


def test_a_queue_that_gave_nothing_is_not_asked_again_in_this_run():
    desk = _desk(1)
    assert desk.next() is not None
    assert desk.next() is None
    assert not desk.wants_more(0)
