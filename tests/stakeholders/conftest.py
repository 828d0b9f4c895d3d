import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_throttle():
    """Forms are counted per hour in the cache: every test begins an hour of its own."""
    cache.clear()
