"""A translator is asked for words; what is the same in every language follows the original."""

import json

import pytest
from bs4 import BeautifulSoup
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.machine_translators import dummy
from wagtail_localize.models import Translation, TranslationSource

from coordination_site.roles import REVIEWER
from home.models import ContentPage
from home.translating import confirming
from newsletters.models import IssuePage, NewsletterIndexPage
from publications.models import ArticleCategory, ArticleIndexPage, PublicationIndexPage
from tests.factories.articles import ArticleFactory
from tests.factories.home import grow, list_under, programme, site
from tests.factories.newsletters import IssueFactory
from tests.factories.publications import PublicationFactory
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db


def asked_for(page):
    source, _created = TranslationSource.update_or_create_from_instance(page)
    return {segment.context.path for segment in source.stringsegment_set.select_related("context")}


def test_of_a_publication_its_title_summary_and_abstract():
    publication = PublicationFactory(
        parent=list_under(site(), PublicationIndexPage),
        summary="Summary",
        abstract="<p>Text</p>",
        journal="Mind",
        volume="7",
        number="2",
        pages="1–9",
        doi="10.1017/gmh.2025.1",
    )

    assert asked_for(publication) == {"title", "summary", "abstract"}


def test_of_a_programme_not_the_urdu_name_that_it_already_has():
    page = programme(site(), title="Hamdard Force", name_ur="ہمدرد فورس", slug="f", kind="workforce")

    assert asked_for(page) == {"title", "byline", "provenance"}


def test_of_an_article_its_words_and_not_who_wrote_it_or_where_it_is_filed():
    article = ArticleFactory(parent=list_under(site(), ArticleIndexPage), summary="Why", body=_body("<p>Ask.</p>"))

    assert {path.partition(".")[0] for path in asked_for(article)} == {"title", "summary", "body"}


def test_of_a_home_page_its_title_and_not_its_slug():
    assert asked_for(site()) == {"title"}


def test_of_an_issue_and_a_list_their_words():
    assert asked_for(list_under(site(), PublicationIndexPage)) == {"title"}
    assert "subject" in asked_for(IssueFactory())


# A reviewer translates an article ------------------------------------------------------------------------------------


def _body(text):
    return json.dumps([{"type": "text", "value": text, "id": "0d2f3f6a-6bd4-44a1-a5a7-0c4b9f3a1111"}])


@pytest.fixture
def article():
    category = ArticleCategory.objects.create(name="Blog", slug="blog")
    page = ArticleFactory(
        parent=list_under(site(), ArticleIndexPage), title="Asking", slug="ask", body=_body("<p>Ask for help.</p>")
    )
    page.categories.add(category)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def reviewer(client):
    client.force_login(staff(REVIEWER))
    return client


@pytest.fixture
def edition(article, reviewer):
    """Have a reviewer ask for an Urdu edition, by the form behind “Translate this page”."""
    urdu = Locale.objects.get(language_code="ur")
    reviewer.post(reverse("wagtail_localize:submit_page_translation", args=[article.pk]), {"locales": [urdu.pk]})
    return article.get_translation(urdu).specific


def translate(client, words):
    """Translate strings as the editor does that wagtail-localize puts in the place of ours."""
    translation = Translation.objects.get()
    for segment in translation.source.stringsegment_set.select_related("string"):
        if segment.string.data in words:
            url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
            data = encode_multipart(BOUNDARY, {"value": words[segment.string.data]})
            assert client.put(url, data, content_type=MULTIPART_CONTENT).status_code in (200, 201)


def listed(client, url):
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return [row.text for row in page.select("table.listing tbody tr")]


def publish(client, page, captured):
    with captured(execute=True):
        client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"})
    page.refresh_from_db()


URDU = {"Asking": "مدد مانگنا", "Ask for help.": "مدد مانگیے۔"}


def test_a_persons_translation_is_live_from_right_to_left_and_not_marked(
    client, reviewer, edition, django_capture_on_commit_callbacks
):
    assert (edition.live, edition.machine_made) == (False, False)
    translate(reviewer, URDU)
    publish(reviewer, edition, django_capture_on_commit_callbacks)

    client.logout()
    page = BeautifulSoup(client.get("/ur/news/ask/").content, "html.parser")
    assert (page.html["lang"], page.html["dir"]) == ("ur", "rtl")
    assert page.h1.text == "مدد مانگنا"
    assert "مدد مانگیے۔" in page.select_one(".prose").text
    assert page.select_one(".machine-made") is None
    assert [category.slug for category in edition.categories.all()] == ["blog"]


def test_nobody_reads_an_edition_before_somebody_has_published_it(client, reviewer, django_capture_on_commit_callbacks):
    urdu = Locale.objects.get_or_create(language_code="ur")[0]
    page = grow(site(), ContentPage, title="About", slug="about")
    archive = list_under(page.get_parent(), NewsletterIndexPage)
    issue = grow(archive, IssuePage, title="A year", slug="33", number=33, subject="A year")
    for original, address in ((page, "/ur/about/"), (issue, "/ur/newsletters/33/")):
        asked = reverse("wagtail_localize:submit_page_translation", args=[original.pk])
        with django_capture_on_commit_callbacks(execute=True):
            assert reviewer.post(asked, {"locales": [urdu.pk]}).status_code == 302
        assert original.get_translation(urdu).live is False
        assert client.get(address).status_code == 404


def test_what_a_machine_translates_is_marked_whoever_publishes_and_confirmed_once(
    client, reviewer, edition, settings, django_capture_on_commit_callbacks
):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": f"{dummy.__name__}.DummyTranslator"}
    translate(reviewer, {"Asking": "مدد مانگنا"})
    reviewer.post(reverse("wagtail_localize:machine_translate", args=[Translation.objects.get().pk]), {"next": "/"})
    publish(reviewer, edition, django_capture_on_commit_callbacks)
    assert edition.machine_made
    assert "machine-made" in client.get("/ur/news/ask/").content.decode()

    confirming.confirm(edition, seen=edition.latest_revision_id, by=staff(REVIEWER), now=timezone.now())
    publish(reviewer, edition, django_capture_on_commit_callbacks)
    assert not edition.machine_made


def test_an_edition_shows_in_the_list_of_what_waits_when_its_original_changes(
    reviewer, article, edition, django_capture_on_commit_callbacks
):
    translate(reviewer, URDU)
    publish(reviewer, edition, django_capture_on_commit_callbacks)
    url = reverse("translations_that_wait")
    assert not listed(reviewer, url)
    article.body = _body("<p>Ask for help early.</p>")
    article.save_revision().publish()
    (row,) = listed(reviewer, url)
    assert "مدد مانگنا" in row
    assert "The original was published again on" in row
