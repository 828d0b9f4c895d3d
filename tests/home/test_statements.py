"""What the statements on privacy and accessibility say is what the system does."""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from coordination_site.demo_content import read
from stakeholders.privacy import retention
from tests.architecture import public_site
from tests.architecture.dress import undressed

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
LANGUAGES = ("en", "ur")


def text_of(page, language):
    body = "".join(next(iter(block.values())) for block in read("pages")[page][language]["body"])
    return " ".join(BeautifulSoup(body, "html.parser").get_text(" ").split())


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """A site with one of everything that is public. Reading it changes nothing."""
    caches["default"].clear()  # it keeps the renditions of earlier tests' images, which had the same ids
    with django_db_blocker.unblock(), transaction.atomic():
        public_site.build()
        yield
        transaction.set_rollback(True)
    caches["default"].clear()


def test_readers_get_no_cookie_but_with_a_form_and_that_goes_with_the_session(client, built):
    caches["shared"].clear()
    for address in (*public_site.PAGES, "/robots.txt", "/sitemap.xml", "/feed/", "/subscribe/", "/preferences/"):
        client.cookies.clear()
        response = client.get(address)
        has_form = "csrfmiddlewaretoken" in response.text
        assert list(response.cookies) == (["csrftoken"] if has_form else []), address
    assert settings.CSRF_COOKIE_AGE is None


def test_pages_load_nothing_from_other_hosts_and_every_stylesheet_that_dresses_them(client, built):
    for address in public_site.PAGES:
        page = BeautifulSoup(client.get(address).content, "html.parser")
        loaded = [tag.get("src") or tag.get("href") for tag in page.select("script[src], img, link[rel~=stylesheet]")]
        assert [each for each in loaded if not each.startswith(("/", "data:"))] == [], address
        assert undressed(page) == set(), address


def test_the_periods_named_are_those_that_are_kept():
    kept = {key: str(rule.keep) for key, rule in retention.rules.items()}
    named = {"unconfirmed": "30 days", "exports": "3 years", "silent": "2 years", "meeting_needs": "90 days"}
    words = {"3 years": "three years", "2 years": "two years"}
    urdu = {"30 days": "۳۰ دن", "3 years": "تین سال", "2 years": "دو سال", "90 days": "۹۰ دن"}
    for key, period in named.items():
        assert period in kept[key], (key, sorted(kept))
        assert words.get(period, period) in text_of("privacy", "en")
        assert urdu[period] in text_of("privacy", "ur")


def test_mails_track_nobody_unless_somebody_switches_it_on():
    assert getattr(settings, "DELIVERY_TRACKING", False) is False


@pytest.mark.parametrize("page", ["privacy", "accessibility"])
def test_both_statements_say_when_they_were_reviewed_and_whom_to_tell(page):
    bodies = {language: str(read("pages")[page][language]["body"]) for language in LANGUAGES}
    assert re.search(r"Last reviewed on \d+ \w+ 20\d\d", bodies["en"])
    assert re.search(r"آخری جائزہ: \d+ \w+ \d{4}", bodies["ur"])
    assert 'href="/contact/"' in bodies["en"]
    assert 'href="/ur/contact/"' in bodies["ur"]
    assert len(read("pages")[page]["en"]["body"]) == len(read("pages")[page]["ur"]["body"])
