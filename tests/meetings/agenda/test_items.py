"""The items of an agenda: what stands first and last, what is counted, what is refused, who sees what."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import translation

from coordination_site.roles import AUTHOR
from meetings import details
from meetings.agenda import backlog, items, moving, review, rules, times
from meetings.enums import ItemKind, Kind, MinutesState, State, Visibility
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.models import AgendaItem, Minutes
from tests.factories.meetings import (
    ActionItemFactory,
    AgendaItemFactory,
    DecisionFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 20, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def by():
    return staff(AUTHOR)


@pytest.fixture
def meeting():
    return MeetingFactory(series=MeetingSeriesFactory())


def add(meeting, title, by, **values):
    return items.add(meeting, {"title": title, **values}, by=by, now=NOW)


def titles(meeting):
    return [item.title for item in items.of(meeting)]


def test_a_prepared_agenda_begins_with_the_review_and_ends_with_other_business_however_often_it_is_prepared(
    meeting, by
):
    add(meeting, "Hotline", by)
    for _time in range(2):
        items.prepare(meeting, by=by, now=NOW)
    add(meeting, "Training", by)

    shown = items.of(meeting)

    assert [item.kind for item in shown] == [
        ItemKind.REVIEW,
        ItemKind.DISCUSSION,
        ItemKind.DISCUSSION,
        ItemKind.OTHER,
    ]
    assert [item.number for item in shown] == ["1", "2", "3", "4"]
    assert shown[0].title == "Endorsement of the previous minutes and review of pending actions"
    assert titles(meeting)[1:3] == ["Hotline", "Training"]


@pytest.mark.parametrize(("kind", "number"), [(Kind.COORDINATION, 2), (Kind.WEBINAR, 0)])
def test_a_new_meeting_has_its_standard_items_where_minutes_are_kept(by, kind, number):
    values = {"kind": kind, "title": "New", "slug": "new", "start": NOW, "end": NOW + DAY}

    meeting = details.create(values, by=by, now=NOW)

    assert len(items.of(meeting)) == number


def test_a_second_review_is_refused_and_a_backlog_has_none(meeting, by):
    items.prepare(meeting, by=by, now=NOW)
    with pytest.raises(MeetingsError, match="one such item"):
        add(meeting, "Again", by, kind=ItemKind.REVIEW)
    with pytest.raises(MeetingsError, match="one such item"):
        add(meeting.series, "Waits", by, kind=ItemKind.OTHER)
    item = add(meeting, "Hotline", by)
    with pytest.raises(MeetingsError, match="one such item"):
        items.change(item, {"kind": ItemKind.OTHER}, revision=0, by=by, now=NOW)
    assert items.of(meeting)[1].kind == ItemKind.DISCUSSION


@pytest.mark.parametrize(
    "values",
    [
        {"title": "  "},
        {"title": "x" * 251},
        {"title": "Long", "duration": 1441},
        {"title": "Negative", "duration": -5},
        {"title": "Kind", "kind": "party"},
        {"title": "Level", "visibility": "all"},
    ],
)
def test_values_that_are_none_are_refused_and_nothing_is_stored(meeting, by, values):
    with pytest.raises(ValidationError):
        items.add(meeting, values, by=by, now=NOW)
    assert titles(meeting) == []


def test_an_item_of_no_minutes_is_refused_in_words(meeting, by):
    with pytest.raises(MeetingsError, match="a minute at least"):
        add(meeting, "Nothing", by, duration=0)


def test_an_agenda_holds_a_hundred_items_and_no_more(meeting, by):
    AgendaItemFactory.create_batch(rules.MAX_ITEMS, meeting=meeting)
    with pytest.raises(MeetingsError, match="more than 100"):
        add(meeting, "One too many", by)
    source = MeetingFactory(series=meeting.series, start=meeting.start - DAY)
    AgendaItemFactory(meeting=source)
    with pytest.raises(MeetingsError, match="more than 100"):
        moving.copy_agenda(source, meeting, by=by, now=NOW)


def test_the_second_of_two_editors_is_told_by_whom_and_what_stands_there(meeting, by):
    other = staff(AUTHOR, username="bina")
    item = add(meeting, "Hotline", by)
    items.change(item, {"title": "Hotline and radio"}, revision=0, by=other, now=NOW)

    with pytest.raises(StaleEditError) as refused:
        items.change(item, {"title": "Hot line"}, revision=0, by=by, now=NOW)

    assert refused.value.theirs.title == "Hotline and radio"
    assert refused.value.by == other.get_full_name()
    items.change(item, {"title": "Hot line"}, revision=1, by=by, now=NOW)
    with pytest.raises(StaleEditError):
        items.remove(item, revision=1)
    items.remove(item, revision=2)
    with pytest.raises(StaleEditError, match="no longer there"):
        items.change(item, {"title": "Back"}, revision=2, by=by, now=NOW)
    assert titles(meeting) == []


def test_an_item_with_decisions_or_actions_is_not_removed(meeting, by):
    decided, acted = add(meeting, "Decided", by), add(meeting, "Acted", by)
    DecisionFactory(meeting=meeting, item=decided)
    ActionItemFactory(meeting=meeting, item=acted)
    for item in (decided, acted):
        with pytest.raises(MeetingsError, match="not removed"):
            items.remove(item, revision=0)
    assert titles(meeting) == ["Decided", "Acted"]


def test_an_agenda_is_mended_until_the_minutes_leave_and_that_of_a_cancelled_meeting_stays(meeting, by):
    item = add(meeting, "Hotline", by)
    meeting.state = State.HELD
    meeting.save()
    minutes = Minutes.objects.create(meeting=meeting)
    items.change(item, {"title": "Hotlines"}, revision=0, by=by, now=NOW)
    minutes.state = MinutesState.CIRCULATED
    minutes.save()
    attempts = [
        lambda: add(meeting, "Late", by),
        lambda: items.change(item, {"title": "Late"}, revision=1, by=by, now=NOW),
        lambda: items.remove(item, revision=1),
        lambda: items.prepare(meeting, by=by, now=NOW),
        lambda: moving.reorder(meeting, [item.pk], seen=[item.pk]),
        lambda: moving.up(item),
        lambda: moving.to_next(item, by=by, now=NOW),
    ]
    for attempt in attempts:
        with pytest.raises(MeetingsError, match="minutes have been circulated"):
            attempt()
    minutes.delete()
    meeting.state = State.CANCELLED
    meeting.save()
    for attempt in attempts[:-1]:
        with pytest.raises(MeetingsError, match="is cancelled"):
            attempt()
    assert titles(meeting) == ["Hotlines"]


def test_each_item_starts_by_the_meetings_clock_until_one_of_unknown_length(meeting, by):
    meeting.zone = "Europe/Zurich"  # 05:00 UTC is 06:00 there
    meeting.save()
    for title, duration in (("One", 45), ("Two", 90), ("Three", None), ("Four", 60)):
        add(meeting, title, by, duration=duration)

    shown = items.of(meeting)
    length = times.length(meeting, shown)

    assert [item.starts and f"{item.starts:%H:%M}" for item in shown] == ["06:00", "06:45", "08:15", None]
    assert (length.planned_in_words, length.overrun_in_words) == ("3 hours 15 minutes", "15 minutes")
    assert (length.available_in_words, length.untimed, length.left) == ("3 hours", 1, 0)
    meeting.end = meeting.start + 2 * DAY
    meeting.save()
    shown = items.of(meeting)
    assert [item.starts for item in shown] == [None] * 4
    assert (times.length(meeting, shown).available, times.length(meeting, shown).overrun) == (None, 0)


def test_times_hold_when_clocks_change_during_the_meeting(by):
    start = datetime.datetime(2026, 3, 29, 0, 30, tzinfo=datetime.UTC)  # half an hour before summer time begins there
    meeting = MeetingFactory(zone="Europe/Zurich", start=start)
    add(meeting, "Before", by, duration=60)
    add(meeting, "After", by)

    assert [f"{item.starts:%H:%M}" for item in items.of(meeting)] == ["01:30", "03:30"]


@pytest.mark.parametrize(
    ("agenda", "reader", "seen"),
    [
        ("public", Visibility.PUBLIC, ["Open", "Also open"]),
        ("public", Visibility.PARTNERS, ["Open", "Partners", "Also open"]),
        ("public", Visibility.UNIT, ["Closed", "Open", "Partners", "Also open"]),
        ("partners", Visibility.PUBLIC, []),
        ("unit", Visibility.PARTNERS, []),
    ],
)
def test_what_one_may_not_see_leaves_no_trace(meeting, by, agenda, reader, seen):
    meeting.agenda_visibility = agenda
    meeting.save()
    add(meeting, "Closed", by, visibility="unit", duration=30)
    add(meeting, "Open", by, duration=10)
    add(meeting, "Partners", by, visibility="partners", duration=30)
    add(meeting, "Also open", by, duration=10)

    shown = items.visible(meeting, reader)

    assert [item.title for item in shown] == seen
    assert [item.number for item in shown] == [str(n) for n in range(1, len(seen) + 1)]
    if shown:
        assert shown[0].starts == meeting.local_start


def test_the_first_item_knows_the_minutes_to_endorse_and_the_actions_that_are_open(by):
    series = MeetingSeriesFactory()
    held = [
        MeetingFactory(series=series, state=State.HELD, start=NOW - days * DAY, title=f"{days} days ago")
        for days in (90, 60, 30)
    ]
    Minutes.objects.create(meeting=held[0], state=MinutesState.APPROVED)
    Minutes.objects.create(meeting=held[1], state=MinutesState.CIRCULATED)
    MeetingFactory(state=State.HELD, start=NOW - 10 * DAY)  # of no series
    action = ActionItemFactory(meeting=held[0])
    ActionItemFactory()
    coming = MeetingFactory(series=series, start=NOW + 10 * DAY)

    found = review.of(coming)

    assert (found.previous, found.to_endorse) == (held[2], [held[1]])
    assert [reviewed.action for reviewed in found.actions] == [action]
    assert found.previous_is_due
    Minutes.objects.create(meeting=held[2], state=MinutesState.APPROVED)
    assert review.of(coming).previous_is_endorsed
    alone = review.of(MeetingFactory(start=NOW + 10 * DAY))
    assert (alone.previous, alone.to_endorse, alone.actions) == (None, [], [])


def test_without_a_series_the_minutes_of_its_groups_are_endorsed():
    group = WorkingGroupFactory()
    held = MeetingFactory(state=State.HELD, start=NOW - 30 * DAY, groups=[group])
    Minutes.objects.create(meeting=held, state=MinutesState.CIRCULATED)

    assert review.of(MeetingFactory(start=NOW + DAY, groups=[group])).to_endorse == [held]


# Between meetings -----------------------------------------------------------------------------------------------------


def test_an_item_moves_to_the_next_meeting_or_waits_in_the_backlog_until_there_is_one(meeting, by):
    items.prepare(meeting, by=by, now=NOW)
    item = add(meeting, "Hotline", by)
    MeetingFactory(series=meeting.series, start=meeting.start + DAY, state=State.CANCELLED)

    assert moving.to_next(item, by=by, now=NOW) == meeting.series
    assert "Hotline" not in titles(meeting)
    waiting = backlog.of(meeting.series).get()
    assert waiting.pk == item.pk

    later = MeetingFactory(series=meeting.series, start=meeting.start + 5 * DAY)
    items.prepare(later, by=by, now=NOW)
    assert moving.to_meeting(waiting, later, by=by, now=NOW) == later
    assert titles(later)[1] == "Hotline"
    with pytest.raises(StaleEditError):  # a second click
        moving.to_meeting(waiting, later, by=by, now=NOW)
    other = add(meeting.series, "Waits", by)
    with pytest.raises(MeetingsError, match="does not belong to the series"):
        moving.to_meeting(other, MeetingFactory(), by=by, now=NOW)


def test_a_copy_leaves_what_was_said_and_is_made_once(meeting, by):
    item = add(meeting, "Hotline", by, duration=20, visibility="partners")
    AgendaItem.objects.filter(pk=item.pk).update(discussion="Long talk")
    later = MeetingFactory(series=meeting.series, start=meeting.start + DAY)

    copied = moving.copy_to_next(item, by=by, now=NOW)

    assert (copied.meeting, copied.carried_from, copied.discussion) == (later, item, "")
    assert (copied.duration, copied.visibility) == (20, "partners")
    with pytest.raises(MeetingsError, match="already"):
        moving.copy_to_next(item, by=by, now=NOW)
    item.refresh_from_db()
    with pytest.raises(MeetingsError, match="recorded on this item"):
        moving.to_next(item, by=by, now=NOW)
    with pytest.raises(MeetingsError, match="recorded on this item"):
        moving.to_backlog(item, by=by, now=NOW)
    assert titles(meeting) == titles(later) == ["Hotline"]


def test_standard_items_stay_and_a_meeting_of_no_series_has_no_next(meeting, by):
    items.prepare(meeting, by=by, now=NOW)
    first, last = items.of(meeting)
    for verb in (moving.to_next, moving.to_backlog, moving.copy_to_next):
        with pytest.raises(MeetingsError, match="neither moved nor copied"):
            verb(first, by=by, now=NOW)
    for step in (moving.up, moving.down):
        with pytest.raises(MeetingsError, match="keep their place"):
            step(last)
    item = add(MeetingFactory(), "Alone", by)
    for verb in (moving.to_next, moving.to_backlog, moving.copy_to_next):
        with pytest.raises(MeetingsError, match="no series"):
            verb(item, by=by, now=NOW)


def test_an_earlier_agenda_is_copied_once_without_its_standard_items_and_what_was_said(meeting, by):
    source = MeetingFactory(series=meeting.series, start=meeting.start - DAY)
    items.prepare(source, by=by, now=NOW)
    for title in ("One", "Two"):
        add(source, title, by, duration=15)
    source.items.update(discussion="Long talk")
    items.prepare(meeting, by=by, now=NOW)
    add(meeting, "Own", by)

    assert [(found.pk, found.own_items) for found in moving.earlier_agendas(meeting)] == [(source.pk, 2)]
    assert moving.copy_agenda(source, meeting, by=by, now=NOW) == 2
    assert moving.copy_agenda(source, meeting, by=by, now=NOW) == 0
    assert titles(meeting)[1:-1] == ["Own", "One", "Two"]
    assert set(meeting.items.values_list("discussion", flat=True)) == {""}


def test_the_public_part_shows_what_is_visible_and_tells_of_nothing_else(meeting, by):
    add(meeting, "Closed", by, visibility="unit", duration=30, presenter="Secret")
    add(meeting, "Open <b>", by, duration=10, presenter="Dua", title_ur="کھلا", background="With **stars**")
    add(meeting, "Later", by, duration=10)

    agenda = items.visible(meeting, Visibility.PUBLIC)
    with translation.override("ur"):
        urdu = render_to_string("meetings/_agenda.html", {"agenda": agenda})
    page = render_to_string("meetings/_agenda.html", {"agenda": agenda})

    assert "Open &lt;b&gt;" in page
    assert "<strong>stars</strong>" in page
    assert [hidden for hidden in ("Closed", "Secret", "30", ">3<", "minutes") if hidden in page] == []
    assert '<h3 lang="ur">کھلا</h3>' in urdu
    assert "۱" in urdu
