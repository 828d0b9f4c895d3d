"""What every test of the house starts from."""

import hypothesis
import pytest
from django.conf import settings
from django.utils import translation

# A busy machine is no defect of the code.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def default_language():
    """Start in the default language: the client of an earlier test leaves that of its last request behind."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
