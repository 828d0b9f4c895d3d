"""The order of an agenda, whatever is done to it and by however many."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from meetings.agenda import items, moving
from meetings.enums import ItemKind
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.models import AgendaItem
from tests.factories.meetings import AgendaItemFactory, MeetingFactory, MeetingSeriesFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 20, 9, tzinfo=datetime.UTC)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["up", "down", "next", "backlog", "back", "drag", "add", "prepare"]),
        st.integers(0, 9),
        st.randoms(),
    ),
    max_size=12,
)


def step(verb, place, dice, meeting, later):
    """Do one thing to an item of the meeting, or to one in the backlog."""
    standing = items.of(meeting)
    item = standing[place % len(standing)]
    if verb == "drag":
        keys = [each.pk for each in standing]
        wanted = dice.sample(keys, len(keys))
        moving.reorder(meeting, wanted, seen=keys)
    elif verb == "add":
        items.add(meeting, {"title": "New"}, by=None, now=NOW)
    elif verb == "prepare":
        items.prepare(meeting, by=None, now=NOW)
    elif verb == "back":
        waiting = AgendaItem.objects.filter(series=meeting.series).first()
        if waiting:
            moving.to_meeting(waiting, meeting, by=None, now=NOW)
    elif verb in ("next", "backlog"):
        {"next": moving.to_next, "backlog": moving.to_backlog}[verb](item, by=None, now=NOW)
    else:
        getattr(moving, verb)(item)


class AnyMoves(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=STEPS)
    def test_any_sequence_of_moves_keeps_every_item_once_the_first_first_and_the_last_last(self, steps):
        series = MeetingSeriesFactory()
        meeting = MeetingFactory(series=series)
        later = MeetingFactory(series=series, start=meeting.start + datetime.timedelta(days=30))
        for title in ("One", "Two", "Three"):
            items.add(meeting, {"title": title}, by=None, now=NOW)
        items.prepare(meeting, by=None, now=NOW)
        there = set(AgendaItem.objects.values_list("pk", flat=True))
        for verb, place, dice in steps:
            try:
                step(verb, place, dice, meeting, later)
            except StaleEditError:
                raise
            except MeetingsError:
                pass  # refused: then nothing may have changed, which is what is looked at next
            standing = items.of(meeting)
            assert [item.position for item in standing] == list(range(len(standing)))
            assert (standing[0].kind, standing[-1].kind) == (ItemKind.REVIEW, ItemKind.OTHER)
            now_there = list(AgendaItem.objects.values_list("pk", flat=True))
            assert there <= set(now_there)
            assert len(now_there) == len(set(now_there))
            there = set(now_there)


@pytest.fixture
def meeting():
    meeting = MeetingFactory(series=MeetingSeriesFactory())
    for title in ("One", "Two", "Three"):
        items.add(meeting, {"title": title}, by=None, now=NOW)
    return meeting


def titles(meeting):
    return [item.title for item in items.of(meeting)]


def test_items_step_up_and_down(meeting):
    moving.up(items.of(meeting)[2])
    assert titles(meeting) == ["One", "Three", "Two"]
    moving.down(items.of(meeting)[0])
    assert titles(meeting) == ["Three", "One", "Two"]
    with pytest.raises(MeetingsError, match="further"):
        moving.up(items.of(meeting)[0])


def test_the_slower_of_two_who_drag_is_told_and_moves_nothing(meeting):
    seen = [item.pk for item in items.of(meeting)]
    moving.reorder(meeting, seen[::-1], seen=seen)
    with pytest.raises(StaleEditError, match="changed the agenda"):
        moving.reorder(meeting, [seen[1], seen[0], seen[2]], seen=seen)
    assert titles(meeting) == ["Three", "Two", "One"]


def test_an_order_with_a_key_too_many_too_few_twice_or_of_another_meeting_moves_nothing(meeting):
    foreign = AgendaItemFactory()
    seen = [item.pk for item in items.of(meeting)]
    for keys in (seen[:2], [*seen, foreign.pk], [seen[0], seen[0], seen[1]], [*seen[:2], foreign.pk]):
        with pytest.raises(MeetingsError, match="every item once"):
            moving.reorder(meeting, keys, seen=seen)
    assert titles(meeting) == ["One", "Two", "Three"]


def test_what_was_stored_in_disorder_is_still_read_in_order():
    meeting = MeetingFactory()
    AgendaItemFactory(meeting=meeting, kind=ItemKind.OTHER, position=0, title="Last")
    AgendaItemFactory(meeting=meeting, position=5, title="Middle")
    AgendaItemFactory(meeting=meeting, kind=ItemKind.REVIEW, position=5, title="First")

    assert titles(meeting) == ["First", "Middle", "Last"]
