"""The demo as it stands: what a second run does to it, and whether its links lead anywhere."""

from html.parser import HTMLParser
from io import StringIO
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from wagtail.models import Page

from newsletters.models import IssuePage

pytestmark = pytest.mark.django_db


def load_demo() -> str:
    """Run the command as the demo does, with few contacts, and return what it printed."""
    printed = StringIO()
    with override_settings(APPROVE_BY_CODE=True):
        call_command("load_demo", contacts=40, stdout=printed)
    return printed.getvalue()


@pytest.fixture(scope="module")
def first(django_db_setup, django_db_blocker):
    """What the first run printed; what it loaded stays for all tests, in a transaction around theirs."""
    cache.clear()  # it keeps the renditions of earlier tests' images, which had the same ids
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_demo()
        transaction.set_rollback(True)
    cache.clear()


def _rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_a_second_run_changes_nothing_and_says_so(first):
    rows = _rows()
    revisions = list(Page.objects.order_by("pk").values_list("pk", "latest_revision", "last_published_at"))

    second = load_demo()

    assert "Loaded" in first
    assert second == "Everything was there already: nothing changed.\n"
    assert _rows() == rows
    assert list(Page.objects.order_by("pk").values_list("pk", "latest_revision", "last_published_at")) == revisions


def test_what_staff_changed_is_left_alone(first):
    page = IssuePage.objects.get(number=33, locale__language_code="en")
    page.title = "Changed by hand"
    page.save_revision().publish()

    load_demo()

    assert IssuePage.objects.get(pk=page.pk).title == "Changed by hand"


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value or "" for name, value in attrs if (tag, name) == ("a", "href")}


@pytest.mark.any_database
def test_no_link_on_the_public_site_is_dead(first, client):
    dead, seen, waiting = [], set(), {"/", "/ur/"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        response = client.get(path, follow=True)
        if response.status_code != 200:
            dead.append(path)
        if "text/html" not in response["Content-Type"]:
            continue
        links = _Links()
        links.feed(response.content.decode())
        for link in links.found:
            target = urlsplit(urljoin(f"http://testserver{path}", link))
            if target.netloc == "testserver" and target.path not in seen:
                waiting.add(target.path)
    assert dead == []
    assert len(seen) > 60
