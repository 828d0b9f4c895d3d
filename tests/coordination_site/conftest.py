import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from coordination_site.demo_content.load import load
from tests.coordination_site.newsletter_33 import NOW, Demo, Edition, render


@pytest.fixture(scope="session")
def demo(django_db_setup, django_db_blocker) -> Demo:
    """The demo, loaded and rendered once, and gone from the database. Tests that use it are marked django_db."""
    cache.clear()  # it keeps the renditions of earlier tests' images, which had the same ids
    with django_db_blocker.unblock(), override_settings(APPROVE_BY_CODE=True), transaction.atomic():
        load(contacts=1, password="only for this test", now=NOW, say=lambda added: None)
        rendered = render()
        transaction.set_rollback(True)
    cache.clear()
    return rendered


@pytest.fixture
def english(demo: Demo) -> Edition:
    return demo.editions["en"]


@pytest.fixture
def urdu(demo: Demo) -> Edition:
    return demo.editions["ur"]
