"""Meetings on the site: what is ahead, what was, and the page of one."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError

from meetings.models import Meeting
from stakeholders.models import Province
from tests.factories.home import site
from tests.factories.meetings import MeetingFactory
from tests.pages import read, text_of

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 1, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lists():
    """A site that is set up: meetings have pages there."""
    site()


def on(year, month, day, hour=5):
    return datetime.datetime(year, month, day, hour, tzinfo=datetime.UTC)


def test_what_is_ahead_comes_first_and_what_was_stands_under_its_year(client, lists):
    for title, start in [
        ("Far", on(2026, 3, 1)),
        ("Near", on(2026, 1, 27)),
        ("Held", on(2026, 1, 5)),
        ("Long ago", on(2025, 2, 3)),
    ]:
        MeetingFactory(title=title, start=start)
    MeetingFactory(title="Draft", state="draft")
    MeetingFactory(title="Of partners", visibility="partners")

    page = read(client, "/meetings/")

    assert [heading.text for heading in page.select(".year h2")] == ["Ahead", "2026", "2025"]
    assert [link.text for link in page.select(".agenda a")] == ["Near", "Far", "Held", "Long ago"]
    assert [leaf.get("class") for leaf in page.select(".leaf")] == [
        ["leaf"],
        ["leaf"],
        ["leaf", "leaf-past"],
        ["leaf", "leaf-past"],
    ]


def test_a_line_of_the_agenda_says_when_and_where(client, lists):
    MeetingFactory(start=on(2026, 1, 27), place="Quetta", mode="hybrid")

    line = read(client, "/meetings/").select_one(".agenda li")

    assert text_of(line.select_one(".leaf")) == "Tue27Jan"
    assert text_of(line.p) == "27 January 2026 · 10:00–13:00 · Quetta · online"


def test_a_cancelled_meeting_stays_on_the_list_and_says_so(client, lists):
    MeetingFactory(slug="off", state="cancelled")

    assert text_of(read(client, "/meetings/").select_one(".agenda .kind")) == "Cancelled"
    assert text_of(read(client, "/meetings/off/").select_one(".notice")) == "This meeting is cancelled."


def test_an_empty_list_says_so(client, lists):
    assert text_of(read(client, "/meetings/").select_one(".empty")) == "No meeting is announced at the moment."


def test_times_are_shown_by_the_meetings_own_clock_and_name_it(client, lists):
    MeetingFactory(slug="here", start=on(2026, 1, 27))
    MeetingFactory(slug="there", start=on(2026, 1, 27), zone="Europe/Zurich")

    assert "10:00–13:00 (Pakistan time)" in text_of(read(client, "/meetings/here/").select_one(".when"))
    assert "06:00–09:00 (time in Zurich)" in text_of(read(client, "/meetings/there/").select_one(".when"))


def test_the_day_is_that_of_the_meetings_own_clock():
    meeting = Meeting(start=on(2026, 1, 27, hour=20), end=on(2026, 1, 27, hour=21))

    assert meeting.day == datetime.date(2026, 1, 28)


def test_a_meeting_of_several_days_shows_both_ends(client, lists):
    MeetingFactory(slug="m", start=on(2026, 1, 30), end=on(2026, 2, 2, hour=10))

    assert text_of(read(client, "/meetings/m/").select_one(".when time")) == "30 January – 2 February 2026"
    assert text_of(read(client, "/meetings/").select_one(".agenda p")) == "30 January – 2 February 2026 · Islamabad"


def test_the_page_of_a_meeting_names_place_provinces_and_how_one_joins(client, lists):
    meeting = MeetingFactory(slug="m", body="<h2>Decisions</h2><p onclick='x()'>Drafted.</p>")
    meeting.provinces.set(Province.objects.filter(code="PK-BA"))

    page = read(client, "/meetings/m/")

    assert {text_of(term): text_of(term.find_next("dd")) for term in page.select(".facts dt")} == {
        "Place": "Islamabad",
        "Online": "In person only",
        "Provinces": "Balochistan",
        "State": "Announced",
    }
    assert str(page.select_one(".prose p")) == "<p>Drafted.</p>"


def test_in_urdu_days_and_times_are_urdu(client, lists):
    MeetingFactory(slug="m", title_ur="اجلاس")

    page = read(client, "/ur/meetings/m/")

    assert text_of(page.select_one(".leaf")) == "منگل۲۷جنوری"
    assert "۱۰:۰۰–۱۳:۰۰" in page.select_one(".when").text


def test_a_meeting_cannot_end_before_it_starts_nor_be_in_a_zone_that_is_none():
    with pytest.raises(ValidationError, match="end before it starts"):
        Meeting(title="A", slug="a", start=NOW, end=NOW - datetime.timedelta(hours=1)).clean()
    with pytest.raises(ValidationError, match="no time zone"):
        Meeting._meta.get_field("zone").clean("Asia/Quetta", None)


def test_the_list_takes_the_same_number_of_queries_for_three_and_for_thirty(
    client, lists, django_assert_max_num_queries
):
    def hold(count):
        for day in range(count):
            MeetingFactory(start=NOW + datetime.timedelta(days=day - count / 2))

    hold(4)
    client.get("/meetings/")
    with django_assert_max_num_queries(40) as few:
        client.get("/meetings/")
    hold(26)
    with django_assert_max_num_queries(40) as many:
        client.get("/meetings/")

    assert len(many) == len(few)
