"""The states of minutes: which moves there are, what each makes, and that each happens once."""

import datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from meetings.each import each
from meetings.enums import ApprovalBasis, MinutesState, State
from meetings.exceptions import MeetingsError, MoveRefusedError
from meetings.minutes import lifecycle, writing
from meetings.minutes.edition import edition, from_version
from meetings.models import Meeting, Minutes, MinutesComment
from meetings.tasks import approve_minutes
from tests.factories.meetings import AgendaItemFactory, MeetingFactory, MeetingSeriesFactory
from tests.factories.staff import staff
from tests.meetings.minutes.worlds import PARTNERS, PUBLIC, UNIT

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 2, 2, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def minutes():
    meeting = MeetingFactory(state=State.HELD, minutes_visibility=PUBLIC, series=MeetingSeriesFactory())
    AgendaItemFactory(meeting=meeting, discussion="First wording")
    return Minutes.objects.create(meeting=meeting)


@pytest.fixture
def user():
    return staff("Reviewer")


def fresh(minutes):
    return Minutes.objects.get(pk=minutes.pk)


def later_meeting(minutes, **fields):
    return MeetingFactory(start=minutes.meeting.start + 3 * DAY, state=State.HELD, **fields)


def objection(version, **fields):
    return MinutesComment.objects.create(version=version, text="Not so", objects_to=True, at=NOW, **fields)


def test_circulating_closes_the_text_and_runs_to_the_end_of_a_day_by_the_meetings_clock(minutes, user):
    version = lifecycle.circulate(minutes, by=user, now=NOW)

    circulated = fresh(minutes)
    assert (circulated.state, circulated.circulated_at) == (MinutesState.CIRCULATED, NOW)
    assert circulated.objections_until == datetime.datetime(2026, 2, 9, 19, tzinfo=datetime.UTC)  # midnight in Karachi
    assert not writing.may_write(circulated)
    assert (version.number, version.state, version.by) == (1, MinutesState.CIRCULATED, user)
    assert from_version(version, PARTNERS).standing.comments_until == datetime.date(2026, 2, 9)


def test_two_clicks_circulate_once(minutes, user):
    lifecycle.circulate(minutes, by=user, now=NOW)

    with pytest.raises(MoveRefusedError, match="Circulated for comment"):
        lifecycle.circulate(minutes, by=user, now=NOW + DAY)
    assert fresh(minutes).circulated_at == NOW
    assert minutes.versions.count() == 1


def test_only_minutes_of_a_meeting_that_was_held_are_circulated(minutes, user):
    Meeting.objects.filter(pk=minutes.meeting_id).update(state=State.ANNOUNCED)

    with pytest.raises(MoveRefusedError, match="was held"):
        lifecycle.circulate(minutes, by=user, now=NOW)
    assert fresh(minutes).state == MinutesState.DRAFT


def test_minutes_that_are_taken_back_are_written_on_and_circulated_as_the_next_version(minutes, user):
    first = lifecycle.circulate(minutes, by=user, now=NOW)
    lifecycle.take_back(minutes, by=user, now=NOW + DAY)
    assert writing.may_write(fresh(minutes))
    minutes.meeting.items.update(discussion="Second wording")
    second = lifecycle.circulate(minutes, by=user, now=NOW + 2 * DAY)

    assert [first.number, second.number] == [1, 2]
    assert [from_version(each, PARTNERS).items[0].discussion for each in (first, second)] == [
        "First wording",
        "Second wording",
    ]


def test_silence_approves_once_the_time_is_over_and_not_before(minutes, user):
    lifecycle.circulate(minutes, by=user, now=NOW)
    end = fresh(minutes).objections_until

    assert not lifecycle.approve_by_silence(minutes, now=end - datetime.timedelta(seconds=1))
    assert lifecycle.approve_by_silence(minutes, now=end)
    assert not lifecycle.approve_by_silence(minutes, now=end + DAY)

    approved = fresh(minutes)
    assert (approved.state, approved.approval_basis) == (MinutesState.APPROVED, ApprovalBasis.NO_OBJECTION)
    assert [version.state for version in minutes.versions.order_by("number")] == ["circulated", "approved"]


def test_an_objection_to_any_version_stops_silent_approval_until_it_is_settled(minutes, user):
    version = lifecycle.circulate(minutes, by=user, now=NOW)
    said = objection(version)
    lifecycle.take_back(minutes, by=user, now=NOW)
    lifecycle.circulate(minutes, by=user, now=NOW)
    end = fresh(minutes).objections_until

    assert not lifecycle.approve_by_silence(minutes, now=end)
    said.settled_at = NOW
    said.save()
    assert lifecycle.approve_by_silence(minutes, now=end)


def test_the_hourly_task_approves_what_is_due_and_is_idempotent(minutes, user, time_machine):
    lifecycle.circulate(minutes, by=user, now=NOW)
    time_machine.move_to(NOW + 30 * DAY)

    approve_minutes()
    approve_minutes()

    assert fresh(minutes).state == MinutesState.APPROVED
    assert minutes.versions.count() == 2


def test_a_later_meeting_that_has_begun_approves(minutes, user):
    lifecycle.circulate(minutes, by=user, now=NOW)
    earlier = MeetingFactory(start=minutes.meeting.start - DAY, state=State.HELD)
    ahead = MeetingFactory(start=NOW + DAY)
    cancelled = later_meeting(minutes, title="Off")
    Meeting.objects.filter(pk=cancelled.pk).update(state=State.CANCELLED)
    for wrong in (minutes.meeting, earlier, ahead, cancelled):
        with pytest.raises(MoveRefusedError):
            lifecycle.approve(minutes, meeting=wrong, by=user, now=NOW)

    version = lifecycle.approve(minutes, meeting=later_meeting(minutes, title="The next one"), by=user, now=NOW)

    assert str(from_version(version, PUBLIC).standing.approved_at) == "The next one"


def test_the_public_is_not_told_the_name_of_a_closed_meeting_that_approved(minutes, user):
    lifecycle.circulate(minutes, by=user, now=NOW)
    version = lifecycle.approve(minutes, meeting=later_meeting(minutes, visibility=UNIT), by=user, now=NOW)

    assert from_version(version, PUBLIC).standing.approved_at is None
    assert from_version(version, PUBLIC).standing.approved_on == NOW.date()


def test_approved_minutes_are_opened_written_on_and_amended_with_an_erratum_for_all_readers(minutes, user):
    lifecycle.circulate(minutes, by=user, now=NOW)
    approved = lifecycle.approve(minutes, meeting=later_meeting(minutes), by=user, now=NOW)
    with pytest.raises(MoveRefusedError, match="first"):
        lifecycle.amend(minutes, erratum="A wrong date", by=user, now=NOW)
    lifecycle.open_amendment(minutes, by=user, now=NOW)
    lifecycle.open_amendment(minutes, by=user, now=NOW + DAY)
    assert fresh(minutes).amending_since == NOW
    assert writing.may_write(fresh(minutes))
    minutes.meeting.items.update(discussion="Corrected wording")
    assert from_version(approved, PUBLIC).items[0].discussion == "First wording"
    with pytest.raises(MeetingsError, match="puts right"):
        lifecycle.amend(minutes, erratum="  ", by=user, now=NOW)

    amended = lifecycle.amend(minutes, erratum="A wrong date", by=user, now=NOW)

    seen = from_version(amended, PUBLIC)
    assert seen.items[0].discussion == "Corrected wording"
    assert [erratum.text for erratum in seen.standing.errata] == ["A wrong date"]
    assert edition(minutes.meeting, PUBLIC).standing.state == MinutesState.AMENDED
    assert not writing.may_write(fresh(minutes))


def test_the_end_of_the_time_for_objections_is_midnight_also_where_clocks_change():
    series = MeetingSeriesFactory(objection_days=1)
    meeting = MeetingFactory(series=series, zone="Europe/Zurich")
    now = datetime.datetime(2026, 3, 27, 23, 30, tzinfo=datetime.UTC)  # 28 March, half past midnight there

    assert lifecycle.objections_end(meeting, now) == datetime.datetime(2026, 3, 29, 22, tzinfo=datetime.UTC)


class MinutesMachine(RuleBasedStateMachine):
    """Any order of clicks by any number of tabs: only moves of the table happen, each with its version."""

    def __init__(self):
        super().__init__()
        self.user = staff("Reviewer")
        meeting = MeetingFactory(state=State.HELD)
        self.later = MeetingFactory(start=meeting.start + DAY, state=State.HELD)
        self.minutes = Minutes.objects.create(meeting=meeting)
        self.now = NOW
        self.state, self.versions, self.objects, self.amending = "draft", 0, False, False

    def click(self, move, *, allowed, state, version=True, **more):
        """Do a move as one tab would; `allowed` says what the model expects of it."""
        try:
            move(self.minutes, by=self.user, now=self.now, **more)
        except MeetingsError:
            assert not allowed
        else:
            assert allowed
            self.state = state
            self.versions += version

    @rule()
    def circulates(self):
        self.click(lifecycle.circulate, allowed=self.state == "draft", state="circulated")

    @rule()
    def takes_back(self):
        self.click(lifecycle.take_back, allowed=self.state == "circulated", state="draft", version=False)

    @rule()
    def approves(self):
        self.click(lifecycle.approve, allowed=self.state == "circulated", state="approved", meeting=self.later)

    @rule()
    def is_silent(self):
        due = self.state == "circulated" and not self.objects and self.now >= fresh(self.minutes).objections_until
        assert lifecycle.approve_by_silence(self.minutes, now=self.now) == due
        if due:
            self.state, self.versions = "approved", self.versions + 1

    @rule()
    def amends(self):
        self.click(lifecycle.amend, allowed=self.amending, state="amended", erratum="Put right")
        self.amending = False

    @rule()
    def opens_an_amendment(self):
        allowed = self.state in ("approved", "amended")
        self.click(lifecycle.open_amendment, allowed=allowed, state=self.state, version=False)
        self.amending = self.amending or allowed

    @precondition(lambda self: self.state == "circulated")
    @rule()
    def objects_to_it(self):
        objection(self.minutes.versions.first())
        self.objects = True

    @rule()
    def settles(self):
        MinutesComment.objects.filter(version__minutes=self.minutes).update(settled_at=self.now)
        self.objects = False

    @rule(days=st.integers(1, 9))
    def waits(self, days):
        self.now += days * DAY

    @invariant()
    def stands_as_the_model_says(self):
        minutes = fresh(self.minutes)
        assert minutes.state == self.state
        assert list(minutes.versions.order_by("number").values_list("number", flat=True)) == list(
            range(1, self.versions + 1)
        )
        assert writing.may_write(minutes) == (self.state == "draft" or self.amending)
        assert bool(minutes.approved_at) == (self.state in ("approved", "amended"))


class TestMinutesMachine(MinutesMachine.TestCase, TestCase):
    settings = settings(max_examples=15, stateful_step_count=25, suppress_health_check=[HealthCheck.too_slow])


def test_minutes_that_can_not_be_approved_keep_no_others_waiting():
    seen = []

    def act(row):
        seen.append(row)
        if row == 1:
            raise ValueError("broken")
        return True

    with pytest.raises(ExceptionGroup) as failed:
        each([1, 2, 3], act, what="minutes.approval")
    assert seen == [1, 2, 3]
    assert len(failed.value.exceptions) == 1
    assert each([2, 3], act, what="minutes.approval") == 2
