"""What search engines are given to read: everything public in all its languages, and nothing else."""

import datetime
import json
from xml.etree import ElementTree  # parses our own sitemaps

import pytest
from django.templatetags.static import static
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home import sitemaps
from home.models import ContentPage
from meetings.minutes import gathering
from meetings.minutes.parts import to_json
from meetings.models import GroupIndexPage, MeetingIndexPage, Minutes, MinutesVersion, YearInReview
from tests.factories.home import grow, in_urdu, site
from tests.factories.meetings import DecisionFactory, MeetingFactory, WorkingGroupFactory
from tests.factories.stakeholders import OrganisationFactory

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def home():
    return site()


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return ElementTree.fromstring(response.content)  # noqa: S314


def listed(client):
    """Return every address listed, whichever file of whichever sitemap it stands in."""
    files = [each.text for each in read(client, "/sitemap.xml").iter(f"{SITEMAP}loc")]
    return [place.text for file in files for place in read(client, file).iter(f"{SITEMAP}loc")]


def at(*day):
    return datetime.datetime(*day, 5, tzinfo=datetime.UTC)


def approve(*meetings):
    for meeting in meetings:
        minutes = Minutes.objects.create(meeting=meeting, state="approved")
        content = json.loads(json.dumps(to_json(gathering.whole(meeting))))
        MinutesVersion.objects.create(minutes=minutes, number=1, state="approved", content=content, at=timezone.now())


def test_everything_public_is_listed_and_nothing_else(client, home):
    about = grow(home, ContentPage, title="About", slug="about")
    in_urdu(about, title="تعارف")
    closed = grow(home, ContentPage, title="Closed", slug="closed")
    grow(closed, ContentPage, title="Below", slug="below")
    grow(home, ContentPage, title="Draft", slug="draft", live=False)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    OrganisationFactory(slug="sukoon", public=True)
    OrganisationFactory(slug="hidden", public=False)
    meeting = MeetingFactory(slug="held", state="held", minutes_visibility="public")
    inner = MeetingFactory(slug="inner", state="held", visibility="partners")
    decision, _inner = (DecisionFactory(meeting=each, serial=serial) for serial, each in enumerate([meeting, inner], 1))
    approve(meeting, inner)

    found = listed(client)

    wanted = ("", "record/", "about/", "directory/sukoon/", "meetings/held/", "meetings/held/minutes/", "decisions/")
    for path in (*wanted, f"decisions/{decision.number}/"):
        assert f"http://testserver/{path}" in found
        assert f"http://testserver/ur/{path}" in found
    assert len(found) == len(set(found))
    assert not [address for address in found if any(word in address for word in ("closed", "below", "draft"))]
    assert not [address for address in found if "hidden" in address or "inner" in address]
    assert sum("decisions/" in address for address in found) == 4
    for address in found:
        assert client.get(address).status_code == 200, address


def test_months_with_meetings_and_tabs_with_something_to_show_are_listed(client, home):
    group = WorkingGroupFactory(slug="twg")
    WorkingGroupFactory(slug="quiet")
    MeetingFactory(groups=[group], start=at(2025, 12, 31), end=at(2026, 1, 2))
    MeetingFactory(start=at(2024, 3, 1), visibility="partners")
    for year in (2023, 2024, 2025):
        YearInReview.objects.create(group=group, year=year, published=True)

    found = [address.removeprefix("http://testserver") for address in listed(client)]

    tabs = ("meetings", "year-in-review", "year-in-review/2024", "year-in-review/2023")
    below = [f"/working-groups/twg/{tab}/" for tab in tabs]
    for path in ("/meetings/2025/12/", "/meetings/2026/01/", *below):
        assert path in found
        assert f"/ur{path}" in found
        response = client.get(path)
        assert response.status_code == 200
        assert "X-Robots-Tag" not in response
    assert sum("/meetings/20" in path for path in found) == 4
    assert sum(path.startswith("/working-groups/twg/") for path in found) == 1 + len(below)
    assert [path for path in found if "/quiet/" in path] == ["/working-groups/quiet/", "/ur/working-groups/quiet/"]
    for page in (*MeetingIndexPage.objects.all(), *GroupIndexPage.objects.all()):
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert not [address for address in listed(client) if "/meetings/" in address or "/working-groups/" in address]


def test_every_address_names_its_other_languages_and_when_it_changed(client, home):
    about = grow(home, ContentPage, title="About", slug="about")
    in_urdu(about, title="تعارف")
    grow(home, ContentPage, title="Alone", slug="alone")

    pages = {url.find(f"{SITEMAP}loc").text: url for url in read(client, "/sitemap-pages.xml").iter(f"{SITEMAP}url")}
    of_about = [
        (link.get("hreflang"), link.get("href")) for link in pages["http://testserver/ur/about/"].iter(f"{XHTML}link")
    ]
    assert of_about == [("en", "http://testserver/about/"), ("ur", "http://testserver/ur/about/")]
    assert list(pages["http://testserver/alone/"].iter(f"{XHTML}link")) == []
    assert pages["http://testserver/ur/about/"].find(f"{SITEMAP}lastmod").text


def test_a_language_without_a_home_page_for_everybody_has_no_rooms(client, home):
    urdu = home.get_translations().get()
    PageViewRestriction.objects.create(page=urdu, restriction_type="login")
    assert "/ur/record/" not in client.get("/sitemap-rooms.xml").text
    urdu.delete()
    rooms = [place.text for place in read(client, "/sitemap-rooms.xml").iter(f"{SITEMAP}loc")]
    assert rooms == ["http://testserver/record/", "http://testserver/figures/"]


def test_a_long_list_is_cut_into_files_each_by_the_same_queries(client, home, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(sitemaps.Pages, "limit", 10)
    for number in range(25):
        grow(home, ContentPage, title=f"Page {number}", slug=f"page-{number}")

    files = [each.text for each in read(client, "/sitemap.xml").iter(f"{SITEMAP}loc")]
    assert "http://testserver/sitemap-pages.xml?p=3" in files
    client.get("/sitemap-pages.xml")
    with django_assert_num_queries(4):
        client.get("/sitemap-pages.xml?p=2")
    for address in (
        "/sitemap-pages.xml?p=99",
        "/sitemap-pages.xml?p=x",
        "/sitemap-none.xml",
        "/sitemap-pages.xml?p=" + "9" * 5000,
    ):
        assert client.get(address).status_code == 404


def test_what_asks_for_the_icon_by_its_old_name_gets_it(client, home, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/favicon.ico").headers["Location"] == static("img/favicon.svg")


def test_robots_are_kept_from_the_admin_and_from_questions_and_shown_the_sitemap(client, home):
    text = client.get("/robots.txt").text

    assert "Disallow: /admin/\nDisallow: /search/\n" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "token" not in text


def test_the_record_has_a_feed_in_each_language(client, home):
    MeetingFactory(slug="held", state="held", title="Held", title_ur="منعقد")
    for language, address in (("en", "/"), ("ur", "/ur/")):
        feed = read(client, f"{address}feed/")
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
        assert f'href="{address}feed/"' in client.get(address).text
