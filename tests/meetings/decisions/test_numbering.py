"""Decisions are numbered by year, without gaps, and two who write at once never get one number."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from meetings.decisions import numbering
from meetings.exceptions import MeetingsError
from meetings.models import Decision, Meeting, Minutes
from tests.factories.meetings import AgendaItemFactory, DecisionFactory, MeetingFactory

pytestmark = pytest.mark.django_db


def decide(meeting, text="Agreed.", **details):
    return numbering.create(meeting, item=None, text=text, by=None, **details)


def test_numbers_follow_each_other_within_the_year_of_the_meetings_own_day():
    meeting = MeetingFactory()
    # Half past midnight in Karachi on New Year's day is still the old year in UTC.
    other_year = MeetingFactory(start=datetime.datetime(2026, 12, 31, 19, 30, tzinfo=datetime.UTC))

    numbers = [decide(each).number for each in (meeting, meeting, other_year, meeting)]

    assert numbers == ["D-2026-01", "D-2026-02", "D-2027-01", "D-2026-03"]


def test_a_decision_keeps_its_words_and_its_item():
    item = AgendaItemFactory()

    decision = numbering.create(item.meeting, item=item, text="  One\r\ntwo\x00 ", by=None)

    decision.refresh_from_db()
    assert (decision.text, decision.item) == ("One\ntwo", item)


@pytest.mark.parametrize("text", ["", " \n", "\x00", "x" * 4001])
def test_nothing_and_too_much_are_refused(text):
    with pytest.raises(MeetingsError):
        decide(MeetingFactory(), text)
    assert not Decision.objects.exists()


def test_an_item_of_another_meeting_is_refused():
    with pytest.raises(MeetingsError):
        numbering.create(MeetingFactory(), item=AgendaItemFactory(), text="Agreed.", by=None)


@pytest.mark.parametrize("state", ["circulated", "approved", "amended"])
def test_minutes_that_have_left_the_unit_get_and_lose_no_decision(state):
    decision = DecisionFactory()
    Minutes.objects.create(meeting=decision.meeting, state=state)

    with pytest.raises(MeetingsError):
        decide(decision.meeting)
    with pytest.raises(MeetingsError):
        numbering.remove(decision, by=None)
    assert Decision.objects.get() == decision


def test_only_the_last_of_the_year_is_removed_so_that_no_number_is_missing():
    meeting = MeetingFactory()
    first, second = decide(meeting), decide(meeting)

    with pytest.raises(MeetingsError, match="Withdraw D-2026-01"):
        numbering.remove(first, by=None)
    numbering.remove(second, by=None)

    assert decide(meeting).number == "D-2026-02"


def on_its_own(act):
    """Return `act`, for a thread whose connection nobody else would close."""

    def acting(*arguments):
        try:
            return act(*arguments)
        finally:
            connections.close_all()

    return acting


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_at_once_get_different_numbers_without_a_gap():
    meetings = [MeetingFactory(slug=f"at-once-{n}") for n in range(4)]
    ready = Barrier(4)

    def act(meeting):
        ready.wait()
        for n in range(5):
            decision = decide(meeting, f"Decision {n}")
            if n == 2:
                with transaction.atomic():
                    try:
                        numbering.remove(decision, by=None)
                    except MeetingsError:
                        continue  # somebody has the next number already

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(on_its_own(act), meetings))

    serials = list(Decision.objects.order_by("serial").values_list("serial", flat=True))
    assert serials == list(range(1, len(serials) + 1))
    assert 16 <= len(serials) <= 20
    assert Meeting.objects.count() == 4
