import pytest
from django.core.cache import cache
from django.utils import translation


@pytest.fixture(autouse=True)
def fresh_throttle():
    """Forms are counted per hour in the cache: every test begins an hour of its own."""
    cache.clear()


@pytest.fixture(autouse=True)
def in_english():
    """A request to an Urdu page leaves Urdu active; every test begins and ends in English."""
    with translation.override("en"):
        yield
