"""Who comes to a page or a file behind a password stays on the site, is asked for it, and learns nothing else."""

import pytest
from bs4 import BeautifulSoup
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from home.models import ContentPage
from tests.factories.home import in_urdu, site

pytestmark = pytest.mark.django_db
PASSWORD = "only for this test"


def read(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("prefix", ["", "/ur"])
def test_the_password_is_asked_for_within_the_site_and_nothing_is_told(client, prefix):
    page = site().add_child(instance=ContentPage(title="Hidden title", slug="closed", summary="Hidden summary"))
    for edition in (page, in_urdu(page, machine_made=True)):
        PageViewRestriction.objects.create(page=edition, restriction_type="password", password=PASSWORD)

    asked = read(client.get(f"{prefix}/closed/"))

    assert asked.select_one("header.masthead")
    assert asked.select_one("footer.foot")
    assert asked.html["dir"] == ("rtl" if prefix else "ltr")
    assert "noindex" in asked.select_one("meta[name=robots]")["content"]
    assert "Hidden" not in str(asked)
    assert not asked.select(".machine-made")  # of which readers see nothing yet
    form = asked.select_one("main form")
    sent = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    wrong = read(client.post(form["action"], sent | {"password": "guess"}))
    assert wrong.html["dir"] == asked.html["dir"]
    assert wrong.select_one("#id_password")["aria-describedby"] == wrong.select_one(".errorlist")["id"]
    assert "guess" not in str(wrong.main)
    opened = client.post(form["action"], sent | {"password": PASSWORD}, follow=True)
    assert read(opened).h1.text == "Hidden title"


def test_a_file_behind_a_password_asks_for_it_in_the_same_way(client):
    site()
    closed = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="password", password=PASSWORD)
    file = get_document_model().objects.create(title="Hidden", file="hidden.pdf", collection=closed)

    asked = read(client.get(file.url))

    assert asked.select_one("header.masthead")
    assert "Hidden" not in asked.text
