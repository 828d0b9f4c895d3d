import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def fresh_throttle():
    """Forms are counted per hour in the cache: every test begins an hour of its own."""
    caches["shared"].clear()
