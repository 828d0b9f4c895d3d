from pathlib import Path

import pytest

from delivery import audiences


@pytest.fixture(autouse=True)
def _pages_of_our_own(settings):
    settings.ROOT_URLCONF = "tests.delivery.urls"


@pytest.fixture(autouse=True)
def _audiences_of_this_test(monkeypatch):
    monkeypatch.setattr(audiences, "_resolvers", dict(audiences._resolvers))


@pytest.fixture
def _mail_templates(settings):
    templates = Path(__file__).parent / "templates"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], templates]}]
