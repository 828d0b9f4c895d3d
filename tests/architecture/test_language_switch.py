"""From every public page the way to the other language leads to the same page and room, or says that there is none."""

import pytest
from bs4 import BeautifulSoup

from publications.models import PublicationIndexPage
from tests.architecture.public_site import PAGES, build
from tests.factories.publications import PublicationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ONLY_IN_ENGLISH = "/publications/only-english/"


def in_the_other_language(address):
    """Return the address of the same page: slugs are the same in both languages."""
    return address.removeprefix("/ur") if address.startswith("/ur/") else f"/ur{address}"


def test_the_switch_stays_on_the_page_or_says_that_it_can_not(client):
    build()
    PublicationFactory(parent=PublicationIndexPage.objects.get(locale__language_code="en"), slug="only-english")
    addresses = (*PAGES, ONLY_IN_ENGLISH)
    led = {}
    for address in addresses:
        soup = BeautifulSoup(client.get(address).content, "html.parser")
        (link,) = soup.select(".masthead .language a")
        led[address] = link["href"]
        assert client.get(link["href"].partition("#")[0]).status_code == 200, address

    expected = {address: in_the_other_language(address) for address in addresses}
    expected |= {ONLY_IN_ENGLISH: "/ur/#no-edition"}
    expected |= {"/no-such-page/": "/ur/", "/ur/no-such-page/": "/"}
    assert led == expected
