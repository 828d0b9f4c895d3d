import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def nobody_has_sent_forms_yet():
    """How often forms were sent is counted in the shared cache, under keys that come again in the next test."""
    caches["shared"].clear()
