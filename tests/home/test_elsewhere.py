"""Lists say what they lack in the reader's language, and where it is."""

import datetime

import pytest
from bs4 import BeautifulSoup

from newsletters.models import IssuePage, NewsletterIndexPage
from publications.models import ArticleIndexPage, PublicationIndexPage
from tests.factories.articles import ArticleFactory
from tests.factories.home import grow, in_urdu, list_under, site
from tests.factories.publications import PublicationFactory

pytestmark = pytest.mark.django_db


def more(client, address):
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return [(line.a["href"], line.a["lang"], " ".join(line.text.split())) for line in page.select(".elsewhere")]


def test_a_list_says_how_much_stands_in_another_language_only(client):
    home = site()
    papers = list_under(home, PublicationIndexPage)
    in_urdu(PublicationFactory(parent=papers))
    PublicationFactory.create_batch(2, parent=papers)
    PublicationFactory(parent=papers, live=False)
    PublicationFactory(parent=papers, withdrawn_on=datetime.date(2026, 1, 7), withdrawal_reason="Wrong.")
    ArticleFactory(parent=list_under(home, ArticleIndexPage))
    issue = {"title": "A year", "slug": "33", "number": 33, "subject": "A year"}
    in_urdu(grow(list_under(home, NewsletterIndexPage), IssuePage, **issue), subject="سال")

    (in_english,) = more(client, "/ur/publications/")
    assert in_english[:2] == ("/publications/", "en")
    assert in_english[2].startswith("English")
    assert [found[0] for found in more(client, "/ur/news/")] == ["/news/"]
    assert more(client, "/ur/newsletters/") == []
    for address in ("/publications/", "/news/", "/newsletters/", "/ur/publications/?q=plan"):
        assert more(client, address) == [], address

    IssuePage.objects.filter(locale__language_code="en").first().unpublish()
    (in_urdu_only,) = more(client, "/newsletters/")
    assert in_urdu_only == ("/ur/newsletters/", "ur", "اردو 1 more stands only in this language.")
