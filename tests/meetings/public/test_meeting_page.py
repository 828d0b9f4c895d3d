"""The page of one meeting: its parts by who may see them, how it stands, and what search engines read."""

import datetime
import itertools
import json

import pytest
import time_machine
from bs4 import BeautifulSoup

from meetings.enums import MinutesState, Visibility
from meetings.minutes import gathering
from meetings.minutes.parts import to_json
from meetings.models import Meeting, MeetingDocument, Minutes, MinutesVersion
from tests.factories.home import site
from tests.factories.meetings import (
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)
from tests.factories.stakeholders import OrganisationFactory
from tests.pages import read, text_of

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 1, 20, 12, tzinfo=datetime.UTC)
PUBLIC, PARTNERS, UNIT = Visibility.PUBLIC, Visibility.PARTNERS, Visibility.UNIT
HOSTILE = "</script><script>alert(1)</script><!-- \u2028 & \"quoted\" 'so'"


@pytest.fixture(autouse=True)
def the_day():
    site()
    with time_machine.travel(NOW, tick=False):
        yield


def event(page):
    return json.loads(page.select_one('script[type="application/ld+json"]').text)


def approve(meeting):
    minutes, _new = Minutes.objects.update_or_create(
        meeting=meeting, defaults={"state": MinutesState.APPROVED, "approved_at": NOW}
    )
    content = json.loads(json.dumps(to_json(gathering.whole(meeting))))
    MinutesVersion.objects.create(minutes=minutes, number=1, state=minutes.state, content=content, at=NOW)


def full(**levels):
    """A held meeting with an item, a decision, documents, minutes and somebody present; each in its own word."""
    meeting = MeetingFactory(slug="m", state="held", start=NOW - datetime.timedelta(days=9), chair="Xchair", **levels)
    open_item = AgendaItemFactory(meeting=meeting, title="Xitem", presenter="Xpresenter")
    closed_item = AgendaItemFactory(meeting=meeting, title="Xcloseditem", visibility=PARTNERS)
    DecisionFactory(meeting=meeting, item=open_item, text="Xdecision")
    DecisionFactory(meeting=meeting, item=closed_item, text="Xdecisionofcloseditem")
    DecisionFactory(meeting=meeting, text="Xcloseddecision", visibility=PARTNERS)
    for title, fields in {
        "Xpaper": {"visibility": PUBLIC},
        "Xpaperofcloseditem": {"visibility": PUBLIC, "item": closed_item},
        "Xclosedpaper": {"visibility": PARTNERS},
    }.items():
        MeetingDocument.objects.create(meeting=meeting, title=title, url="https://example.org/paper", **fields)
    organisation = OrganisationFactory(name="Xorganisation")
    AttendanceFactory(meeting=meeting, name="Xperson", organisation=organisation)
    approve(meeting)
    return meeting


ALL = {"Xitem", "Xdecision", "Xpaper", "Xorganisation", "Read the minutes"}
NEVER = {
    "Xchair",
    "Xpresenter",
    "Xcloseditem",
    "Xdecisionofcloseditem",
    "Xcloseddecision",
    "Xpaperofcloseditem",
    "Xclosedpaper",
    "Xperson",
}


def test_everybody_sees_each_part_as_far_as_it_and_what_it_stands_in_are_open(client):
    """The table of levels: meeting × agenda × minutes × who came."""
    meeting = full()
    seen = {}
    levels = list(itertools.product([PUBLIC, PARTNERS], repeat=3))
    for agenda, minutes, attendance in [*levels, (UNIT, UNIT, UNIT)]:
        meeting.agenda_visibility, meeting.minutes_visibility, meeting.attendance_visibility = (
            agenda,
            minutes,
            attendance,
        )
        meeting.save()
        text = client.get("/meetings/m/").content.decode()
        assert not [needle for needle in NEVER if needle in text]
        seen[agenda, minutes, attendance] = {needle for needle in ALL if needle in text}

    assert seen == {
        (agenda, minutes, attendance): {
            "Xpaper",
            *(["Xitem"] if agenda == PUBLIC else []),
            *(["Xdecision", "Read the minutes"] if minutes == PUBLIC else []),
            *(["Xorganisation"] if attendance == PUBLIC else []),
        }
        for agenda, minutes, attendance in seen
    }


@pytest.mark.parametrize("fields", [{"visibility": PARTNERS}, {"visibility": UNIT}, {"state": "draft"}])
def test_a_meeting_that_not_everybody_may_know_of_has_no_page(client, fields):
    levels = dict.fromkeys(["agenda_visibility", "minutes_visibility", "attendance_visibility"], PUBLIC)
    meeting = full(**levels)
    assert client.get("/meetings/m/").status_code == 200
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.save()
    assert client.get("/meetings/m/").status_code == 404
    assert client.get("/ur/meetings/m/").status_code == 404
    assert meeting.title not in client.get("/meetings/").content.decode()
    assert meeting.title not in client.get("/meetings/2026/01/").content.decode()


@pytest.mark.parametrize("state", [MinutesState.DRAFT, MinutesState.CIRCULATED])
def test_nothing_is_said_of_minutes_that_are_not_approved(client, state):
    meeting = MeetingFactory(slug="m", state="held", minutes_visibility=PUBLIC)
    Minutes.objects.create(meeting=meeting, state=state)
    DecisionFactory(meeting=meeting, text="Xdecision")

    page = read(client, "/meetings/m/")

    assert not page.select("#minutes, #decisions")
    assert "Xdecision" not in page.text


def test_who_is_behind_it_is_named_and_linked_as_far_as_the_directory_does(client):
    group, of_series = (
        WorkingGroupFactory(name="Joint", slug="joint"),
        WorkingGroupFactory(name="Series", slug="series"),
    )
    closed = WorkingGroupFactory(name="Xclosed", visibility=PARTNERS)
    series = MeetingSeriesFactory(title="National meetings", group=of_series)
    meeting = MeetingFactory(slug="m", groups=[group, closed, of_series], series=series, number=3)
    meeting.co_organisers.set(
        [OrganisationFactory(name="Alliance", slug="alliance"), OrganisationFactory(name="Xunlisted", public=False)]
    )

    page = read(client, "/meetings/m/")

    links = {link.text: link["href"] for link in page.select(".facts dd a")}
    assert links == {
        "Joint": "/working-groups/joint/",
        "Series": "/working-groups/series/",
        "Alliance": "/directory/alliance/",
    }
    assert not {"Xclosed", "Xunlisted"} & set(page.text.split())
    assert text_of(page.select_one(".kicker")) == "Meetings · Coordination meeting · National meetings, number 3"


def test_place_and_map_are_public_and_the_way_to_join_is_not(client):
    MeetingFactory(
        slug="m",
        mode="hybrid",
        address="12 Example Road",
        map_url="https://maps.example.org/12",
        join_url="https://join.example.org/Xjoin",
        join_details="Xcode",
    )
    response = client.get("/meetings/m/").content.decode()

    assert "12 Example Road" in response
    assert 'href="https://maps.example.org/12" rel="noopener noreferrer"' in response
    assert "Xjoin" not in response
    assert "Xcode" not in response
    online = MeetingFactory(slug="online", mode="online", place="", address="")
    assert event(read(client, f"/meetings/{online.slug}/"))["location"] == [
        {"@type": "VirtualLocation", "url": "http://testserver/meetings/online/"}
    ]


def test_a_meeting_elsewhere_shows_pakistans_clock_too(client):
    MeetingFactory(slug="m", zone="America/New_York", start=datetime.datetime(2026, 1, 27, 21, tzinfo=datetime.UTC))

    when = text_of(read(client, "/meetings/m/").select_one(".when p"))

    assert when.startswith("27 January 2026 16:00–19:00 (time in New York)")
    assert when.endswith("Wed, 28 January 2026, 02:00–05:00 (Pakistan time)")


def test_called_off_and_moved_meetings_say_so_with_the_reason_and_the_time_before(client):
    was = datetime.datetime(2026, 1, 25, 5, tzinfo=datetime.UTC)
    MeetingFactory(slug="off", state="cancelled", reason="The road is closed.", title_ur="اجلاس")
    MeetingFactory(slug="later", state="postponed", reason="سڑک بند ہے", previous_start=was, start=was)
    MeetingFactory(slug="moved", previous_start=was)
    MeetingFactory(slug="same", previous_start=was, start=was)
    notices, statuses = {}, {}
    for slug in ("off", "later", "moved", "same"):
        page = read(client, f"/meetings/{slug}/")
        notice = page.select_one(".notice")
        notices[slug] = notice and text_of(notice)
        said = event(page)
        statuses[slug] = (said["eventStatus"], said.get("previousStartDate"))

    assert notices == {
        "off": "This meeting is cancelled. The road is closed.",
        "later": "This meeting is postponed. The date below no longer holds. سڑک بند ہے",
        "moved": "This meeting was moved. It was announced for 25 January 2026, 10:00.",
        "same": None,
    }
    assert statuses == {
        "off": ("https://schema.org/EventCancelled", None),
        "later": ("https://schema.org/EventPostponed", "2026-01-25T10:00:00+05:00"),
        "moved": ("https://schema.org/EventRescheduled", "2026-01-25T10:00:00+05:00"),
        "same": ("https://schema.org/EventScheduled", None),
    }
    assert "منسوخ" in read(client, "/ur/meetings/off/").text


@pytest.mark.parametrize("prefix", ["", "/ur"])
def test_search_engines_read_an_event_whatever_stands_in_the_record(client, prefix):
    meeting = MeetingFactory(slug="m", title=HOSTILE, summary=HOSTILE, place=HOSTILE, address=HOSTILE, mode="hybrid")
    meeting.co_organisers.add(OrganisationFactory(name=HOSTILE))

    response = client.get(f"{prefix}/meetings/m/").content.decode()
    page = BeautifulSoup(response, "html.parser")
    said = event(page)

    assert response.count("<script") == 2  # the event, and the way to the page
    assert said["name"] == said["description"] == HOSTILE
    assert said["location"][0] == {"@type": "Place", "name": HOSTILE, "address": HOSTILE}
    assert said["organizer"][1] == {"@type": "Organization", "name": HOSTILE}
    assert said["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert (said["startDate"], said["endDate"]) == ("2026-01-27T10:00:00+05:00", "2026-01-27T13:00:00+05:00")
    assert said["url"] == page.select_one("link[rel=canonical]")["href"] == f"http://testserver{prefix}/meetings/m/"


def test_neighbours_of_the_series_are_those_that_everybody_may_know_of(client):
    series = MeetingSeriesFactory()
    for number, fields in enumerate([{}, {"visibility": PARTNERS}, {"slug": "m"}, {"state": "cancelled"}, {}], start=1):
        start = NOW + datetime.timedelta(days=30 * number)
        MeetingFactory(**{"slug": f"n{number}", "series": series, "number": number, "start": start} | fields)

    page = read(client, "/meetings/m/")

    assert [link["href"] for link in page.select(".neighbours a")] == ["/meetings/n1/", "/meetings/n5/"]
    assert not read(client, f"/meetings/{MeetingFactory().slug}/").select(".neighbours")


def test_it_can_be_put_into_a_calendar_until_it_is_over(client):
    MeetingFactory(slug="ahead")
    MeetingFactory(slug="over", start=NOW - datetime.timedelta(days=1))

    assert read(client, "/meetings/ahead/").select("#add-to-calendar")
    assert not read(client, "/meetings/over/").select("#add-to-calendar")


def test_queries_do_not_grow_with_what_is_on_the_page(client, django_assert_max_num_queries):
    levels = dict.fromkeys(["agenda_visibility", "minutes_visibility", "attendance_visibility"], PUBLIC)
    meeting = full(**levels)
    meeting.groups.add(WorkingGroupFactory())
    meeting.co_organisers.add(OrganisationFactory())
    client.get("/meetings/m/")
    with django_assert_max_num_queries(60) as few:
        client.get("/meetings/m/")
    for _each in range(10):
        item = AgendaItemFactory(meeting=meeting, organisation=OrganisationFactory())
        DecisionFactory(meeting=meeting, item=item)
        MeetingDocument.objects.create(meeting=meeting, title="Paper", item=item, url="https://example.org/")
        AttendanceFactory(meeting=meeting, organisation=OrganisationFactory())
        meeting.groups.add(WorkingGroupFactory())
        meeting.co_organisers.add(OrganisationFactory())
    with django_assert_max_num_queries(60) as many:
        client.get("/meetings/m/")

    assert len(many) == len(few)
    assert Meeting.objects.count() == 1
