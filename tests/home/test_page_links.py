"""A link of a text to a page leads where its reader can go, and asks the database once for all links of the text."""

import pytest
from django.utils import translation

from home.models import ContentPage
from home.rich_text import clean
from tests.factories.home import grow, in_urdu, site

pytestmark = pytest.mark.django_db


@pytest.fixture
def about():
    return grow(site(), ContentPage, title="About us", slug="about-us")


def link(*keys):
    return "".join(f'<p><a linktype="page" id="{key}">here</a></p>' for key in keys)


def test_it_leads_to_the_edition_in_the_readers_language(about):
    in_urdu(about, title="ہمارے بارے میں")

    assert clean(link(about.pk)) == '<p><a href="/about-us/">here</a></p>'
    with translation.override("ur"):
        assert clean(link(about.pk)) == '<p><a href="/ur/about-us/">here</a></p>'


def test_without_a_live_edition_in_that_language_it_leads_to_the_page_itself(about):
    in_urdu(about, title="ہمارے بارے میں").unpublish()

    with translation.override("ur"):
        assert clean(link(about.pk)) == '<p><a href="/about-us/">here</a></p>'


def test_it_leads_to_the_edition_although_the_page_itself_was_taken_down(about):
    in_urdu(about, title="ہمارے بارے میں")
    about.unpublish()

    with translation.override("ur"):
        assert clean(link(about.pk)) == '<p><a href="/ur/about-us/">here</a></p>'


def test_a_page_that_was_taken_down_is_no_link(about):
    about.unpublish()

    assert clean(link(about.pk)) == "<p>here</p>"


@pytest.mark.parametrize("key", ["", "0", "-1", "x", "٣", "9" * 12, "9" * 5000, "1 or 1=1"])
def test_rubbish_for_a_key_is_no_link_and_no_error(key):
    assert clean(link(key)) in ("<p>here</p>", '<p><a href="/">here</a></p>')


def test_many_links_take_one_query(about, django_assert_num_queries):
    others = [grow(about, ContentPage, title=f"Part {number}", slug=f"part-{number}") for number in range(5)]
    clean(link(about.pk))  # the address of the site is known from now on

    with django_assert_num_queries(2):  # the language, the pages
        clean(link(about.pk, *(page.pk for page in others)))
