"""Narrowing the list of meetings, and its months: what fits, what stays chosen, and rubbish in the address."""

import datetime

import pytest
import time_machine

from tests.factories.home import site
from tests.factories.meetings import MeetingFactory, MeetingSeriesFactory, WorkingGroupFactory
from tests.pages import read, text_of

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 1, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def the_day():
    site()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def on(year, month, day, hour=5):
    return datetime.datetime(year, month, day, hour, tzinfo=datetime.UTC)


def titles(page):
    return {link.text for link in page.select(".agenda a, .month-table a")}


@pytest.fixture
def some():
    """Meetings of two groups and three kinds, in four months; one of a series of the first group; some closed."""
    health = WorkingGroupFactory(name="Health", name_ur="صحت", slug="health")
    children = WorkingGroupFactory(name="Children", slug="children")
    closed = WorkingGroupFactory(name="Closed", slug="closed", visibility="partners")
    series = MeetingSeriesFactory(group=health)
    MeetingFactory(title="Joint", title_ur="مشترکہ اجلاس", groups=[health, children], start=on(2026, 1, 27))
    MeetingFactory(title="Of the series", series=series, number=1, kind="working_group", start=on(2026, 2, 3))
    MeetingFactory(title="Webinar on cafés", kind="webinar", groups=[children], start=on(2025, 11, 5))
    MeetingFactory(title="Open of a closed group", groups=[closed], kind="launch", start=on(2026, 1, 5))
    MeetingFactory(title="Closed", groups=[health], visibility="partners", start=on(2026, 1, 27))
    MeetingFactory(title="Draft", groups=[health], state="draft", start=on(2027, 1, 27))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Joint", "Of the series", "Webinar on cafés", "Open of a closed group"}),
        ("group=health", {"Joint", "Of the series"}),
        ("group=children&kind=webinar", {"Webinar on cafés"}),
        ("kind=coordination", {"Joint"}),
        ("q=CAFES+web", {"Webinar on cafés"}),
        ("q=مشتركه", {"Joint"}),
        ("q=draft", set()),
        ("group=health&kind=webinar", set()),
    ],
)
def test_a_group_a_kind_and_a_search_narrow_the_list(client, some, query, found):
    page = read(client, f"/meetings/?{query}")

    assert titles(page) == found
    if query:
        assert text_of(page.select_one(".narrowed")) == f"{len(found)} of 4 meetings"


def test_options_count_what_they_would_leave_and_closed_groups_are_none(client, some):
    page = read(client, "/meetings/?group=children")

    groups, kinds = ([option.text for option in page.select(f"#narrow-{name} option")] for name in ("group", "kind"))
    assert groups == ["All groups", "Children (2)", "Health (2)"]
    assert kinds == ["All kinds", "Coordination meeting (1)", "Webinar (1)"]
    assert page.select_one("#narrow-group option[selected]")["value"] == "children"


def test_chips_take_one_choice_out_and_leave_the_others(client, some):
    page = read(client, "/meetings/?group=children&kind=webinar&q=caf%C3%A9s")

    assert {text_of(chip): chip["href"] for chip in page.select(".chips a")} == {
        "Remove Search cafés ×": "/meetings/?group=children&kind=webinar",
        "Remove Working group Children ×": "/meetings/?q=caf%C3%A9s&kind=webinar",
        "Remove Kind Webinar ×": "/meetings/?q=caf%C3%A9s&group=children",
        "Show all": "/meetings/",
    }


def test_what_was_chosen_stays_between_list_month_and_languages(client, some):
    page = read(client, "/meetings/?group=health")
    month = read(client, "/meetings/2026/01/?group=health")

    assert [link["href"] for link in page.select(".filter a")] == [
        "/meetings/?group=health",
        "/meetings/2026/01/?group=health",
    ]
    assert month.select_one("a[rel=next]")["href"] == "/meetings/2026/02/?group=health"
    assert month.select_one("main form")["action"] == "/meetings/2026/01/"
    assert titles(month) == {"Joint"}
    for shown, there in ((page, "/ur/meetings/?group=health"), (month, "/ur/meetings/2026/01/?group=health")):
        assert shown.select_one(".language a")["href"] == there
        assert "?" not in shown.select_one("link[hreflang=ur]")["href"]
        assert "?" not in shown.select_one("link[rel=canonical]")["href"]
    assert "صحت" in read(client, "/ur/meetings/?group=health").select_one(".chips").text


def test_the_calendar_beside_the_list_is_that_of_what_was_chosen(client, some):
    feeds = {
        "": "calendar.ics",
        "group=health": "calendar/group/health.ics",
        "kind=webinar": "calendar/kind/webinar.ics",
    }
    for query, feed in feeds.items():
        assert read(client, f"/meetings/?{query}").select_one(".meetings-after code").text.endswith(f"/meetings/{feed}")


@pytest.mark.parametrize(
    "query", ["group=rubbish", "group=closed", "kind=party", "group=%00", "kind=%F0%9F%92%A9", "group=health&kind=x"]
)
def test_what_is_not_in_our_lists_is_left_out_and_said(client, some, query):
    assert "It was left out" in read(client, f"/meetings/?{query}").select_one(".notice").text


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=99", "q=%00", "q=%F0%9F%92%A9", "q=" + "a" * 5000, "q=!!"])
def test_other_rubbish_is_no_error(client, some, query):
    assert client.get(f"/meetings/?{query}").status_code == 200
    assert client.get(f"/meetings/2026/01/?{query}").status_code == 200


@pytest.mark.parametrize("month", ["2026/13", "2026/00", "2026/1", "26/01", "0000/1", "20260/01", "abcd/01"])
def test_what_is_no_month_is_no_page(client, month):
    assert client.get(f"/meetings/{month}/").status_code == 404


def test_months_end_where_meetings_do(client, some):
    for asked in ("0000/01", "0001/01", "2025/10"):
        assert client.get(f"/meetings/{asked}/?kind=webinar")["Location"] == "/meetings/2025/11/?kind=webinar"
    for asked in ("2026/03", "9999/12"):
        assert client.get(f"/ur/meetings/{asked}/")["Location"] == "/ur/meetings/2026/02/"
    assert not read(client, "/meetings/2025/11/").select("a[rel=prev]")
    assert not read(client, "/meetings/2026/02/").select("a[rel=next]")
    assert read(client, "/meetings/2026/01/").select_one("a[rel=prev]")["href"] == "/meetings/2025/12/"


def test_without_meetings_there_is_the_month_of_today_alone(client):
    page = read(client, "/meetings/2026/01/")

    assert page.select_one(".empty").text == "No meeting is on record for this month."
    assert not page.select("a[rel=prev], a[rel=next]")


def test_empty_months_and_choices_are_not_for_search_engines(client, some):
    robots = {
        url: client.get(f"/meetings/{url}").headers.get("X-Robots-Tag")
        for url in ("", "?page=2", "?q=joint", "2026/01/", "2025/12/", "2026/01/?kind=launch")
    }

    assert robots == {
        "": None,
        "?page=2": None,
        "?q=joint": "noindex",
        "2026/01/": None,
        "2025/12/": "noindex",
        "2026/01/?kind=launch": "noindex",
    }


def test_a_month_is_a_table_of_days(client):
    MeetingFactory(title="Long", start=on(2026, 1, 30), end=on(2026, 2, 2, 10))
    MeetingFactory(title="Off", start=on(2026, 1, 20), state="cancelled")
    MeetingFactory(title="Night", start=on(2026, 1, 27, 20), zone="Asia/Karachi", end=on(2026, 1, 27, 21))
    MeetingFactory(
        title="Zurich",
        start=on(2025, 12, 31, 22),
        end=on(2025, 12, 31, 22) + datetime.timedelta(minutes=30),
        zone="Europe/Zurich",
    )

    page = read(client, "/meetings/2026/01/")
    table = page.select_one("table")
    days = {day.time["datetime"]: day for day in table.select("td") if day.time}

    assert text_of(table.caption) == "Meetings in January 2026, by day"
    assert [(head.text, head["scope"]) for head in table.select("th")][::6] == [("Mon", "col"), ("Sun", "col")]
    assert [len(row.select("td")) for row in table.select("tbody tr")] == [7] * 5
    assert list(days) == [f"2026-01-{day:02}" for day in range(1, 32)]
    assert {day: text_of(cell.ul) for day, cell in days.items() if cell.ul} == {
        "2026-01-20": "10:00 Off Cancelled",
        "2026-01-28": "01:00 Night",
        "2026-01-30": "10:00 Long Day 1 of 4",
        "2026-01-31": "Long Day 2 of 4",
    }
    assert [day for day, cell in days.items() if "Today" in cell.text] == ["2026-01-20"]
    february = read(client, "/meetings/2026/02/")
    assert [text_of(entry) for entry in february.select("td li")] == ["Long Day 3 of 4", "Long Day 4 of 4"]
    assert titles(read(client, "/meetings/2025/12/")) == {"Zurich"}


def test_in_urdu_a_month_is_in_urdu(client):
    MeetingFactory(start=on(2026, 1, 27), title_ur="اجلاس")

    page = read(client, "/ur/meetings/2026/01/")

    assert page.select_one("th").text == "پیر"
    assert text_of(page.select_one("td li")) == "۱۰:۰۰ اجلاس"
    assert page.select_one("td li a")["href"].startswith("/ur/meetings/")


def test_a_meeting_goes_from_ahead_to_past_when_it_ends(client, the_day):
    meeting = MeetingFactory(start=on(2026, 1, 20, 13))
    assert read(client, "/meetings/").select_one(".year h2 + ol a").text == meeting.title
    the_day.move_to(meeting.end + datetime.timedelta(seconds=1))
    page = read(client, "/meetings/")
    assert page.select_one(".empty").text == "No meeting is announced at the moment."
    assert page.select_one("h2#year-2026 + ol .leaf-past")


def test_queries_do_not_grow_with_meetings_and_groups(client, django_assert_max_num_queries):
    def add(count):
        for number in range(count):
            groups = [group, WorkingGroupFactory()]
            MeetingFactory(title="Meeting m", start=NOW + datetime.timedelta(days=number - count / 2), groups=groups)

    def counted():
        counts = {}
        for url in ("/meetings/", "/meetings/?group=g&q=m", "/meetings/2026/01/", "/meetings/2026/01/?group=g"):
            client.get(url)
            with django_assert_max_num_queries(30) as captured:
                client.get(url)
            counts[url] = len(captured)
        return counts

    group = WorkingGroupFactory(slug="g")
    add(4)
    few = counted()
    add(40)
    assert counted() == few
