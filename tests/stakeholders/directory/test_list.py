"""The list of the directory: what stands in it, how it is narrowed, and that the address says it all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stakeholders import search
from stakeholders.models import OrganisationKind, Sector
from tests.factories.stakeholders import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _standing(directory):
    """Every test reads the same directory."""


@pytest.fixture
def three():
    """Three organisations of three kinds."""
    health = OrganisationFactory(
        name="Health Department",
        slug="health",
        provinces=["PK-BA"],
        kind=OrganisationKind.objects.get(code="provincial"),
    )
    agency = OrganisationFactory(
        name="An Agency",
        name_ur="ایک ادارہ",
        acronym="AA",
        slug="agency",
        provinces=["PK-BA", "PK-SD"],
        kind=OrganisationKind.objects.get(code="un"),
    )
    trust = OrganisationFactory(name="Humqadam Trust", slug="trust", provinces=["PK-SD"])
    health.sectors.set(Sector.objects.filter(code="health"))
    agency.sectors.set(Sector.objects.filter(code__in=["health", "education"]))
    search.refresh_organisations([health.pk, agency.pk, trust.pk])
    return health, agency, trust


def names(page) -> list[str]:
    return [link.get_text(strip=True) for link in page.select(".kind-group h4 a")]


def tiles(page) -> dict[str, int]:
    return {tile.span.get_text(): int(tile.b.get_text()) for tile in page.select(".tile")}


def test_it_lists_organisations_kind_by_kind_with_what_they_do_and_where(read, three):
    page = read("/directory/")

    assert [heading.get_text() for heading in page.select(".kind-group h3")] == [
        "Provincial department", "United Nations agency", "National NGO or civil society",
    ]  # fmt: skip
    assert names(page) == ["Health Department", "An Agency", "Humqadam Trust"]
    assert page.select_one("#count").get_text(strip=True) == "3 organisations"
    line = page.select(".kind-group li")[1].get_text(" ", strip=True)
    assert all(words in line for words in ("AA", "Health, Education", "Balochistan, Sindh"))


def test_what_is_not_public_is_neither_listed_nor_counted_nor_found(read, three):
    hidden = OrganisationFactory(name="Hidden Office", provinces=["PK-BA"], public=False)
    gone = OrganisationFactory(name="Merged Office", provinces=["PK-BA"], merged_into=three[0])
    search.refresh_organisations([hidden.pk])

    page = read("/directory/")

    assert "Hidden" not in page.get_text()
    assert gone.name not in page.get_text()
    assert tiles(page)["Balochistan"] == 2
    assert names(read("/directory/?q=hidden")) == []
    assert [option.get_text() for option in page.select("[name=province] option")] == [
        "All provinces", "Balochistan (2)", "Sindh (2)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("province=PK-BA", ["Health Department", "An Agency"]),
        ("kind=un", ["An Agency"]),
        ("sector=education", ["An Agency"]),
        ("q=humqadam", ["Humqadam Trust"]),
        ("q=%D8%A7%D9%8A%D9%83", ["An Agency"]),  # typed on an Arabic keyboard
        ("q=trust+HUM", ["Humqadam Trust"]),
        ("province=PK-SD&kind=ngo&sector=&q=", ["Humqadam Trust"]),
        ("province=PK-KP", []),
        ("q=%00", ["Health Department", "An Agency", "Humqadam Trust"]),
        ("q=%25", ["Health Department", "An Agency", "Humqadam Trust"]),
    ],
)
def test_filters_and_search_narrow_it_together(read, three, query, found):
    assert names(read(f"/directory/?{query}")) == found


def test_the_count_says_how_many_of_how_many(read, three):
    assert read("/directory/?kind=un").select_one("#count").get_text(strip=True) == "1 of 3 organisations"


def test_a_choice_stays_in_the_form_and_can_be_taken_out_one_by_one(read, three):
    page = read("/directory/?q=an&province=PK-SD&kind=un")

    assert page.select_one("main input[name=q]")["value"] == "an"
    assert [option["value"] for option in page.select("option[selected]")] == ["PK-SD", "un"]
    assert [link["href"] for link in page.select(".chips a")] == [
        "?province=PK-SD&kind=un#organisations",
        "?q=an&kind=un#organisations",
        "?q=an&province=PK-SD#organisations",
        "/directory/#organisations",
    ]


def test_options_say_how_many_would_be_left_and_none_leads_nowhere(read, three):
    page = read("/directory/?province=PK-SD")

    assert [option.get_text() for option in page.select("[name=kind] option")] == [
        "All kinds", "United Nations agency (1)", "National NGO or civil society (1)",
    ]  # fmt: skip
    assert [option.get_text() for option in page.select("[name=province] option")] == [
        "All provinces", "Balochistan (2)", "Sindh (2)",
    ]  # fmt: skip


def test_a_tile_keeps_what_else_was_chosen(read, three):
    page = read("/directory/?kind=un&province=PK-SD")

    links = {tile.span.get_text(): tile.a for tile in page.select(".tile")}
    assert links["Balochistan"]["href"] == "?province=PK-BA&kind=un#organisations"
    assert [name for name, link in links.items() if link.has_attr("aria-current")] == ["Sindh"]


def test_the_table_says_what_the_tiles_say(read, three):
    page = read("/directory/")

    table = {row.th.get_text(): int(row.td.get_text()) for row in page.select(".provinces-table tbody tr")}
    assert table == tiles(page)
    assert table["Sindh"] == 2
    assert len(table) == 7
    assert page.select_one(".provinces-table caption").get_text() == "The same figures"
    assert (
        read("/directory/?kind=un").select_one(".provinces-table caption").get_text()
        == "Of what you chose, by province"
    )


@pytest.mark.parametrize("query", ["province=XX", "kind=%00", "sector=health'--", "province=PK-BA%0d%0aSet-Cookie:a"])
def test_a_code_that_nobody_knows_is_left_out_and_said_so(read, three, query):
    page = read(f"/directory/?{query}")

    assert len(names(page)) == 3
    assert "not in our lists" in page.select_one(".notice").get_text()
    assert not page.select(".chips")


def test_a_search_that_is_too_long_or_empty_of_letters_is_no_error(read, three):
    assert names(read("/directory/?q=" + "x" * 5000)) == []
    assert len(names(read("/directory/?q=!!!"))) == 3


def test_markup_in_a_search_is_only_text(read, three):
    page = read("/directory/?q=%3Cscript%3Ealert(1)%3C/script%3E")

    assert not [script for script in page.select("script") if "alert" in script.get_text()]
    assert page.select_one("main input[name=q]")["value"] == "<script>alert(1)</script>"


def test_no_match_names_a_way_out(read, three):
    page = read("/directory/?q=zzz")

    assert page.select_one("#count").get_text(strip=True) == "0 of 3 organisations"
    assert page.select_one(".empty")
    assert page.select_one(".chips-all a")["href"] == "/directory/#organisations"


def test_an_empty_directory_says_so(read):
    assert "No organisation stands in the directory yet." in read("/directory/").get_text()


def test_a_bookmark_of_a_province_where_nobody_is_left_still_says_which(read, three):
    page = read("/directory/?province=PK-GB")

    assert page.select_one(".chips b").get_text() == "Gilgit-Baltistan"
    assert page.select_one("option[selected]").get_text() == "Gilgit-Baltistan (0)"


def test_more_than_sixty_are_parted_into_pages_that_keep_the_choice(read):
    for number in range(61):
        OrganisationFactory(name=f"Trust {number:02}", slug=f"trust-{number}", provinces=["PK-BA"])

    first, second = read("/directory/?province=PK-BA"), read("/directory/?province=PK-BA&page=2")

    assert (len(names(first)), names(second)) == (60, ["Trust 60"])
    assert first.select_one("[rel=next]")["href"] == "?province=PK-BA&page=2#organisations"
    assert second.select_one("[rel=prev]")["href"] == "?province=PK-BA&page=1#organisations"
    assert first.select_one(".chips a")["href"] == ".#organisations"
    assert [len(names(read(f"/directory/?page={page}"))) for page in ("0", "x", "99")] == [1, 60, 1]


def test_the_urdu_edition_has_urdu_names_digits_and_order(read, three):
    page = read("/ur/directory/?province=PK-SD")

    assert names(page) == ["ایک ادارہ", "Humqadam Trust"]
    assert page.select_one(".kind-group h4 a[lang=en]").get_text(strip=True) == "Humqadam Trust"
    assert {tile.b.get_text() for tile in page.select(".tile")} == {"۰", "۲"}
    assert page.select_one(".language a")["href"] == "/directory/?province=PK-SD"  # the choice is kept


def test_it_stands_once_for_search_engines_however_it_is_narrowed(read, three):
    page = read("/directory/?province=PK-SD&page=1")

    assert page.select_one("link[rel=canonical]")["href"] == "http://testserver/directory/"
    assert {link["hreflang"]: link["href"] for link in page.select("link[hreflang]")} == {
        "en": "http://testserver/directory/", "ur": "http://testserver/ur/directory/",
    }  # fmt: skip


def test_its_queries_stay_the_same_while_organisations_grow_tenfold(client, three):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/directory/?province=PK-SD&kind=ngo&sector=health&q=a")
            client.get("/directory/")
        return len(captured)

    three[2].sectors.set(Sector.objects.filter(code="health"))
    queries()  # warms what Wagtail keeps of its sites
    few = queries()
    for number in range(40):
        grown = OrganisationFactory(slug=f"grown-{number}", provinces=["PK-SD", "PK-KP"])
        grown.sectors.set(Sector.objects.all())

    assert queries() == few
    assert few < 60


def test_the_home_page_leads_to_it(read, three):
    teaser = read("/").select_one(".who")

    assert " ".join(teaser.h2.get_text().split()) == "3 organisations in 2 provinces"
    assert teaser.a["href"] == "/directory/"


def test_the_home_page_is_silent_about_an_empty_one(read):
    assert not read("/").select(".who")
