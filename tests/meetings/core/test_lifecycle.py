"""The states of a meeting and the moves between them, whatever order staff try them in."""

import datetime
from functools import partial

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from meetings import lifecycle
from meetings.enums import State
from meetings.exceptions import MeetingsError, MoveRefusedError
from meetings.models import Meeting, Minutes
from meetings.visibility import of_meeting
from tests.factories.meetings import MeetingFactory
from tests.factories.staff import staff

NOW = datetime.datetime(2026, 3, 10, 9, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def ahead(**fields):
    return MeetingFactory(start=NOW + DAY, **fields)


def over(**fields):
    return MeetingFactory(start=NOW - DAY, **fields)


@pytest.mark.django_db
class TestMoves:
    def test_a_draft_is_announced_and_everybody_may_know(self):
        by = staff("Reviewer")
        meeting = lifecycle.announce(ahead(state="draft"), by=by, now=NOW)
        (change,) = meeting.changes.all()
        assert (of_meeting(meeting), meeting.sequence, meeting.revision) == ("public", 0, 1)
        assert (change.before, change.after, change.by, change.at) == (
            {"state": "draft"},
            {"state": "announced"},
            by,
            NOW,
        )

    def test_postponed_it_keeps_its_first_time_and_the_reason_and_resumed_it_has_a_new_one(self):
        meeting = ahead()
        first = meeting.start
        postponed = lifecycle.postpone(meeting, reason=" The hall \n is flooded. ", by=None, now=NOW)
        assert (postponed.previous_start, postponed.reason, postponed.sequence) == (first, "The hall is flooded.", 1)
        start = NOW + 9 * DAY
        resumed = lifecycle.resume(postponed, start=start, end=start + HOUR, by=None, now=NOW)
        assert (resumed.state, resumed.start, resumed.previous_start) == ("announced", start, first)
        assert (resumed.reason, resumed.sequence) == ("", 2)

    def test_who_clicks_twice_does_it_once(self):
        meeting = ahead()
        in_another_tab = Meeting.objects.get(pk=meeting.pk)
        lifecycle.cancel(meeting, reason="No quorum.", by=None, now=NOW)
        with pytest.raises(MoveRefusedError, match="now: Cancelled"):
            lifecycle.cancel(in_another_tab, reason="No quorum.", by=None, now=NOW)
        assert Meeting.objects.get().changes.count() == 1
        assert Meeting.objects.get().sequence == 1

    @pytest.mark.parametrize("reason", ["", "  \n ", "why " * 100])
    def test_calling_off_needs_a_reason_of_some_words(self, reason):
        with pytest.raises(MeetingsError):
            lifecycle.postpone(ahead(), reason=reason, by=None, now=NOW)
        assert Meeting.objects.get().state == "announced"

    def test_what_has_not_begun_was_not_held_and_what_is_over_is_not_announced(self):
        with pytest.raises(MoveRefusedError, match="not begun"):
            lifecycle.hold(ahead(), by=None, now=NOW)
        draft = over(state="draft")
        with pytest.raises(MoveRefusedError, match="record it as held"):
            lifecycle.announce(draft, by=None, now=NOW)
        assert lifecycle.possible(draft, now=NOW) == [State.HELD]
        assert lifecycle.hold(draft, by=None, now=NOW).sequence == 0

    def test_that_it_was_held_is_taken_back_only_while_there_are_no_minutes(self):
        meeting = over(state="held")
        assert lifecycle.reopen(meeting, by=None, now=NOW).state == "announced"
        held = lifecycle.hold(meeting, by=None, now=NOW)
        Minutes.objects.create(meeting=held)
        assert lifecycle.possible(held, now=NOW) == []
        with pytest.raises(MoveRefusedError, match="has minutes"):
            lifecycle.reopen(held, by=None, now=NOW)

    @pytest.mark.parametrize("hours", [(2, 2), (2, 1), (-3, -2)])
    def test_a_new_time_lies_ahead_and_the_right_way_round(self, hours):
        meeting = lifecycle.postpone(ahead(), reason="Rain", by=None, now=NOW)
        start, end = (NOW + HOUR * count for count in hours)
        with pytest.raises(MeetingsError):
            lifecycle.resume(meeting, start=start, end=end, by=None, now=NOW)
        assert Meeting.objects.get().state == "postponed"


class Life(RuleBasedStateMachine):
    """A meeting and a staff that tries everything, at any time."""

    def __init__(self):
        super().__init__()
        self.now = NOW
        self.meeting = ahead(state="draft")
        self.state, self.sequence, self.moves = State.DRAFT, 0, 0

    def attempt(self, to, act, *, allowed=True):
        before = Meeting.objects.get(pk=self.meeting.pk)
        offered = to in lifecycle.possible(before, now=self.now)
        try:
            act()
        except MoveRefusedError:
            assert not offered or not allowed
            after = Meeting.objects.get(pk=self.meeting.pk)
            assert (after.state, after.sequence, after.revision) == (before.state, before.sequence, before.revision)
        else:
            assert offered
            assert to in lifecycle.MOVES[self.state]
            self.sequence += (self.state, to) in lifecycle.IN_CALENDARS
            self.state, self.moves = to, self.moves + 1

    @rule(hours=st.integers(1, 48))
    def time_passes(self, hours):
        self.now += hours * HOUR

    @rule()
    def announce(self):
        self.attempt(State.ANNOUNCED, self.acting(lifecycle.announce), allowed=self.state == State.DRAFT)

    @rule()
    def hold(self):
        self.attempt(State.HELD, self.acting(lifecycle.hold))

    @rule()
    def postpone(self):
        self.attempt(State.POSTPONED, self.acting(lifecycle.postpone, reason="Rain"))

    @rule()
    def cancel(self):
        self.attempt(State.CANCELLED, self.acting(lifecycle.cancel, reason="Rain"))

    @rule()
    def resume(self):
        act = self.acting(lifecycle.resume, start=self.now + DAY, end=self.now + DAY + HOUR)
        self.attempt(State.ANNOUNCED, act, allowed=self.state == State.POSTPONED)

    @rule()
    def reopen(self):
        self.attempt(State.ANNOUNCED, self.acting(lifecycle.reopen), allowed=self.state == State.HELD)

    def acting(self, verb, **said):
        return partial(verb, self.meeting, by=None, now=self.now, **said)

    @invariant()
    def the_record_says_what_the_table_says(self):
        standing = Meeting.objects.get(pk=self.meeting.pk)
        assert (standing.state, standing.sequence, standing.revision) == (self.state, self.sequence, self.moves)
        assert standing.changes.count() == self.moves
        assert bool(standing.reason) == (standing.state in {State.POSTPONED, State.CANCELLED})


class TestLife(TestCase):
    def test_no_order_of_attempts_leaves_the_table(self):
        run_state_machine_as_test(Life, settings=settings(max_examples=25, stateful_step_count=12, deadline=None))
