"""The archive: a column of numerals, the feed, and the way from issue to issue."""

import datetime
from xml.etree import ElementTree  # parses our own feed

import pytest

from home.models import UnitSettings
from newsletters.models import IssuePage, NewsletterIndexPage
from tests.factories.home import grow, in_urdu, list_under, site
from tests.pages import read, text_of

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def archive():
    return list_under(site(), NewsletterIndexPage)


def issue(archive, number, **fields):
    date = datetime.date(2025, 1, 7) + datetime.timedelta(days=30 * (number - 20))
    fields = {"title": f"Title {number}", "slug": str(number), "issue_date": date} | fields
    return grow(archive, IssuePage, number=number, subject="Subject", **fields)


def test_issues_stand_under_their_years_the_newest_first_each_with_its_numeral(client, archive):
    for number in (31, 33, 32):
        issue(archive, number)
    issue(archive, 34, live=False)

    page = read(client, "/newsletters/")

    assert [text_of(numeral) for numeral in page.select(".numeral")] == ["33", "32", "31"]
    assert [text_of(year) for year in page.select(".year h2")] == ["2026", "2025"]
    assert page.select_one(".issues a")["href"] == "/newsletters/33/"


def test_an_empty_archive_says_so(client, archive):
    assert text_of(read(client, "/newsletters/").select_one(".empty")).startswith("No newsletter")


def test_a_long_archive_is_paged(client, archive):
    for number in range(1, 62):
        issue(archive, number)

    assert len(read(client, "/newsletters/").select(".issues li")) == 60
    assert [text_of(numeral) for numeral in read(client, "/newsletters/?page=2").select(".numeral")] == ["1"]
    assert len(read(client, "/newsletters/?page=99").select(".issues li")) == 1


def test_an_issue_shows_number_date_title_and_the_way_to_its_neighbours(client, archive):
    for number in (31, 32, 34):
        issue(archive, number)
    issue(archive, 33, live=False)

    page = read(client, "/newsletters/32/")

    assert text_of(page.select_one(".issue-head .kicker")) == "Newsletter 32, 2 January 2026"
    assert page.h1.text == "Title 32"
    assert {link["rel"][0]: link["href"] for link in page.select(".neighbours a")} == {
        "prev": "/newsletters/31/",
        "next": "/newsletters/34/",
    }


def test_neighbours_are_of_the_same_language(client, archive):
    in_urdu(issue(archive, 32), title="شمارہ")
    issue(archive, 33)

    assert not read(client, "/ur/newsletters/32/").select(".neighbours")


def test_the_feed_lists_the_public_issues_with_absolute_addresses(client, archive):
    UnitSettings.objects.update(unit_name="The Unit & Co")
    issue(archive, 32)
    issue(archive, 33, title="Less < more & “better”", summary="A year.")
    issue(archive, 34, live=False)

    response = client.get("/newsletters/feed/")
    feed = ElementTree.fromstring(response.content)  # noqa: S314  # our own feed
    entries = feed.findall(f"{ATOM}entry")

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.find(f"{ATOM}title").text == "The Unit & Co: Newsletters"
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == "http://testserver/newsletters/feed/"
    assert [entry.find(f"{ATOM}title").text for entry in entries] == [
        "Newsletter 33: Less < more & “better”",
        "Newsletter 32: Title 32",
    ]
    assert entries[0].find(f"{ATOM}link").get("href") == "http://testserver/newsletters/33/"
    assert entries[0].find(f"{ATOM}summary").text == "A year."


def test_each_language_has_its_own_feed_which_the_archive_announces(client, archive):
    in_urdu(issue(archive, 33), title="شمارہ")

    feed = ElementTree.fromstring(client.get("/ur/newsletters/feed/").content)  # noqa: S314  # our own feed
    announced = read(client, "/ur/newsletters/").select_one("link[type='application/atom+xml']")

    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "ur"
    assert "شمارہ" in feed.find(f"{ATOM}entry/{ATOM}title").text
    assert announced["href"] == "/ur/newsletters/feed/"


def test_the_archive_takes_the_same_number_of_queries_for_three_issues_and_for_thirty(
    client, archive, django_assert_max_num_queries
):
    for number in range(1, 4):
        issue(archive, number)
    client.get("/newsletters/")
    with django_assert_max_num_queries(40) as few:
        client.get("/newsletters/")
    for number in range(4, 31):
        issue(archive, number)
    with django_assert_max_num_queries(40) as many:
        client.get("/newsletters/")

    assert len(many) == len(few)
