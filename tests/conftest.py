"""What every test of the house starts from."""

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def default_language():
    """Start in the default language: the client of an earlier test leaves that of its last request behind."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
