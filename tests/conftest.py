"""What every test of the house starts from."""

import os

import hypothesis
import pytest
from django.conf import settings
from django.utils import translation
from wagtail.models import Page

# A busy machine is no defect of the code. In CI a change is judged by examples that depend on the test alone: what
# nobody has seen fail yet is found by everybody's own runs, which draw anew each time.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.load_profile("repeatable" if os.environ.get("CI") else "unhurried")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make the bones of the site once for all tests: they take a thousand queries, and most tests need them.

    A database that is kept may have been emptied to the ground by the last tests of the run before.
    """
    from coordination_site import site_tree

    with django_db_blocker.unblock():
        if Page.get_first_root_node():
            site_tree.set_up(site_url="http://testserver")


@pytest.fixture(autouse=True)
def default_language():
    """Start in the default language: the client of an earlier test leaves that of its last request behind."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
