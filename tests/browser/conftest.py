"""One site for all of these tests, served, and a Chromium that reads it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection, connections
from playwright.sync_api import Browser, sync_playwright
from wagtail.models import Site

from tests.architecture.browser import CHROMIUM
from tests.browser import places
from tests.browser.places import Person
from tests.browser.server import serving


@dataclass(frozen=True)
class Served:
    """A site that answers at `origin`, and somebody whom it knows."""

    origin: str
    person: Person


@pytest.fixture(scope="package")
def served(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Served]:
    with django_db_blocker.unblock(), serving(tmp_path_factory.mktemp("site")) as origin:
        person = places.build()
        Site.objects.update(hostname="localhost", port=int(origin.rpartition(":")[2]))
        Site.clear_site_root_paths_cache()
        yield Served(origin, person)


@pytest.fixture(scope="package")
def browser(served) -> Iterator[Browser]:
    own = connections[connection.alias]
    with sync_playwright() as playwright:
        # While Playwright's loop runs, Django keeps connections apart from those before: without this line, tests
        # would see nothing of the site that is served.
        connections[connection.alias] = own
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()
