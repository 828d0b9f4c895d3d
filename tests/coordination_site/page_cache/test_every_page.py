"""No public page stands in the way of being kept: none sets a cookie or speaks to one reader."""

import pytest
from django.test import Client

from coordination_site.page_cache.middleware import HIT
from tests.architecture.public_site import PAGES, build

# Forms with a token: a subscription, a mailed link asked for, numbers of people asked for. And where nothing is.
UNKEPT = ("/subscribe/", "/meetings/members/", "/directory/alliance/", "/no-such-page/")


@pytest.mark.django_db
@pytest.mark.any_database
def test_every_public_page_is_kept_but_those_that_are_forms(pages):
    build()
    for path in PAGES:
        Client().get(path)
    kept = {path for path in PAGES if Client().get(path)["Cache-Status"] == HIT}
    queried = {path for path in PAGES if "?" in path and "?page=" not in path}
    assert set(PAGES) - kept - queried == {f"{prefix}{path}" for prefix in ("", "/ur") for path in UNKEPT}
