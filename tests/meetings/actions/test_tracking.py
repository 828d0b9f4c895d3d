"""Following an action: what may follow what, who may say it, what is kept."""

import datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from meetings.actions import tracking
from meetings.enums import OPEN_STATUSES, ActionStatus
from meetings.exceptions import MeetingsError, MoveRefusedError, StaleEditError
from meetings.models import ActionItem
from tests.factories.meetings import ActionItemFactory, AgendaItemFactory, MeetingFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.meetings.actions.world import JANUARY

NOW = datetime.datetime(2026, 5, 4, 20, tzinfo=datetime.UTC)  # 5 May in Pakistan
TODAY = datetime.date(2026, 5, 5)


@pytest.fixture
def unit(db):
    return staff("Coordinator")


@pytest.fixture
def action(db):
    return ActionItemFactory(owner=ContactFactory(name="Amina Example"))


def say(action, status, **words):
    return tracking.update(action, status=status, now=words.pop("now", NOW), **words)


@pytest.mark.parametrize("before", ActionStatus)
@pytest.mark.parametrize("after", ActionStatus)
@pytest.mark.parametrize("by_owner", [False, True])
def test_the_table_decides_what_may_follow_what(unit, before, after, by_owner):
    action = ActionItemFactory(owner=ContactFactory(), status=before)
    who = {"by_contact": action.owner} if by_owner else {"by": unit}
    may = after in tracking.MOVES[before]
    if by_owner:
        may = before in OPEN_STATUSES and after != ActionStatus.DROPPED
    if may:
        say(action, after, note="Because", **who)
    else:
        with pytest.raises(MoveRefusedError):
            say(action, after, note="Because", **who)
    stored = ActionItem.objects.get()
    assert stored.status == action.status == (after if may else before)
    assert stored.updates.count() == may


def test_what_is_done_has_a_day_and_what_is_opened_again_has_none(action, unit):
    say(action, "done", note="Printed", evidence_url="https://example.org/map", by_contact=action.owner)
    assert (action.done_on, action.evidence_url) == (TODAY, "https://example.org/map")
    say(action, "done", done_on=datetime.date(2026, 4, 30), by=unit)
    say(action, "done", note="Seen", by=unit)
    assert action.done_on == datetime.date(2026, 4, 30)
    say(action, "in_progress", note="A page is missing", by=unit)
    action.refresh_from_db()
    assert (action.status, action.done_on) == ("in_progress", None)
    assert [(u.status, u.note, u.by, u.by_contact) for u in action.updates.all()] == [
        ("done", "Printed", None, action.owner),
        ("done", "", unit, None),
        ("done", "Seen", unit, None),
        ("in_progress", "A page is missing", unit, None),
    ]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"status": "dropped", "note": "  "}, "why it is dropped"),
        ({"status": "finished"}, "how far"),
        ({"status": "open", "note": "x" * 2001}, "too long"),
        ({"status": "done", "evidence_url": "javascript:alert(1)"}, "https://"),
        ({"status": "done", "evidence_url": "ftp://example.org/a"}, "https://"),
        ({"status": "done", "evidence_url": "https://example.org/" + "a" * 500}, "too long"),
        ({"status": "done", "done_on": datetime.date(2026, 5, 6)}, "between its meeting and today"),
        ({"status": "done", "done_on": datetime.date(2025, 5, 6)}, "between its meeting and today"),
    ],
)
def test_what_is_wrong_is_refused_in_words_and_nothing_is_written(action, unit, said, words):
    with pytest.raises(MeetingsError, match=words):
        say(action, by=unit, **said)
    action.refresh_from_db()
    assert (action.status, action.evidence_url, action.updates.count()) == ("open", "", 0)


def test_with_whom_an_action_was_stays_on_record(action, unit):
    first, second, house = action.owner, ContactFactory(), OrganisationFactory()
    hand = {"by": unit, "now": NOW}
    tracking.reassign(action, owner=second, owner_organisation=house, note="On leave", **hand)
    tracking.reassign(action, owner=None, owner_organisation=house, **hand)
    assert tracking.reassign(action, owner=None, owner_organisation=house, **hand) is None
    assert (action.owner, action.owner_organisation) == (None, house)
    assert [(u.was_owner, u.was_organisation, u.note, u.handed_over) for u in action.updates.all()] == [
        (first, None, "On leave", True),
        (second, house, "", True),
    ]


def test_details_are_changed_only_over_what_still_stands(action, unit):
    mine = tracking.details_of(action)
    their_item = AgendaItemFactory(meeting=action.meeting)
    theirs = tracking.dataclasses.replace(mine, text="Their words", item=their_item)
    tracking.change(action, theirs, seen=mine.stamp, by=unit)
    with pytest.raises(StaleEditError) as stale:
        tracking.change(action, tracking.dataclasses.replace(mine, text="My words"), seen=mine.stamp, by=unit)
    assert stale.value.theirs == theirs
    action.refresh_from_db()
    assert (action.text, action.item) == ("Their words", their_item)
    wrong = {"text": "", "due_on": datetime.date(2020, 1, 1), "evidence_url": "nowhere", "item": AgendaItemFactory()}
    for field, value in wrong.items():
        with pytest.raises(MeetingsError):
            tracking.change(action, tracking.dataclasses.replace(theirs, **{field: value}), seen=theirs.stamp, by=unit)


class Life(RuleBasedStateMachine):
    """Whatever is said in whatever order: the action stands as the last word that was taken, and the day fits."""

    @initialize()
    def begin(self):
        self.action = ActionItemFactory(meeting=MeetingFactory(start=JANUARY), owner=ContactFactory())
        self.unit, self.said = staff("Coordinator"), ["open"]

    @rule(status=st.sampled_from(ActionStatus), by_owner=st.booleans(), note=st.sampled_from(["", "Because"]))
    def say(self, status, by_owner, note):
        who = {"by_contact": self.action.owner} if by_owner else {"by": self.unit}
        try:
            say(self.action, status, note=note, **who)
        except MeetingsError:
            return
        self.said.append(status)

    @invariant()
    def stands_as_was_said_last(self):
        if not hasattr(self, "action"):
            return
        stored = ActionItem.objects.get(pk=self.action.pk)
        assert stored.status == self.action.status == self.said[-1]
        assert (stored.done_on is not None) == (stored.status == "done")
        assert [u.status for u in stored.updates.all()] == self.said[1:]
        assert all(after in tracking.MOVES[before] for before, after in zip(self.said, self.said[1:], strict=False))


class TestLife(Life.TestCase, TestCase):
    settings = settings(max_examples=15, stateful_step_count=12)
