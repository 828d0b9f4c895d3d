"""The first view of any public page is light, comes from one host, and says what it may load."""

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.architecture.public_site import PAGES, build

pytestmark = pytest.mark.django_db
MOST_BYTES = 60 * 1024  # uncompressed, which is stricter than over the wire
MOST_REQUESTS = 8
LOADING = "link[rel=stylesheet], link[rel=icon], link[rel=preload], script[src], img[src]"


@pytest.fixture
def public_site():
    build()


def loaded_by(markup: bytes) -> list[str]:
    """Return the addresses of what a browser fetches along with the page; the Urdu font is weighed on its own."""
    tags = BeautifulSoup(markup, "html.parser").select(LOADING)
    return sorted({str(tag.get("href") or tag.get("src")) for tag in tags})


def size_of(address: str) -> int:
    path = finders.find(urlsplit(address).path.removeprefix("/static/"))
    assert path, f"{address} is no static file of ours"
    with open(path, "rb") as file:
        return len(file.read())


def test_every_page_is_light_and_all_of_it_is_ours(client, public_site):
    for address in PAGES:
        markup = client.get(address).content
        loaded = loaded_by(markup)
        weighed = [source for source in loaded if not source.startswith(settings.MEDIA_URL)]  # all but pictures

        assert [source for source in weighed if not source.startswith(settings.STATIC_URL)] == [], address
        assert len(loaded) + 1 <= MOST_REQUESTS, address
        assert len(markup) + sum(map(size_of, weighed)) <= MOST_BYTES, address


def test_the_public_policy_allows_no_inline_code_and_no_other_host(client, public_site):
    policy = directives(client.get("/"))

    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == ["'none'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == ["'self'"]
    assert "unsafe" not in str(policy)


def test_only_the_admin_gets_what_wagtail_needs(admin_client, public_site):
    assert directives(admin_client.get("/admin/"))["script-src"] == ["'self'", "'unsafe-inline'"]
    assert "script-src" not in directives(admin_client.get("/"))
    assert "script-src" not in directives(admin_client.get("/administration/"))


def test_a_missing_page_carries_the_policy_as_well(client, public_site):
    assert directives(client.get("/no-such-page/"))["default-src"] == ["'self'"]


def directives(response) -> dict[str, list[str]]:
    policy = response["Content-Security-Policy"]
    return {name: values for name, *values in (directive.split() for directive in policy.split(";"))}
