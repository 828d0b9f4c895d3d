"""The programme article with FAQ, the third of the source documents, row by row: held as data and shown on its page."""

import datetime
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone, translation
from wagtail.models import Page

from coordination_site.demo_content.bodies import body
from coordination_site.demo_content.figures import load_figures
from coordination_site.demo_content.programmes import load_programmes, load_terms
from coordination_site.demo_content.tree import Planter
from home.body.outline import plain_text
from home.models import ContentPage, PreferredTerm, ProgrammePage
from stakeholders.models import Organisation
from tests.factories.home import grow, in_urdu, site
from tests.factories.stakeholders import OrganisationFactory
from tests.pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
SOURCE = Path(__file__).parents[3] / "shared" / "seeds" / "002_b97b1cb47736af09.txt"
DEPARTMENTS = ("health-kp", "health-balochistan", "health-gb")
READINGS = ("implementing-the-mhgap-hig", "supervision-based-evaluation")
OUTLINE = [
    *("Goals", "Target population", "Interventions", "Implementation", "Challenges", "Possible solutions", "Results"),
    *("Lessons learned", "Resources", "Mental health and well-being", "Mental health professionals"),
    *("Awareness and education", "Self-help", "In short", "Questions and answers", "Related reading"),
]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo's programmes without all the rest of the demo. No test changes a row of it."""
    cache.clear()  # it keeps the renditions of earlier tests' images, which had the same ids
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)
    cache.clear()


def load():
    home = site()
    for slug in DEPARTMENTS:
        OrganisationFactory(slug=slug, name=f"Department {slug}")
    load_figures()
    assert (load_terms(), load_terms()) == (PreferredTerm.objects.count(), 0)
    parents = {slug: grow(home, ContentPage, title=slug, slug=slug) for slug in ("mhpss-model", "programmes-of-others")}
    for parent in parents.values():
        in_urdu(parent)
    parents |= {slug: grow(home, ContentPage, title=slug, slug=slug) for slug in READINGS}
    planter = Planter(now=timezone.now())
    load_programmes(planter, parents)
    assert planter.planted == 10
    load_programmes(planter, parents)
    assert planter.planted == 10


@pytest.fixture
def demo(loaded, db):
    """The demo's programmes, by slug and language."""
    return {(page.slug, page.locale.language_code): page for page in ProgrammePage.objects.select_related("locale")}


@pytest.fixture
def ehsaas(demo):
    return demo["ehsaas-mazdoor", "en"]


def shown(client, page):
    response = client.get(page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").main


def test_its_date_is_held_and_no_banner_of_today_stands_beside_it(client, ehsaas):
    assert (ehsaas.published_on, ehsaas.updated_on) == (datetime.date(2024, 5, 22), None)
    page = shown(client, ehsaas)
    assert [time["datetime"] for time in page.select("time")] == ["2024-05-22"]
    assert str(timezone.localdate().year) not in words(page)


def test_an_image_has_a_description_and_a_caption_that_are_no_text(client, ehsaas):
    (picture,) = (block.value for block in ehsaas.body if block.block_type == "image")
    figure = shown(client, ehsaas).select_one("figure")
    assert figure.img["alt"] == picture["image"].contextual_alt_text
    assert words(figure.figcaption).startswith(picture["caption"])
    assert "villages" in figure.img["alt"]
    text = plain_text(ehsaas.body)
    assert picture["caption"] not in text
    assert picture["image"].contextual_alt_text not in text


def test_related_reading_is_no_line_of_the_body(client, ehsaas):
    readings = shown(client, ehsaas).select(".readings li")
    assert [words(item) for item in readings] == ["What teachers do in Ehsaas Taleemi Wazaif", "Hamdard Force"]
    assert readings[1].a["href"] == "/mhpss-model/hamdard-force/"
    assert "Taleemi" not in plain_text(ehsaas.body)


def test_its_name_is_written_in_one_way_and_the_other_is_pointed_out(client, ehsaas):
    assert "Mazdoor" in words(shown(client, ehsaas))
    assert "Mazoor" not in words(shown(client, ehsaas))
    assert not any("not “" in hint for hint in ehsaas.hints())
    ehsaas.goals = "<p>The Ehsaas Mazoor Programme</p>"
    assert "Write “Mazdoor”, not “Mazoor”." in ehsaas.hints()


def test_its_sections_have_headings_anchors_contents_and_reading_time(client, ehsaas):
    page = shown(client, ehsaas)
    assert [words(heading) for heading in page.select(".ledger h2") if heading["id"] != "contents"] == OUTLINE
    contents = page.select(".contents a")
    assert [words(link) for link in contents] == OUTLINE[:-1]
    assert all(page.find(id=link["href"][1:]) for link in contents)
    assert "3 minutes to read" in words(page)
    assert page.select_one(".ledger > .ledger-text p").text.startswith("The Ehsaas Mazdoor Programme")


FACTS = {
    "goals": ("all of Pakistan", "understanding"),
    "population": ("people on low incomes", "people with disabilities", "on the margins"),
    "interventions": ("counselling", "therapy", "support groups", "psychiatric care"),
    "implementation": ("Government bodies", "non-profit", "health care", "network of centres", "cities", "countryside"),
    "challenges": ("funds are limited", "buildings", "stigma", "remote areas"),
    "solutions": ("public and private", "communities", "technology", "campaigns against stigma"),
    "lessons": ("involve the community", "respect its culture", "health services that exist"),
    "resources": ("helplines", "national mental health helpline", "counselling", "peers"),
}
OF_THE_BODY = (
    *("give back hope", "Psychiatrists, psychologists and social workers", "public hospitals", "private clinics"),
    *("telehealth", "public campaigns", "schools", "workshops", "apps", "forums", "guides", "one step"),
)


def test_every_fact_is_held_in_its_field_and_read_in_its_section(client, ehsaas):
    page = shown(client, ehsaas)
    for name, facts in FACTS.items():
        section = words(page.find(id=name).parent)
        assert [fact for fact in facts if fact not in getattr(ehsaas, name) or fact not in section] == [], name
    missing = [fact for fact in OF_THE_BODY if fact not in plain_text(ehsaas.body) or fact not in words(page)]
    assert missing == []
    assert [row.name for row in ehsaas.partners.all()] == [
        "Government bodies",
        "Non-profit organisations",
        "Providers of health care",
    ]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_its_claims_are_marked_since_they_have_no_source_and_its_editor_is_told(client, demo, language):
    page = demo["ehsaas-mazdoor", language]
    assert not page.rows.findings
    results = shown(client, page).find(id="results").parent
    assert len(results.select(".claims li .needs-source")) == 3
    assert not results.select(".findings")
    with translation.override("en"):  # an Urdu page was read before
        assert [hint.startswith("Claim without source") for hint in page.hints()] == [True] * 3


def test_a_helpline_that_it_names_without_a_number_comes_from_the_register(client, ehsaas):
    assert "national mental health helpline" in ehsaas.resources
    assert ehsaas.body[0].block_type == "helplines"
    assert not re.search(r"\d{4}", words(shown(client, ehsaas).select_one(".ledger")))


@pytest.mark.parametrize("language", ["en", "ur"])
def test_its_questions_are_data_with_anchors_and_without_dashes_and_numbers(client, demo, language):
    page = demo["ehsaas-mazdoor", language]
    (faq,) = (block.value for block in page.body if block.block_type == "faq")
    asked = [item["question"] for item in faq]
    html = BeautifulSoup(client.get(page.url).content, "html.parser")
    anchors = [heading["id"] for heading in html.select(".body-faq h3")]
    assert [words(heading) for heading in html.select(".body-faq h3")] == asked
    assert len(set(anchors)) == 5
    data = "".join(script.string for script in html.select("script[type='application/ld+json']"))
    assert "FAQPage" in data
    assert all(question in data for question in asked)
    assert not [text for text in asked if re.match(r"[\d۰-۹–-]", text)]


def test_who_wrote_it_and_from_what_is_said(client, ehsaas):
    assert "an article of 22 May 2024, which names no author" in ehsaas.provenance
    assert f"Written by {ehsaas.byline} From: {ehsaas.provenance}" in words(shown(client, ehsaas))


def test_in_urdu_it_says_as_much_and_that_a_machine_wrote_it(client, demo):
    english, urdu = demo["ehsaas-mazdoor", "en"], demo["ehsaas-mazdoor", "ur"]
    with translation.override("ur"):
        page = shown(client, urdu)
    assert urdu.machine_made
    assert not english.machine_made
    assert [block.block_type for block in urdu.body] == [block.block_type for block in english.body]
    assert all(getattr(urdu, name) for name in ("introduction", *FACTS))
    assert "۲۲ مئی ۲۰۲۴" in words(page)
    assert "احساس مزدور پروگرام" in page.h1.text


def test_no_sentence_of_the_source_document_is_copied(ehsaas):
    if not SOURCE.exists():
        pytest.skip("the source document is not at hand")
    texts = [getattr(ehsaas, name) for name in ("introduction", *FACTS)] + [plain_text(ehsaas.body)]
    ours = " ".join(BeautifulSoup(" ".join(texts), "html.parser").get_text(" ").split()).lower()
    for sentence in re.split(r"(?<=[.?])\s+", SOURCE.read_text(encoding="utf-8")):
        taken = sentence.lower().split()
        runs = [" ".join(taken[start : start + 8]) for start in range(len(taken) - 7)]
        assert not [run for run in runs if run in ours]


def test_the_tools_of_the_model_say_what_the_newsletter_says_and_their_figures_are_findings(client, demo):
    force = demo["hamdard-force", "en"]
    page = shown(client, force)
    assert [words(value) for value in page.select(".findings .numeral")] == ["473", "over 450", "15", "10"]
    assert [link["href"] for link in page.select(".colophon a")] == [f"/directory/{slug}/" for slug in DEPARTMENTS]
    assert sorted(province.code for province in force.provinces.all()) == ["PK-BA", "PK-GB", "PK-KP"]
    for (slug, _language), tool in demo.items():
        if slug != "ehsaas-mazdoor":
            assert tool.rows.claims == []
            assert tool.hints() == []
            assert shown(client, tool).h1
    assert {page.kind for page in demo.values()} == set(ProgrammePage.Kind.values)
    assert Organisation.objects.count() == len(DEPARTMENTS)
    assert Page.objects.filter(slug="mhgap-hig-pk").count() == 2


def test_a_body_of_one_text_is_one_block():
    assert body("<p>Text</p>") == [("text", "<p>Text</p>")]
