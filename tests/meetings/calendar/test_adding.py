"""Links that put a public meeting into a reader's calendar."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from meetings.calendar import adding
from meetings.enums import Mode, State, Visibility
from meetings.models import MeetingIndexPage
from tests.factories.home import list_under, site
from tests.factories.meetings import MeetingFactory, WorkingGroupFactory
from tests.meetings.calendar.reading import only, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def index():
    return list_under(site(), MeetingIndexPage)


def _fields(url):
    assert "+" not in url
    return {name: only(values) for name, values in parse_qs(urlsplit(url).query).items()}


def _meeting(**changes):
    secret = {"mode": Mode.HYBRID, "join_url": "https://video.example.org/secret", "join_details": "Code 4242"}
    return MeetingFactory(**{"title": "Forum & فورم", "slug": "forum", "zone": "Europe/Zurich", **secret, **changes})


def test_google_and_outlook_get_public_facts_and_the_times_as_instants():
    calendar = adding.addition(_meeting())
    assert _fields(calendar.google) == {
        "action": "TEMPLATE",
        "text": "Forum & فورم",
        "dates": "20260127T050000Z/20260127T080000Z",
        "ctz": "Europe/Zurich",
        "location": "Islamabad",
        "details": "Agenda and details: http://testserver/meetings/forum/",
    }
    assert _fields(calendar.outlook) == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "startdt": "2026-01-27T05:00:00Z",
        "enddt": "2026-01-27T08:00:00Z",
        "subject": "Forum & فورم",
        "location": "Islamabad",
        "body": "Agenda and details: http://testserver/meetings/forum/",
    }


def test_one_meeting_is_a_file_of_one_event(client):
    meeting = _meeting()
    response = client.get(adding.addition(meeting).file)
    event = only(read(response.content).vevent_list)
    assert (event.uid.value, event.summary.value) == (meeting.uid, "Forum & فورم")
    assert event.dtstart.value.astimezone(datetime.UTC) == meeting.start
    assert response["Content-Disposition"] == 'attachment; filename="forum.ics"'
    assert b"secret" not in response.content.replace(b"\r\n ", b"")


@pytest.mark.parametrize("changes", [{"state": State.DRAFT}, {"visibility": Visibility.PARTNERS}])
def test_what_is_not_public_has_neither_a_file_nor_links(client, changes):
    meeting = _meeting(**changes)
    assert client.get("/meetings/forum/event.ics").status_code == 404
    assert "href" not in render_to_string("meetings/_add_to_calendar.html", {"meeting": meeting})


def test_what_does_not_take_place_offers_no_links():
    assert "href" not in render_to_string("meetings/_add_to_calendar.html", {"meeting": _meeting(state="cancelled")})


def test_the_partials_show_each_way_once():
    shown = BeautifulSoup(render_to_string("meetings/_add_to_calendar.html", {"meeting": _meeting()}), "html.parser")
    assert [urlsplit(link["href"]).netloc for link in shown.find_all("a")] == [
        "",
        "calendar.google.com",
        "outlook.live.com",
    ]
    group = WorkingGroupFactory(slug="schools")
    shown = BeautifulSoup(render_to_string("meetings/_subscribe.html", {"group": group}), "html.parser")
    webcal, google, outlook = [link["href"] for link in shown.find_all("a")]
    assert webcal == "webcal://testserver/meetings/calendar/group/schools.ics"
    assert _fields(google) == {"cid": webcal}
    assert _fields(outlook)["url"] == "http://testserver/meetings/calendar/group/schools.ics"
    assert shown.find("code").text == "http://testserver/meetings/calendar/group/schools.ics"
    shown = render_to_string("meetings/_subscribe.html", {})
    assert "webcal://testserver/meetings/calendar.ics" in shown
