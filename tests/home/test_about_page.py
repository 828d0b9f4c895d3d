"""What pages say to programs, and the picture that stands beside a link to one."""

import json
import struct

import pytest
from django.core.cache import caches
from redis.exceptions import RedisError
from wagtail.models import PageViewRestriction

from home.models import ContentPage, UnitSettings
from home.pictures import card, views
from newsletters.models import IssuePage, NewsletterIndexPage
from tests.factories.home import grow, in_urdu, list_under, site
from tests.factories.meetings import MeetingFactory
from tests.factories.stakeholders import OrganisationFactory
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    caches["files"].clear()
    caches["shared"].clear()
    return site()


def said(page):
    return [json.loads(script.string) for script in page.select('script[type="application/ld+json"]')]


def picture_of(page):
    found = page.select_one('meta[property="og:image"]')
    return found["content"].removeprefix("http://testserver") if found else None


def way(data):
    return [(step["name"], step["item"]) for step in data["itemListElement"]]


def test_the_home_page_says_who_publishes_the_site_and_how_it_is_searched(client, home):
    UnitSettings.objects.update(unit_name="The Unit", ministry="A Ministry", linkedin_url="https://example.org/unit")

    ((unit, website),) = [data["@graph"] for data in said(read(client, "/"))]

    assert unit["@type"] == "GovernmentOrganization"
    assert unit["name"] == "The Unit"
    assert unit["parentOrganization"]["name"] == "A Ministry"
    assert unit["sameAs"] == ["https://example.org/unit"]
    assert website["publisher"]["@id"] == unit["@id"]
    assert website["potentialAction"]["target"]["urlTemplate"] == "http://testserver/search/?q={words}"


def test_a_link_to_the_home_page_says_whose_it_is_and_what_they_do(client, home):
    UnitSettings.objects.update(unit_name="Coordination Unit", unit_name_ur="رابطہ یونٹ")
    for page in (home, home.get_translations().get()):
        page.summary = "Meetings & newsletters"
        page.save()
    for address, name in (("/", "Coordination Unit"), ("/ur/", "رابطہ یونٹ")):
        page = read(client, address)
        assert page.title.text == page.select_one('meta[property="og:title"]')["content"] == name
        assert page.select_one('meta[property="og:image:alt"]')["content"] == f"Meetings & newsletters. {name}"


def test_every_other_page_says_the_way_to_it(client, home):
    model = grow(home, ContentPage, title="The model", slug="model")
    grow(model, ContentPage, title="Force", slug="force")
    OrganisationFactory(name="Sukoon", slug="sukoon")

    root = ("Home", "http://testserver/")
    (crumbs,) = said(read(client, "/model/force/"))
    assert way(crumbs) == [root, ("The model", "http://testserver/model/"), ("Force", "http://testserver/model/force/")]
    (crumbs,) = said(read(client, "/record/"))
    assert way(crumbs) == [root, ("The record", "http://testserver/record/")]
    crumbs = said(read(client, "/directory/sukoon/"))[-1]
    assert way(crumbs)[-1] == ("Sukoon", "http://testserver/directory/sukoon/")


def test_every_public_page_has_a_picture_of_its_own_words(client, home):
    archive = list_under(home, NewsletterIndexPage)
    issue = grow(archive, IssuePage, title="A <b>plan</b>", slug="33", number=33, subject="Subject")
    in_urdu(issue, title="ایک منصوبہ")
    MeetingFactory(slug="national")
    addresses = []
    for url in ("/", "/newsletters/33/", "/ur/newsletters/33/", "/meetings/national/", "/directory/"):
        page = read(client, url)
        addresses.append(picture_of(page))
        response = client.get(addresses[-1])
        assert response["Content-Type"] == "image/png"
        assert struct.unpack(">II", response.content[16:24]) == (1200, 630)
        assert "immutable" in response["Cache-Control"]
        size = [page.select_one(f'meta[property="og:image:{side}"]')["content"] for side in ("width", "height")]
        assert size == ["1200", "630"]
        assert page.select_one('meta[name="twitter:card"]')["content"] == "summary_large_image"
    assert len(set(addresses)) == len(addresses)
    assert (
        "A <b>plan</b>. Newsletter 33 · "
        in read(client, "/newsletters/33/").select_one('meta[property="og:image:alt"]')["content"]
    )


def test_a_picture_follows_its_page_and_old_addresses_lead_to_it(client, home):
    page = grow(home, ContentPage, title="About", slug="about")
    old = picture_of(read(client, "/about/"))
    page.title = "About us"
    page.save()
    new = picture_of(read(client, "/about/"))

    assert new != old
    assert client.get(old)["Location"] == new


def test_what_not_everybody_may_read_has_no_picture_and_says_nothing(client, home):
    closed = grow(home, ContentPage, title="Closed", slug="closed")
    address = picture_of(read(client, "/closed/"))
    draft = grow(home, ContentPage, title="Draft", slug="draft", live=False)
    restriction = PageViewRestriction.objects.create(page=closed, restriction_type="password", password="for this test")

    for gone in (
        address,
        f"/picture/{closed.pk}-abc.png",
        f"/picture/{draft.pk}-abc.png",
        f"/picture/{'9' * 40}-abc.png",
    ):
        assert client.get(gone).status_code == 404
    session = client.session
    session["passed_page_view_restrictions"] = [restriction.pk]
    session.save()
    opened = read(client, "/closed/")
    assert picture_of(opened) is None
    assert said(opened) == []


def test_a_picture_is_drawn_once_and_nobody_has_very_many_drawn(client, home, monkeypatch):
    drawn = []
    monkeypatch.setattr(card.Card, "draw", lambda self: drawn.append(self) or b"png")
    monkeypatch.setattr(views, "_DRAWN", 2)
    pages = [grow(home, ContentPage, title=f"Page {number}", slug=f"page-{number}") for number in range(3)]
    addresses = [picture_of(read(client, f"/{page.slug}/")) for page in pages]

    answers = [client.get(address).status_code for address in [addresses[0], *addresses]]

    assert answers == [200, 200, 200, 429]
    assert len(drawn) == 2


@pytest.mark.parametrize("words", ["", "x" * 400, "ر " * 300, "\x00\ue000\n", "漢字 😀", "#set page(); $x$ *b* \\"])
def test_any_words_make_one_picture(words):
    made = card.Card(1, "ur", words, words, words[: card.LONGEST], words, "999999").draw()

    assert made.startswith(b"\x89PNG")


class Away:
    """A cache that fell."""

    def add(self, *args):
        raise RedisError


def test_a_picture_is_drawn_also_while_nobody_can_count(client, home, monkeypatch):
    monkeypatch.setattr(views, "caches", {"shared": Away(), "files": caches["files"]})
    assert client.get(picture_of(read(client, "/"))).status_code == 200
