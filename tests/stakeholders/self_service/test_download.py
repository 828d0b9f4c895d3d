"""Taking away what is held: by a button, as a file that privacy makes."""

import sys
from types import SimpleNamespace

import pytest

from stakeholders.tokens import Door
from tests.stakeholders.self_service.conftest import url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(monkeypatch):
    """Stand in for `privacy.access`, and remember for whom it was asked."""
    asked = []

    def as_file(contact, *, language, now):
        asked.append((contact.name, language))
        return "what-we-hold.html", b"<p>All of it</p>", "text/html; charset=utf-8"

    access = SimpleNamespace(as_file=as_file)
    monkeypatch.setitem(sys.modules, "stakeholders.privacy", SimpleNamespace(access=access))
    monkeypatch.setitem(sys.modules, "stakeholders.privacy.access", access)
    return asked


def test_looking_at_the_page_fetches_nothing(client, address, served):
    answer = client.get(url_of(Door.DOWNLOAD, address.pk))
    assert "Download the file" in answer.content.decode()
    assert "Amina" not in answer.content.decode()
    assert served == []


def test_the_button_serves_the_person_s_own_file_to_keep_and_not_to_cache(client, address, served):
    answer = client.post(f"/ur{url_of(Door.DOWNLOAD, address.pk)}")
    assert answer.content == b"<p>All of it</p>"
    assert answer["Content-Disposition"] == 'attachment; filename="what-we-hold.html"'
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert served == [("Amina Example", "ur")]
