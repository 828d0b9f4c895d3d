"""The page of a programme: only what is filled in, findings apart from claims, and nobody who is hidden."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from wagtail.models import PageViewRestriction

from home.models import ContentPage, ProgrammePage, ProgrammePartner, ProgrammeReading, ProgrammeResult
from stakeholders.duplicates import merging
from stakeholders.models import DirectoryPage, Organisation, Province
from tests.factories.home import ImageFactory, KeyFigureFactory, grow, in_urdu, list_under, programme, site
from tests.factories.staff import staff
from tests.factories.stakeholders import OrganisationFactory
from tests.pages import read, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return site()


def force(home, **fields):
    return programme(home, title="Hamdard Force", slug="force", **fields)


def headings(page):
    return [words(heading) for heading in page.select("main h2")]


def test_one_of_which_little_is_known_has_no_empty_headings(client, home):
    force(home, goals="<p></p>", challenges="<p> &nbsp;</p><ul><li></li></ul>", lessons="<p>Ask people first.</p>")

    page = read(client, "/force/")

    assert headings(page) == ["Lessons learned"]
    assert not page.select(".colophon, .nameplate-ur, .contents, .claims, .findings, .readings")
    assert words(page.select_one(".provenance")) == "Written by The unit From: Newsletter 33, 7 January 2026"


def test_all_that_is_filled_in_stands_in_its_order_with_contents_and_reading_time(client, home):
    long = f"<p>{'word ' * 700}</p>"
    body = [("heading", {"text": "Self-help"}), ("faq", [{"question": "Is it free?", "answer": "<p>Yes & no.</p>"}])]
    results = [ProgrammeResult(text="It helps.")]
    force(home, goals=long, solutions="<p>Talk.</p>", body=body, children={"results": results})

    page = read(client, "/force/")

    anchors = [link["href"] for link in page.select(".contents a")]
    assert anchors == ["#goals", "#solutions", "#results", "#part-self-help", "#part-questions-and-answers"]
    assert all(page.select(anchor) for anchor in anchors)
    assert "4 minutes to read" in words(page.select_one(".dated"))
    said = [json.loads(script.string) for script in page.select("script[type='application/ld+json']")]
    (asked,) = (data for data in said if data["@type"] == "FAQPage")
    assert asked["mainEntity"][0]["name"] == "Is it free?"
    assert page.select_one("h3[id='question-is-it-free']")


def test_a_result_is_a_finding_only_with_source_and_date(client, home):
    figure = KeyFigureFactory(value=473, qualifier="over", unit="persons")
    results = [
        ProgrammeResult(text="Workers were trained.", figure=figure),
        ProgrammeResult(
            text="Told in a report.", source="A report", source_url="https://example.org/", as_of="2025-06-01"
        ),
        ProgrammeResult(text="People feel better <b>."),
        ProgrammeResult(text="Without a date.", source="A report"),
        ProgrammeResult(text="Its figure has no source.", figure=KeyFigureFactory(source="")),
    ]
    for position, result in enumerate(results):
        result.sort_order = position  # as the form does; PostgreSQL gives rows without an order in any
    page_made = force(home, children={"results": results})

    page = read(client, "/force/")

    findings = [words(finding) for finding in page.select(".findings > li")]
    assert findings == [
        "over 473 persons Workers were trained. As of 7 January 2026. Source: Monitoring portal",
        "Told in a report. As of 1 June 2025. Source: A report",
    ]
    assert [words(claim) for claim in page.select(".claims li")] == [
        "People feel better <b>. source needed",
        "Without a date. date needed",
        "Its figure has no source. source needed",
    ]
    assert "feel better" not in "".join(script.string for script in page.select("script[type='application/ld+json']"))
    assert [hint[:6] for hint in page_made.hints()] == ["Claim ", "Result", "Claim "]
    figure.delete()
    assert len(read(client, "/force/").select(".findings > li")) == 1


def test_organisations_are_linked_where_they_are_public_and_hidden_ones_are_nowhere(client, home):
    open_one = OrganisationFactory(name="Health Alliance", name_ur="اتحاد برائے صحت", slug="alliance")
    hidden = OrganisationFactory(name="Shelterquist", slug="shelterquist", public=False)
    rows = [
        ProgrammePartner(organisation=open_one),
        ProgrammePartner(organisation=hidden),
        ProgrammePartner(name="Village elders", role="partner"),
    ]
    made = force(home, provinces=list(Province.objects.filter(code="PK-GB")), children={"partners": rows})
    in_urdu(made)

    page, urdu = read(client, "/force/"), read(client, "/ur/force/")

    assert page.select_one(".colophon a")["href"] == "/directory/alliance/"
    assert words(page.select_one(".colophon")) == (
        "Carried out by Health Alliance Together with Village elders Where Gilgit-Baltistan"
    )
    assert urdu.select_one(".colophon a").text == "اتحاد برائے صحت"
    assert not any("helterquist" in str(shown) for shown in (page, urdu))
    with translation.override("en"):  # the client leaves the language of its last page behind
        hints = made.hints()
    assert hints == ["Organisations that readers don't see, because they are not public: 1."]
    PageViewRestriction.objects.create(page=list_under(home, DirectoryPage), restriction_type="password", password="x")
    assert not read(client, "/force/").select(".colophon a")
    assert "Health Alliance" in words(read(client, "/force/").select_one(".colophon"))


def test_a_merge_carries_the_page_and_its_drafts_along(client, home):
    kept, gone = OrganisationFactory(name="Kept"), OrganisationFactory(name="Gone")
    page = force(home, children={"partners": [ProgrammePartner(organisation=gone)]})
    page.save_revision()
    merging.merge_organisations(
        kept=kept, gone=gone, by=staff("Administrator"), choices={}, now=page.latest_revision_created_at
    )

    draft = page.get_latest_revision_as_object()

    assert [row.shown_name for row in draft.partners.all()] == ["Kept"]
    assert words(read(client, "/force/").select_one(".colophon")) == "Carried out by Kept"
    Organisation.with_merged.filter(pk=gone.pk).update(merged_into=gone)  # no merge makes such a ring; nor may it hang
    assert page.get_latest_revision_as_object().rows.implementers == []


def test_it_is_published_with_byline_and_provenance_only_but_a_draft_may_lack_them(home):
    draft = ProgrammePage(title="Draft", slug="draft", kind="app", live=False)
    home.add_child(instance=draft)

    with pytest.raises(ValidationError) as refused:
        draft.save_revision().publish()

    assert set(refused.value.message_dict) == {"byline", "provenance"}
    with pytest.raises(ValidationError, match="updated before"):
        programme(home, title="Before", slug="before", published_on="2026-01-07", updated_on="2026-01-06")


@pytest.mark.parametrize(
    "row",
    [
        ProgrammePartner(),
        ProgrammePartner(name="A", organisation_id=1),
        ProgrammeReading(),
        ProgrammeReading(title="A", leads_to_id=1, url="https://example.org/"),
    ],
)
def test_a_row_says_one_thing(row):
    with pytest.raises(ValidationError):
        row.clean()


def test_readings_lead_to_the_page_in_the_readers_language_and_name_no_closed_page(client, home):
    model = grow(home, ContentPage, title="The model", slug="model")
    in_urdu(model, title="ماڈل")
    closed = grow(home, ContentPage, title="Closedquist", slug="closed")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    readings = [
        ProgrammeReading(sort_order=0, leads_to=model),
        ProgrammeReading(sort_order=1, leads_to=closed),
        ProgrammeReading(sort_order=2, title="On paper"),
        ProgrammeReading(sort_order=3, title="Elsewhere", url="https://example.org/"),
    ]
    in_urdu(force(home, children={"readings": readings}))

    shown = {code: read(client, url).select(".readings li") for code, url in (("en", "/force/"), ("ur", "/ur/force/"))}

    assert [words(item) for item in shown["en"]] == ["The model", "On paper", "Elsewhere"]
    assert [link["href"] for item in shown["ur"] for link in item.select("a")] == ["/ur/model/", "https://example.org/"]


def test_tools_say_where_they_can_be_had_and_refuse_what_is_no_address(client, home):
    made = force(home, web_url="https://mycare.example.org/", ios_url="https://apps.example.org/")

    links = read(client, "/force/").select(".colophon a")

    assert [(link.text, link["href"]) for link in links] == [
        ("On the web", "https://mycare.example.org/"),
        ("For iPhone and iPad", "https://apps.example.org/"),
    ]
    made.android_url = "javascript:alert(1)"
    with pytest.raises(ValidationError):
        made.full_clean()


def test_a_list_shows_each_with_kind_both_names_and_provinces_and_takes_the_same_queries_for_any_number(
    client, home, django_assert_max_num_queries
):
    model = grow(home, ContentPage, title="The model", slug="model")
    provinces = list(Province.objects.filter(code__in=["PK-BA", "PK-GB"]))
    logo = ImageFactory()

    def add(number):
        programme(
            model,
            title=f"Tool {number}",
            name_ur="ذریعہ",
            slug=f"tool-{number}",
            summary="What it does.",
            logo=logo,
            provinces=provinces,
        )

    add(0)
    programme(model, title="A draft", slug="hidden-draft", live=False)
    grow(model, ContentPage, title="More", slug="more")
    page = read(client, "/model/")  # fills what is cached for the process
    assert words(page.select_one(".nameplates > li")) == "App Tool 0 ذریعہ What it does. Balochistan, Gilgit-Baltistan"
    assert [words(item) for item in page.select(".pages-below li")] == ["More"]
    with django_assert_max_num_queries(40) as few:
        client.get("/model/")
    for number in range(1, 11):
        add(number)
    with django_assert_max_num_queries(40) as many:
        assert len(read(client, "/model/").select(".nameplates > li")) == 11
    assert len(many) == len(few)


def test_a_page_takes_the_same_queries_however_many_rows_it_has(client, home, django_assert_max_num_queries):
    model = grow(home, ContentPage, title="The model", slug="model")

    def rows(number):
        return {
            "partners": [ProgrammePartner(organisation=OrganisationFactory()) for _n in range(number)],
            "results": [ProgrammeResult(text="Result", figure=KeyFigureFactory()) for _n in range(number)],
            "readings": [ProgrammeReading(leads_to=model) for _n in range(number)],
        }

    counts = []
    for slug, number in (("warm", 1), ("few", 1), ("many", 10)):
        programme(home, title=slug, slug=slug, children=rows(number))
        with django_assert_max_num_queries(45) as asked:
            client.get(f"/{slug}/")
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_references_in_its_sections_lead_to_the_sources_and_each_source_back_to_the_first(client, home):
    sources = ("sources", [{"title": "Atlas", "url": "https://example.org/a"}, {"title": "Survey"}])
    text = ("text", "<p>As the survey says [2], and the atlas [1].</p>")
    force(home, introduction="<p>Few [1].</p>", goals="<p>Many [1] [3].</p>", body=[text, sources])

    page = read(client, "/force/")

    references = [(link.text, link["href"], link.get("id")) for link in page.select("a.reference")]
    assert references == [
        ("[1]", "#source-1", "named-1"),
        ("[1]", "#source-1", None),
        ("[2]", "#source-2", "named-2"),
        ("[1]", "#source-1", None),
    ]
    assert [link["href"] for link in page.select(".body-sources a.screen-only")] == ["#named-1", "#named-2"]
