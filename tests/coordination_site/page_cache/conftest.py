"""A site whose pages are kept for a minute, in the memory of this process."""

import pytest
from django.core.cache import caches

from coordination_site.settings.caches import caches as cache_settings
from newsletters.models import IssuePage, NewsletterIndexPage
from tests.factories.home import grow, list_under, site


@pytest.fixture
def pages(settings):
    """Switch keeping on; the cache in which pages stand."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept pages", "TIMEOUT": 60}
    settings.CACHES = cache_settings("memory://") | {"pages": memory}
    yield caches["pages"]
    caches["pages"].clear()


@pytest.fixture
def home(db):
    """The English home page of a site with one newsletter, number 33."""
    english = site()
    grow(
        list_under(english, NewsletterIndexPage),
        IssuePage,
        title="A year of the unit",
        slug="33",
        number=33,
        issue_date="2025-01-07",
        subject="Subject",
        summary="In short.",
    )
    return english


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A context: what is written in it is committed, as far as the page cache can tell."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
