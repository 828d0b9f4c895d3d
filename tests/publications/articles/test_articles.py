"""The page of an article and the list of them."""

import datetime
import json

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from taggit.models import Tag

from home import record
from newsletters.blocks import picks
from publications.models import ArticleAuthor, ArticleCategory, ArticleIndexPage, ArticlePage, RelatedPage
from stakeholders.models import OrganisationName
from tests.factories.articles import ArticleFactory
from tests.factories.home import in_urdu, list_under, site
from tests.factories.staff import staff
from tests.factories.stakeholders import OrganisationFactory
from tests.pages import read, words

pytestmark = pytest.mark.django_db

REPRINT = {
    "provenance": "reprint",
    "reprint_source": "Institute of Policy",
    "original_url": "https://institute.example.org/a",
    "reprint_permission": "Given on 3 June 2024.",
    "licence": "CC-BY-4.0",
}


@pytest.fixture
def news():
    return list_under(site(), ArticleIndexPage)


def article(news, **fields):
    return ArticleFactory(parent=news, **{"slug": "a", **fields})


# The page ------------------------------------------------------------------------------------------------------------


def test_without_byline_or_provenance_nothing_goes_live_and_the_refusal_says_what_is_missing(news):
    with pytest.raises(ValidationError) as refused:
        article(news, by=(), provenance="")
    assert set(refused.value.message_dict) == {"__all__", "provenance"}

    with pytest.raises(ValidationError) as refused:
        article(news, **{**REPRINT, "original_url": "", "reprint_permission": ""})
    assert set(refused.value.message_dict) == {"original_url", "reprint_permission"}

    assert article(news, live=False, by=(), provenance="").pk


def test_tags_that_say_nothing_are_not_kept_and_no_tags_show_no_list(client, news):
    page = article(news)
    page.tags.add(" ", ",", "–", "stigma")
    page.save_revision().publish()

    page = ArticlePage.objects.get(pk=page.pk)
    assert [tag.name for tag in page.tags.all()] == ["stigma"]
    assert words(read(client, "/news/a/").select_one(".tags")) == "stigma"
    page.tags.clear()
    page.save()
    assert read(client, "/news/a/").select_one(".tags") is None


def test_the_poster_is_named_only_where_that_was_asked_for(client, news):
    poster = staff("Author")
    poster.first_name, poster.last_name = "Nida", "Bangash"
    poster.save()
    page = article(news, posted_by=poster)

    assert "Nida Bangash" not in read(client, "/news/a/").text
    page.show_poster = True
    page.save()
    assert "Posted by Nida Bangash ." in words(read(client, "/news/a/").select_one(".authors"))


def test_a_reprint_says_whose_it_is_and_search_engines_are_sent_to_the_original(client, news):
    article(news, **REPRINT)

    page = read(client, "/news/a/")

    notice = page.select_one("#provenance")
    assert words(notice) == (
        "First published by Institute of Policy . Read the original Given on 3 June 2024. Licence: CC BY 4.0 ."
    )
    assert [link["href"] for link in notice.select("a")] == [
        "https://institute.example.org/a",
        "https://creativecommons.org/licenses/by/4.0/",
    ]
    assert page.select_one("link[rel=canonical]")["href"] == "https://institute.example.org/a"


def test_an_affiliation_that_names_an_organisation_as_it_was_is_explained(client, news, django_assert_max_num_queries):
    organisation = OrganisationFactory(name="Margalla Institute")
    OrganisationName.objects.create(
        organisation=organisation, name="Iqbal Circle", reason="former", until=datetime.date(2023, 12, 31)
    )
    author = ArticleAuthor(name="M Q", affiliation="IQBAL-Circle (IC), Islamabad", organisation=organisation)
    article(news, authors=[author])

    explained = "Iqbal Circle had this name until 31 December 2023; today it is called Margalla Institute ."
    section = read(client, "/news/a/").select_one(".authors")
    assert explained in words(section)
    assert section.select_one("a")["href"] == f"/directory/{organisation.slug}/"

    organisation.public = False
    organisation.save()
    assert "Margalla" not in read(client, "/news/a/").text


def test_share_links_are_plain_and_every_letter_of_a_title_survives(client, news):
    article(news, title="Care & “help”: 100% <b>")

    links = {words(link): link["href"] for link in read(client, "/news/a/").select(".share ul a")}

    title, url = "Care%20%26%20%E2%80%9Chelp%E2%80%9D%3A%20100%25%20%3Cb%3E", "http%3A%2F%2Ftestserver%2Fnews%2Fa%2F"
    assert links["E-mail"] == f"mailto:?subject={title}&body={title}%0A{url}"
    assert links["WhatsApp"] == f"https://wa.me/?text={title}%20{url}"
    assert list(links) == ["E-mail", "WhatsApp", "LinkedIn", "Facebook", "X"]
    assert all(url in link for link in links.values())


def test_nobody_can_reply_and_nothing_of_others_is_loaded(client, news):
    article(news, **REPRINT)

    page = read(client, "/news/a/")

    assert "comment" not in page.text.lower()
    assert page.select("form[action*=comment], textarea, iframe") == []
    assert all(tag["src"].startswith("/") for tag in page.select("script[src], img[src]"))


def test_it_leads_on_to_what_was_picked_in_its_language_and_else_to_what_has_most_in_common(client, news):
    page = article(news, title="This")
    near, far, draft = (
        ArticleFactory(parent=news, title=title, live=live)
        for title, live in [("Near", True), ("Far", True), ("D", False)]
    )
    blog = ArticleCategory.objects.create(name="Blog", slug="blog")
    for other in (page, near, far, draft):
        other.categories.add(blog)
    for other in (page, near):
        other.tags.add("stigma")
    for other in (page, near, far, draft):
        other.save()

    shown = [words(link) for link in read(client, "/news/a/").select(".related a")]
    assert shown == ["Near", "Far"]

    edition = in_urdu(far, title="دور")
    page.related = [RelatedPage(page=far), RelatedPage(page=draft)]
    page.save()
    assert [words(link) for link in read(client, "/news/a/").select(".related a")] == ["Far"]
    in_urdu(page)
    assert read(client, "/ur/news/a/").select_one(".related a")["href"] == edition.url


def test_machines_are_told_who_wrote_it_and_questions_with_answers(client, news):
    faq = {"type": "faq", "value": [{"question": "Free?", "answer": "<p>Yes</p><script>x()</script>"}]}
    article(news, kind="news", title="</script><b>", body=json.dumps([faq]), **REPRINT)

    data = json.loads(read(client, "/news/a/").select_one("script[type='application/ld+json']").string)

    told, questions = data["@graph"]
    assert (told["@type"], told["headline"]) == ("NewsArticle", "</script><b>")
    assert told["author"] == [{"@type": "Person", "name": "Mahnoor Qaisrani"}]
    assert (told["isBasedOn"], told["license"]) == (
        "https://institute.example.org/a",
        "https://creativecommons.org/licenses/by/4.0/",
    )
    assert questions["mainEntity"][0]["acceptedAnswer"]["text"] == "<p>Yes</p>"


# The list ------------------------------------------------------------------------------------------------------------


def test_articles_stand_under_their_months_and_can_be_narrowed_down(client, news):
    assert "No article has been published" in read(client, "/news/").text
    blog = ArticleCategory.objects.create(name="Blog", slug="blog")
    other = ArticleCategory.objects.create(name="Insights", slug="insights")
    for title, day, category in [
        ("New", (2025, 6, 11), blog),
        ("Same month", (2025, 6, 1), other),
        ("Old", (2024, 5, 1), blog),
    ]:
        page = ArticleFactory(parent=news, title=title, published_on=datetime.date(*day))
        page.categories.add(category)
        page.tags.add("ذہنی صحت" if title == "Old" else "care")
        page.save()
    ArticleFactory(parent=news, title="Draft", live=False)

    def shown(query=""):
        page = read(client, f"/news/{query}")
        return [words(h2) for h2 in page.select("h2.month")], [words(h3) for h3 in page.select("h3")]

    assert shown() == (["June 2025", "May 2024"], ["New", "Same month", "Old"])
    assert shown("?category=blog") == (["June 2025", "May 2024"], ["New", "Old"])
    assert shown("?category=blog&year=2024") == (["May 2024"], ["Old"])
    assert shown(f"?tag={Tag.objects.get(name='ذہنی صحت').slug}") == (["May 2024"], ["Old"])
    assert shown("?category=insights&year=2024")[1] == []
    for rubbish in (
        "?category=<b>",
        "?year=-1",
        "?year=²",
        "?year=99999",
        f"?year={'9' * 5000}",
        "?tag=%00",
        "?tag=no",
        f"?page={'9' * 50}",
    ):
        assert len(shown(rubbish)[1]) == 3, rubbish


def test_the_feed_and_the_record_tell_of_articles(client, news):
    article(news, kind="news", summary="In short")
    article(news, slug="b", title="Tomorrow", published_on=datetime.date(2999, 1, 1))

    feed = BeautifulSoup(client.get("/news/feed/").content, "xml")
    assert [entry.title.text for entry in feed.find_all("entry")] == ["Tomorrow", "Asking for help"]
    now = datetime.datetime(2025, 12, 1, tzinfo=datetime.UTC)
    entries = [entry for entry in record.entries(locale=news.locale, now=now) if "/news/" in entry.url]
    assert [(entry.title, str(entry.kind_label)) for entry in entries] == [("Asking for help", "News")]


def test_list_and_page_take_the_same_queries_however_much_there_is(client, news, django_assert_max_num_queries):
    blog = ArticleCategory.objects.create(name="Blog", slug="blog")

    def publish(count):
        for _ in range(count):
            page = ArticleFactory(parent=news, by=("One", "Two"))
            page.categories.add(blog)
            page.tags.add("care")
            page.save()

    def counted(url):
        client.get(url)
        with django_assert_max_num_queries(60) as captured:
            client.get(url)
        return len(captured)

    publish(2)
    page = ArticlePage.objects.first()
    few = counted("/news/"), counted(page.url)
    publish(18)
    assert (counted("/news/"), counted(page.url)) == few


def test_a_newsletter_can_point_to_an_article_with_its_date_and_summary(news):
    shown = picks.records([article(news, summary="In short"), ArticleFactory(parent=news, live=False)])

    assert [(entry.page.title, entry.page.summary, entry.date) for entry in shown] == [
        ("Asking for help", "In short", "11 June 2025")
    ]
