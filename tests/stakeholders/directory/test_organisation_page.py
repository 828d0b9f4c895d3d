"""The page of one organisation: its public facts, and the addresses that lead there."""

import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stakeholders.directory import organisation_page
from stakeholders.models import OrganisationKind, OrganisationName, Sector
from tests.factories.stakeholders import OrganisationFactory

pytestmark = pytest.mark.django_db
Reason = OrganisationName.Reason


@pytest.fixture(autouse=True)
def _standing(directory):
    """Every test reads the same directory."""


@pytest.fixture
def sukoon():
    organisation = OrganisationFactory(
        name="Sukoon Foundation",
        name_ur="سکون فاؤنڈیشن",
        acronym="SF",
        slug="sukoon",
        provinces=["PK-PB"],
        website="https://www.sukoon.example.org/about/",
        description="Counselling by telephone.",
        description_ur="ٹیلیفون پر مشاورت۔",
        verified_on=datetime.date(2026, 3, 5),
    )
    organisation.sectors.set(Sector.objects.filter(code="mhpss"))
    OrganisationName.objects.create(
        organisation=organisation, name="Still Waters", reason=Reason.FORMER, until=datetime.date(2019, 5, 1)
    )
    OrganisationName.objects.create(organisation=organisation, name="Sakoon", reason=Reason.MISSPELT)
    OrganisationName.objects.create(organisation=organisation, name="Sukoon Trust Fund", reason=Reason.VARIANT)
    OrganisationName.objects.create(organisation=organisation, name="A Secret Office", reason=Reason.MERGED)
    return organisation


def facts(page) -> dict[str, list[str]]:
    return {
        row.dt.get_text(): [" ".join(fact.get_text().split()) for fact in row.select("dd")]
        for row in page.select(".brief > div")
    }


def test_it_shows_what_the_public_may_know(read, sukoon):
    page = read("/directory/sukoon/")

    assert page.h1.get_text(strip=True) == "Sukoon Foundation"
    assert page.select_one(".name-ur").get_text() == "سکون فاؤنڈیشن"
    assert page.select_one(".kicker").get_text() == "National NGO or civil society"
    assert page.select_one(".lede").get_text(strip=True) == "Counselling by telephone."
    assert facts(page) == {
        "Acronym": ["SF"],
        "Formerly": ["Still Waters (until 2019)"],
        "Works in": ["Punjab"],
        "Sectors": ["Mental health and psychosocial support"],
        "Website": ["sukoon.example.org"],
        "Last checked": ["5 March 2026"],
    }
    website = page.select_one("dd a[rel]")
    assert (website["href"], website["rel"]) == ("https://www.sukoon.example.org/about/", ["noopener", "nofollow"])


def test_names_that_only_help_to_find_it_are_never_shown(client, sukoon):
    text = client.get("/directory/sukoon/").content.decode()

    assert not [name for name in ("Sakoon", "Trust Fund", "Secret") if name in text]


def test_the_urdu_edition_leads_to_the_english_one_and_back(read, sukoon):
    page = read("/ur/directory/sukoon/")

    assert page.h1.get_text(strip=True) == "سکون فاؤنڈیشن"
    assert page.select_one(".lede").get_text(strip=True) == "ٹیلیفون پر مشاورت۔"
    assert page.select_one(".language a")["href"] == "/directory/sukoon/"
    assert page.select_one("link[rel=canonical]")["href"] == "http://testserver/ur/directory/sukoon/"
    assert page.select_one("link[hreflang=en]")["href"] == "http://testserver/directory/sukoon/"


def test_what_is_written_in_english_only_is_marked_as_english(read):
    OrganisationFactory(name="Open Hands", slug="open-hands", description="Home visits.")
    page = read("/ur/directory/open-hands/")

    assert page.h1["lang"] == "en"
    assert (page.select_one(".lede")["lang"], page.select_one(".lede")["dir"]) == ("en", "ltr")


def test_search_engines_get_a_title_a_description_and_linked_data(read, sukoon):
    OrganisationFactory(name="</script><script>alert(1)</script>", slug="odd", parent=sukoon)
    page = read("/directory/sukoon/")

    assert page.title.get_text().startswith("Sukoon Foundation · ")
    assert page.select_one("meta[property='og:title']")["content"] == "Sukoon Foundation"
    assert page.select_one("meta[name=description]")["content"] == "Counselling by telephone."
    assert json.loads(page.select_one("script[type='application/ld+json']").string) == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "Sukoon Foundation",
        "alternateName": ["سکون فاؤنڈیشن", "SF", "Still Waters"],
        "description": "Counselling by telephone.",
        "url": "https://www.sukoon.example.org/about/",
        "areaServed": ["Punjab"],
    }
    odd = read("/directory/odd/").select("script[type='application/ld+json']")
    assert len(odd) == 2  # the organisation, and the way to its page
    assert json.loads(odd[0].string)["parentOrganization"]["name"] == "Sukoon Foundation"
    assert json.loads(odd[0].string)["name"] == "</script><script>alert(1)</script>"


def test_parents_and_parts_are_shown_where_they_are_public(read, sukoon):
    centre = OrganisationFactory(name="Sukoon Centre Multan", slug="multan", parent=sukoon)
    OrganisationFactory(name="Sukoon Secret Centre", parent=sukoon, public=False)
    OrganisationFactory(name="Sukoon Old Centre", parent=sukoon, merged_into=centre)

    assert [part.get_text(strip=True) for part in read("/directory/sukoon/").select(".parts a")] == [
        "Sukoon Centre Multan"
    ]
    assert facts(read("/directory/multan/"))["Part of"] == ["Sukoon Foundation"]
    sukoon.public = False
    sukoon.save()
    assert "Sukoon Foundation" not in read("/directory/multan/").get_text()


@pytest.mark.parametrize("slug", ["hidden", "no-such-organisation", "contact", "sukoon/contact/more"])
@pytest.mark.parametrize("prefix", ["", "/ur"])
def test_what_is_not_public_has_no_page_and_looks_like_what_never_was(client, slug, prefix):
    OrganisationFactory(slug="hidden", public=False)

    assert client.get(f"{prefix}/directory/{slug}/").status_code == 404


def test_the_address_of_a_merged_organisation_leads_to_what_it_became(client, sukoon):
    middle = OrganisationFactory(slug="middle", merged_into=sukoon)
    OrganisationFactory(slug="first", merged_into=middle)

    response = client.get("/ur/directory/first/")

    assert (response.status_code, response["Location"]) == (301, "/ur/directory/sukoon/")


def test_a_merged_organisation_leads_nowhere_where_either_of_the_two_is_not_public(client, sukoon):
    hidden = OrganisationFactory(slug="hidden", public=False)
    OrganisationFactory(slug="was-public", merged_into=hidden)
    OrganisationFactory(slug="was-hidden", merged_into=sukoon, public=False)

    assert [client.get(f"/directory/{slug}/").status_code for slug in ("was-public", "was-hidden")] == [404, 404]


def test_organisations_merged_in_a_ring_lead_nowhere(client):
    one, other = OrganisationFactory(slug="one"), OrganisationFactory(slug="other")
    one.merged_into, other.merged_into = other, one
    one.save()
    other.save()

    assert client.get("/directory/one/").status_code == 404


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://a.example.org/", "https://a.example.org/"),
        ("http://a.example.org/", "http://a.example.org/"),
        ("ftp://a.example.org/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_only_what_a_browser_should_follow_is_a_website(address, shown):
    assert organisation_page.website(OrganisationFactory.build(kind=OrganisationKind(), website=address)) == shown


def test_a_long_description_is_cut_at_a_word_for_search_engines(read):
    OrganisationFactory(slug="wordy", description="Counselling and more. " * 30)
    description = read("/directory/wordy/").select_one("meta[name=description]")["content"]

    assert len(description) <= 161
    assert description.endswith(("more.…", "and…", "Counselling…"))


def test_its_queries_stay_the_same_while_all_about_it_grows_tenfold(client, sukoon, list_person):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/directory/sukoon/")
        return len(captured)

    def grow(number: int) -> None:
        OrganisationFactory(parent=sukoon, slug=f"part-{number}")
        list_person(sukoon, name=f"Person {number}", email=f"p{number}@example.org", phone=f"+9251555{number:04}")
        OrganisationName.objects.create(organisation=sukoon, name=f"Formerly {number}", reason=Reason.FORMER)

    grow(0)
    queries()
    few = queries()
    for number in range(1, 11):
        grow(number)

    assert queries() == few
    assert few < 40
