"""The blog article of the source documents, told anew in the demo: each row held as data, and shown to readers."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from coordination_site.demo_content.accounts import load_accounts
from coordination_site.demo_content.articles import load_articles
from coordination_site.demo_content.people import load_organisations
from coordination_site.demo_content.tree import Planter
from coordination_site.site_tree import set_up
from home.body import outline
from home.models import ContentPage
from publications.models import ArticleIndexPage, ArticlePage, PublicationPage
from stakeholders.models import OrganisationName
from tests.pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]  # the first for the sake of the fixture

ADDRESS = "/news/asking-for-help-without-shame/"
# Pages of the demo that readers are led on to: here only their names.
LED_TO = {"mhpss-model": ContentPage, "national-mhpss-implementation-plan": PublicationPage}
LED_TO |= dict.fromkeys(["implementing-the-mhgap-hig", "supervision-based-evaluation"], PublicationPage)


class Demo:
    """Both editions of the article as stored, and as they are shown."""

    def __init__(self):
        self.page = {page.locale.language_code: page for page in ArticlePage.objects.filter(slug=ADDRESS.split("/")[2])}
        self.poster = self.page["en"].poster
        self.authors = {code: list(page.authors.all()) for code, page in self.page.items()}
        self.categories = [category.name for category in self.page["en"].categories.all()]
        self.tags = [tag.name for tag in self.page["en"].tags.all()]
        self.former = OrganisationName.objects.get(organisation=self.authors["en"][0].organisation, reason="former")
        client = Client()
        self.web = {
            code: BeautifulSoup(client.get(prefix + ADDRESS).content, "html.parser")
            for code, prefix in (("en", ""), ("ur", "/ur"))
        }
        self.list = BeautifulSoup(client.get("/news/").content, "html.parser")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    cache.clear()
    with django_db_blocker.unblock(), transaction.atomic():
        home = set_up(site_url="http://testserver")
        load_accounts(password="only for this test")
        load_organisations()
        pages = {slug: model(title=slug, slug=slug) for slug, model in LED_TO.items()}
        for page in pages.values():
            home.add_child(instance=page)
        load_articles(Planter(now=timezone.now()), ArticleIndexPage.objects.child_of(home).get(), pages)
        made = Demo()
        transaction.set_rollback(True)
    cache.clear()
    return made


def test_title_and_picture_with_caption_credit_and_description_which_are_not_text(demo):
    page, hero = demo.page["en"], demo.web["en"].select_one(".hero")

    assert words(demo.web["en"].h1) == page.title
    assert hero.img["alt"] == page.hero_alt != ""
    assert words(hero.figcaption) == f"{page.hero_caption} Picture: {page.hero_credit}"
    assert page.hero_caption not in outline.plain_text(page.body)


def test_author_and_poster_are_two_people_and_the_author_is_a_guest_with_bio_and_affiliation(demo):
    (author,) = demo.authors["en"]

    assert (author.is_guest, author.role) == (True, "Research analyst")
    assert demo.poster not in ("", author.name)
    byline = words(demo.web["en"].select_one(".bylines"))
    assert byline == f"{author.name} Guest author {author.role} , {author.affiliation}"
    about = words(demo.web["en"].select_one(".authors"))
    assert author.bio in about
    assert f"Posted by {demo.poster}" in about


def test_several_categories(demo):
    assert demo.categories == ["Blog", "Insights"]
    assert [words(link) for link in demo.web["en"].select(".kicker a")] == ["News", "Blog", "Insights"]


def test_no_tags_show_no_list_of_tags_and_no_commas(demo):
    assert demo.tags == []
    assert demo.web["en"].select_one(".tags") is None
    assert ", ," not in demo.web["en"].text


@pytest.mark.parametrize("code", ["en", "ur"])
def test_there_is_no_way_to_reply_and_no_count_of_replies(demo, code):
    shown = demo.web[code]

    assert shown.select("textarea, input[type=email], [class*=comment], [id*=comment], [id*=reply]") == []
    assert "comment" not in words(shown.main).lower()
    assert "Leave a" not in shown.text


@pytest.mark.parametrize("code", ["en", "ur"])
def test_a_lead_eight_headed_sections_an_opening_and_a_close_with_contents_and_reading_time(demo, code):
    page, shown = demo.page[code], demo.web[code]
    headings = [block.value["text"] for block in page.body if block.block_type == "heading"]

    assert len(headings) == 8
    assert page.body[0].block_type == "text"  # the opening, without a heading
    assert words(shown.select_one(".lede")) == page.summary
    contents = shown.select(".contents a")
    assert [words(link) for link in contents][:8] == headings
    assert all(shown.find(id=link["href"].removeprefix("#")) for link in contents)
    assert outline.is_long(outline.plain_text(page.body))
    assert "minutes to read" in words(demo.web["en"].select_one(".dated"))


def test_questions_have_anchors_and_sources_are_referred_to(demo):
    shown = demo.web["en"]

    assert len(shown.select(".body-faq h3[id]")) == 3
    assert [link["href"] for link in shown.select("a.reference")] == ["#source-1", "#source-2"]
    assert "World Health Organization , 2022" in words(shown.select_one("#source-1"))


def test_it_can_be_passed_on_by_plain_links_copied_and_scanned(demo):
    share = demo.web["en"].select_one(".share")

    assert [words(link) for link in share.select("ul a")] == ["E-mail", "WhatsApp", "LinkedIn", "Facebook", "X"]
    assert share.select_one("[data-copy]")["data-copy"] == f"http://testserver{ADDRESS}"
    assert share.select_one(".qr svg")
    assert all(script["src"].startswith("/static/") for script in demo.web["en"].select("script[src]"))


def test_the_institutes_former_name_is_explained(demo):
    (author,) = demo.authors["en"]

    assert demo.former.name in author.affiliation
    assert author.organisation.name != demo.former.name
    about = words(demo.web["en"].select_one(".authors"))
    assert f"{demo.former.name} had this name until 31 December 2024; today it is called {author.organisation}" in about


def test_readers_are_asked_whether_they_want_the_newsletter(demo):
    assert demo.web["en"].select_one(".signup a")["href"] == "/subscribe/"


def test_it_is_a_reprint_with_source_permission_address_and_licence(demo):
    page, notice = demo.page["en"], words(demo.web["en"].select_one("#provenance"))

    assert page.is_reprint
    assert (page.reprint_source in notice, page.reprint_permission in notice, "CC BY 4.0" in notice) == (True,) * 3
    assert demo.web["en"].select_one("link[rel=canonical]")["href"] == page.original_url


def test_published_and_updated_dates(demo):
    assert "Published 11 June 2024" in words(demo.web["en"].select_one(".dated"))
    assert "Updated 3 November 2025" in words(demo.web["en"].select_one(".dated"))


def test_the_urdu_edition_says_the_same_in_urdu_and_is_known_to_be_a_machines(demo):
    english, urdu = demo.page["en"], demo.page["ur"]

    assert urdu.machine_made
    assert not english.machine_made
    assert [block.block_type for block in urdu.body] == [block.block_type for block in english.body]
    assert [link["href"] for link in demo.web["ur"].select("a.reference")] == ["#source-1", "#source-2"]
    assert demo.web["ur"].html["dir"] == "rtl"


def test_the_list_of_news_shows_it_under_its_month_with_its_author(demo):
    listed = words(demo.list.select_one("#month-2024-06").find_parent("section"))

    assert demo.page["en"].title in listed
    assert demo.authors["en"][0].name in listed
