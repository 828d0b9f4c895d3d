"""Open actions before the next meeting: which, with what was heard of them, and what a meeting says."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.actions import carrying, tracking
from meetings.enums import State
from meetings.exceptions import MeetingsError, MoveRefusedError
from meetings.models import ActionItem, ActionUpdate
from tests.factories.meetings import ActionItemFactory, MeetingFactory, WorkingGroupFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory
from tests.meetings.actions.world import JANUARY, MONTH, action_of, approve, held_meetings

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def unit():
    return staff("Coordinator")


def before(meeting):
    return [reviewed.action.text for reviewed in carrying.open_before(meeting)]


def test_a_meeting_goes_through_what_earlier_ones_of_its_series_left_open(unit):
    january, february, march = held_meetings(3)
    for meeting, text in [(january, "old"), (february, "late"), (march, "its own")]:
        action_of(meeting, text)
    action_of(january, "due first", due_on=datetime.date(2026, 2, 1))
    action_of(MeetingFactory(state=State.HELD), "of another series")
    assert before(january) == []
    assert before(february) == ["due first", "old"]
    assert before(march) == ["due first", "old", "late"]


def test_without_a_series_it_goes_by_its_groups_and_a_joint_meeting_by_all_of_both():
    mhpss, gbv = WorkingGroupFactory(), WorkingGroupFactory()
    action_of(MeetingFactory(groups=[mhpss], start=JANUARY - 3 * MONTH), "mhpss")
    action_of(MeetingFactory(groups=[gbv], start=JANUARY - 2 * MONTH), "gbv")
    (of_series,) = held_meetings(1)
    action_of(of_series, "series")
    later = {"start": JANUARY + MONTH}
    assert before(MeetingFactory(groups=[mhpss], **later)) == ["mhpss"]
    assert before(MeetingFactory(groups=[mhpss, gbv], **later)) == ["mhpss", "gbv"]
    assert before(MeetingFactory(series=of_series.series, groups=[mhpss], **later)) == ["series"]
    assert before(MeetingFactory(series=of_series.series, groups=[mhpss, gbv], **later)) == ["mhpss", "gbv", "series"]
    assert before(MeetingFactory(**later)) == []


def test_what_was_done_since_the_last_meeting_is_reported_once_and_then_no_more(unit):
    january, february, march, april = held_meetings(4)
    action = action_of(january)
    owner = ContactFactory()
    tracking.update(action, status="done", note="Sent", by_contact=owner, now=february.end + HOUR)
    (reviewed,) = carrying.open_before(march)
    assert (reviewed.status, reviewed.last_note, reviewed.last_note_at) == ("done", "Sent", february.end + HOUR)
    assert before(april) == []
    assert before(february) == [action.text]  # to which it was still open


def test_what_a_meeting_said_when_its_minutes_were_typed_counts_as_said_there(unit):
    january, february, march = held_meetings(3)
    action = action_of(january)
    carrying.review(action, february, status="done", by=unit, now=february.end + 30 * HOUR)
    assert before(february) == [action.text]
    assert before(march) == []


def test_it_is_carried_once_for_each_held_meeting_that_left_it_open(unit):
    january, february, march, april, may = held_meetings(5)
    action, silent = action_of(january, "carried"), action_of(january, "silent")
    carrying.review(action, february, status="pending", note="No funds", by=unit, now=february.end)
    carrying.review(action, march, status="in_progress", by=unit, now=march.end)
    carrying.review(action, april, status="open", by=unit, now=april.end)
    april.state = State.CANCELLED
    april.save()
    assert [(r.action, r.carried) for r in carrying.open_before(may)] == [(action, 2), (silent, 0)]
    assert [r.carried for r in carrying.open_before(march)] == [1, 0]
    assert carrying.with_carried(ActionItem.objects.filter(pk=action.pk)).get().carried == 2


def test_the_last_note_is_what_was_heard_before_not_what_this_meeting_says(unit):
    january, february, march = held_meetings(3)
    action = action_of(january)
    carrying.review(action, february, status="pending", note="No funds", by=unit, now=february.end)
    tracking.update(action, status="in_progress", by=unit, now=february.end + HOUR)
    carrying.review(action, march, status="open", note="Asked again", by=unit, now=march.end)
    (reviewed,) = carrying.open_before(march)
    assert (reviewed.last_note, reviewed.word.note, reviewed.status) == ("No funds", "Asked again", "open")


def test_a_meeting_has_one_word_which_it_may_change_until_its_minutes_are_circulated(unit):
    january, february = held_meetings(2)
    action = action_of(january)
    carrying.review(action, february, status="done", by=unit, now=february.end)
    assert (action.status, action.done_on) == ("done", february.day)
    carrying.review(action, february, status="dropped", note="No longer needed", by=unit, now=february.end + HOUR)
    word = ActionUpdate.objects.get()
    assert (word.status, word.note, word.at) == ("dropped", "No longer needed", february.end)
    action.refresh_from_db()
    assert (action.status, action.done_on) == ("dropped", None)
    approve(february, state="circulated")
    with pytest.raises(MeetingsError, match="circulated"):
        carrying.review(action, february, status="open", by=unit, now=february.end + HOUR)
    assert ActionUpdate.objects.get().status == "dropped"


def test_a_word_that_is_corrected_late_does_not_undo_what_came_after(unit):
    january, february, march = held_meetings(3)
    action = action_of(january)
    carrying.review(action, february, status="pending", by=unit, now=february.end)
    tracking.update(action, status="done", by=unit, now=february.end + HOUR)
    carrying.review(action, february, status="in_progress", note="Half", by=unit, now=february.end + 2 * HOUR)
    action.refresh_from_db()
    assert action.status == "done"
    other = action_of(january)
    carrying.review(other, march, status="done", by=unit, now=march.end)
    carrying.review(other, february, status="open", note="Typed late", by=unit, now=march.end + HOUR)
    other.refresh_from_db()
    assert other.status == "done"


def test_what_is_no_review_is_refused_in_words(unit):
    january, february = held_meetings(2)
    action, late = action_of(january), action_of(february)
    say = {"by": unit, "now": february.end}
    with pytest.raises(MeetingsError, match="meetings before it"):
        carrying.review(late, january, status="done", **say)
    with pytest.raises(MeetingsError, match="meetings before it"):
        carrying.review(late, february, status="done", **say)
    with pytest.raises(MeetingsError, match="why it is dropped"):
        carrying.review(action, february, status="dropped", **say)
    with pytest.raises(MoveRefusedError):
        carrying.review(action, february, status="nonsense", **say)
    february.state = State.POSTPONED
    with pytest.raises(MeetingsError, match="does not take place"):
        carrying.review(action, february, status="done", **say)
    assert not ActionUpdate.objects.exists()


def test_the_queries_are_as_many_for_five_hundred_as_for_five(unit):
    january, february = held_meetings(2)
    counts = []
    for wanted in (5, 500):
        missing = wanted - ActionItem.objects.count()
        actions = ActionItemFactory.create_batch(missing, meeting=january, owner=ContactFactory())
        ActionUpdate.objects.bulk_create(
            ActionUpdate(action=action, meeting=february, at=february.end, status="open", note="Said")
            for action in actions[: missing // 2]
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = carrying.open_before(february)
            assert [(str(r.action.owner), r.action.meeting.title, r.status) for r in found]
        assert len(found) == wanted
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5
