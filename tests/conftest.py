"""What every test of the house starts from."""

import os

import hypothesis
import pytest
from django.conf import settings
from django.utils import translation

# A busy machine is no defect of the code. In CI a change is judged by examples that depend on the test alone: what
# nobody has seen fail yet is found by everybody's own runs, which draw anew each time.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.load_profile("repeatable" if os.environ.get("CI") else "unhurried")


@pytest.fixture(autouse=True)
def default_language():
    """Start in the default language: the client of an earlier test leaves that of its last request behind."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
