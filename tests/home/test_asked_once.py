"""Within a request that only reads the same is asked once; never for longer."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Locale, Page

from home import rooms
from home.asked_once import AskedOnceMiddleware
from home.models import ContentPage
from meetings.models import MeetingIndexPage
from tests.factories.home import grow, site

pytestmark = pytest.mark.django_db


def within(method, ask):
    def view(request):
        ask()
        return HttpResponse()

    AskedOnceMiddleware(view)(getattr(RequestFactory(), method)("/"))


def ask_twice():
    for _again in range(2):
        Locale.get_active()
        list(Page.objects.live().public()[:1])


def test_locale_and_restrictions_are_asked_for_once_in_a_request_that_reads(django_assert_num_queries):
    with django_assert_num_queries(4):  # locale, restrictions, and the pages twice
        within("get", ask_twice)
    for outside in (ask_twice, lambda: within("post", ask_twice)):
        with django_assert_num_queries(6):
            outside()


def test_each_language_has_an_answer_of_its_own():
    site()
    found = []

    def ask():
        for language in ("en", "ur", "en"):
            with translation.override(language):
                found.append((Locale.get_active().language_code, rooms.url_of(MeetingIndexPage)))

    within("get", ask)
    assert found == [("en", "/meetings/"), ("ur", "/ur/meetings/"), ("en", "/meetings/")]


def test_the_next_request_sees_what_was_changed():
    page = grow(site(), ContentPage, title="About us", slug="about-us")
    seen = []
    for _request in range(2):
        within("get", lambda: seen.append(Page.objects.public().filter(pk=page.pk).exists()))
        page.view_restrictions.create(restriction_type="password", password="secret")
    assert seen == [True, False]


def test_where_a_page_lies_behind_a_password_it_is_asked_for(client):
    page = grow(site(), ContentPage, title="About us", slug="about-us")
    below = grow(page, ContentPage, title="Who we are", slug="who")
    assert client.get("/about-us/who/").status_code == 200
    page.view_restrictions.create(restriction_type="login")
    assert [client.get(url).status_code for url in ("/about-us/", below.url)] == [302, 302]
