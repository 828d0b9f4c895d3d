"""Taking away what is held: by a button, as a file that privacy makes."""

import pytest

from stakeholders.privacy import access
from stakeholders.tokens import Door
from tests.factories.stakeholders import ContactFactory
from tests.stakeholders.self_service.conftest import url_of

pytestmark = pytest.mark.django_db


def test_looking_at_the_page_fetches_nothing(client, address, monkeypatch):
    monkeypatch.delattr(access, "as_file")
    answer = client.get(url_of(Door.DOWNLOAD, address.pk))
    assert "Download the file" in answer.content.decode()
    assert "Amina" not in answer.content.decode()


def test_the_button_serves_the_person_s_own_file_to_keep_and_not_to_cache(client, amina, address):
    ContactFactory(name="Bilal Example", emails=["bilal@example.net"], given=["newsletter"])
    answer = client.post(f"/ur{url_of(Door.DOWNLOAD, address.pk)}")
    page = answer.content.decode()
    assert "Amina Example" in page
    assert "amina@example.org" in page
    assert 'dir="rtl"' in page
    assert "Bilal" not in page
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["Content-Type"].startswith("text/html")
    assert "no-store" in answer["Cache-Control"]
