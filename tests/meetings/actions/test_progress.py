"""Who may see which actions, and how far those of a group are."""

import datetime
import re
from itertools import product

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from meetings.actions import progress, readers
from meetings.enums import MinutesState, State, Visibility
from meetings.models import ActionItem
from tests.factories.meetings import (
    ActionItemFactory,
    AgendaItemFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.meetings.actions.world import approve

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 4)
PUBLIC = Visibility.PUBLIC


def open_meeting(**fields):
    meeting = MeetingFactory(state=State.HELD, minutes_visibility=PUBLIC, **fields)
    approve(meeting)
    return meeting


def test_the_query_and_the_rule_agree_on_every_action():
    minutes = [None, *MinutesState]
    for state, seen, minutes_seen, own, approved, of_item in product(
        [State.DRAFT, State.HELD], Visibility, Visibility, Visibility, minutes, [None, "public", "partners", "unit"]
    ):
        if (of_item, seen).count("unit") + [minutes_seen, own].count("unit") > 1:
            continue  # twice closed is closed
        meeting = MeetingFactory(state=state, visibility=seen, minutes_visibility=minutes_seen)
        if approved is not None:
            approve(meeting, approved)
        item = AgendaItemFactory(meeting=meeting, visibility=of_item) if of_item else None
        ActionItemFactory(meeting=meeting, visibility=own, item=item)
    order = list(Visibility)
    everything = list(ActionItem.objects.select_related("meeting__minutes", "item"))
    for reader in Visibility:
        may = {action.pk for action in everything if order.index(readers.of_action(action)) <= order.index(reader)}
        assert set(readers.visible(reader).values_list("pk", flat=True)) == may
        assert may
    assert len(may) == len(everything)


def test_the_public_sees_numbers_and_actions_only_where_the_unit_wants_it():
    group = WorkingGroupFactory(shows_actions=False)
    ActionItemFactory(meeting=open_meeting(groups=[group]))
    assert progress.of_group(group) is None
    assert progress.of_group(group, reader=Visibility.PARTNERS).total == 1
    group.shows_actions = True
    assert progress.of_group(group).total == 1
    group.visibility = Visibility.PARTNERS
    assert progress.of_group(group) is None


def test_what_is_hidden_is_not_counted_either():
    group, other = WorkingGroupFactory(shows_actions=True), WorkingGroupFactory()
    joint = open_meeting(groups=[group, other])
    of_series = open_meeting(series=MeetingSeriesFactory(group=group))
    ActionItemFactory(meeting=joint, status="done", text="Joint")
    ActionItemFactory(meeting=of_series, status="pending", due_on=DAY - datetime.timedelta(days=1), text="Late")
    ActionItemFactory(meeting=joint, visibility=Visibility.PARTNERS, text="Partners only")
    ActionItemFactory(meeting=open_meeting(groups=[other]), text="Another group’s")
    draft = MeetingFactory(groups=[group], minutes_visibility=PUBLIC)
    approve(draft, MinutesState.CIRCULATED)
    ActionItemFactory(meeting=draft, text="Not agreed yet")
    found = progress.of_group(group, on=DAY)
    assert (found.total, found.done, found.overdue) == (2, 1, 1)
    assert {action.text for action in found.actions} == {"Joint", "Late"}


def test_the_bar_says_in_words_what_it_shows_and_no_persons_name():
    group = WorkingGroupFactory(shows_actions=True)
    meeting = open_meeting(groups=[group])
    hidden = OrganisationFactory(name="Hidden house", public=False)
    ActionItemFactory(
        meeting=meeting,
        owner=ContactFactory(name="Amina Example"),
        owner_organisation=OrganisationFactory(name="House"),
    )
    ActionItemFactory.create_batch(2, meeting=meeting, status="done", text="<b>done</b>", owner_organisation=hidden)
    found = progress.of_group(group, on=DAY)
    text = render_to_string("meetings/_progress.html", {"progress": found})
    for words in ("2 of 3 actions are done.", "Done: <b>2</b>", "Open: <b>1</b>", "House", "&lt;b&gt;done"):
        assert words in text
    assert "Amina" not in text
    assert "Hidden house" not in text
    assert "style=" not in text
    widths = [float(width) for width in re.findall(r' width="([\d.]+)"', text)]
    assert sum(widths) == pytest.approx(100, abs=0.01)
    assert "No actions" in render_to_string(
        "meetings/_progress.html", {"progress": progress.of_group(WorkingGroupFactory(shows_actions=True))}
    )


def test_the_queries_do_not_grow():
    group, counts = WorkingGroupFactory(shows_actions=True), []
    for wanted in (5, 50):
        for _ in range(wanted - ActionItem.objects.count()):
            ActionItemFactory(meeting=open_meeting(groups=[group]), owner_organisation=OrganisationFactory())
        with CaptureQueriesContext(connection) as queries:
            render_to_string("meetings/_progress.html", {"progress": progress.of_group(group, on=DAY)})
        counts.append(len(queries))
    assert counts == [3, 3]
