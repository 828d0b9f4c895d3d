"""Numbers of actions: counted through the year of the meeting's own day, never two alike."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections
from django.utils import timezone

from meetings.actions import numbering
from meetings.enums import State, Visibility
from meetings.exceptions import MeetingsError
from meetings.models import ActionItem, Minutes
from tests.factories.meetings import ActionItemFactory, AgendaItemFactory, MeetingFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.meetings.actions.world import JANUARY, action_of, approve


@pytest.mark.django_db
def test_actions_are_counted_through_the_year_over_all_meetings():
    one, other = MeetingFactory(), MeetingFactory()
    assert [action_of(one).number, action_of(other).number, action_of(one).number] == [
        "A-2026-001",
        "A-2026-002",
        "A-2026-003",
    ]


@pytest.mark.django_db
def test_the_year_is_that_of_the_day_by_the_clock_of_the_meeting():
    new_year_in_karachi = datetime.datetime(2026, 12, 31, 20, tzinfo=datetime.UTC)
    assert action_of(MeetingFactory(start=new_year_in_karachi)).number == "A-2027-001"
    assert action_of(MeetingFactory(start=new_year_in_karachi, zone="Europe/London")).number == "A-2026-001"


@pytest.mark.django_db
def test_a_number_that_was_given_is_not_given_again_where_one_before_it_is_free():
    ActionItemFactory(year=2026, serial=998)
    assert [action_of(MeetingFactory()).number for _ in range(3)] == ["A-2026-999", "A-2026-1000", "A-2026-1001"]


@pytest.mark.django_db
def test_minutes_that_have_left_the_unit_hand_out_nothing_more_before_they_are_amended():
    meeting = MeetingFactory(state=State.HELD)
    minutes = approve(meeting, state=Minutes.State.CIRCULATED)
    with pytest.raises(MeetingsError, match="no draft any more"):
        action_of(meeting)
    minutes.state, minutes.amending_since = Minutes.State.APPROVED, meeting.end
    minutes.save()
    assert action_of(meeting).number == "A-2026-001"


@pytest.mark.django_db
def test_all_that_was_said_of_it_is_stored_in_plain_words():
    meeting, person, organisation = MeetingFactory(), ContactFactory(), OrganisationFactory()
    item = AgendaItemFactory(meeting=meeting)
    action = action_of(
        meeting,
        text="  Send\r\nthe map\x00 ",
        text_ur="نقشہ بھیجیں",
        item=item,
        owner=person,
        owner_organisation=organisation,
        due_on=datetime.date(2026, 3, 31),
        visibility=Visibility.PARTNERS,
    )
    action.refresh_from_db()
    assert (action.text, action.text_ur, action.item, action.owner) == ("Send\nthe map", "نقشہ بھیجیں", item, person)
    assert (action.owner_organisation, action.status) == (organisation, "open")
    assert (action.due_on, action.visibility) == (datetime.date(2026, 3, 31), "partners")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"text": " \n "}, "Write what is to be done."),
        ({"text": "x" * 2001}, "too long"),
        ({"text_ur": "x" * 2001}, "too long"),
        ({"due_on": datetime.date(2026, 1, 26)}, "before the meeting"),
        ({"visibility": "everyone"}, "who sees it"),
    ],
)
def test_what_is_wrong_is_refused_in_words_and_takes_no_number(asked, words):
    with pytest.raises(MeetingsError, match=words):
        action_of(MeetingFactory(), **asked)
    assert not ActionItem.objects.exists()


@pytest.mark.django_db
def test_a_meeting_that_does_not_take_place_and_an_item_of_another_hand_out_nothing():
    with pytest.raises(MeetingsError, match="does not take place"):
        action_of(MeetingFactory(state=State.CANCELLED))
    with pytest.raises(MeetingsError, match="another meeting"):
        action_of(MeetingFactory(), item=AgendaItemFactory())


@pytest.mark.django_db
def test_a_fault_that_is_not_the_number_is_not_tried_for_ever():
    with pytest.raises(IntegrityError):
        numbering._numbered(2026, meeting_id=MeetingFactory().pk, text=None)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_who_hand_out_actions_at_once_get_a_number_each():
    user, barrier = staff("Coordinator"), Barrier(4)
    meetings = [MeetingFactory(start=JANUARY) for _ in range(4)]

    def hand_out(meeting):
        try:
            barrier.wait()
            return [
                numbering.create(meeting, text=f"Action {n}", by=user, now=timezone.now()).serial for n in range(10)
            ]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        serials = [serial for own in threads.map(hand_out, meetings) for serial in own]
    assert sorted(serials) == list(range(1, 41))
