"""Everything of the demo, in the order in which it hangs together. A second time changes nothing."""

import datetime
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from coordination_site.demo_content.accounts import load_accounts
from coordination_site.demo_content.cards import load_cards
from coordination_site.demo_content.figures import load_figures
from coordination_site.demo_content.groups import load_groups, load_segments
from coordination_site.demo_content.people import load_contacts, load_organisations
from coordination_site.demo_content.proceedings import load_proceedings
from coordination_site.demo_content.programmes import load_terms
from coordination_site.demo_content.reviews import load_reviews
from coordination_site.demo_content.site import load_pages, load_unit
from coordination_site.site_tree import set_up
from stakeholders.duplicates import searching


class Added(NamedTuple):
    """How many of something were new."""

    what: str
    number: int


@transaction.atomic
def load(*, contacts: int, password: str, now: datetime.datetime, say: Callable[[Added], None]) -> int:
    """Load the demo with `contacts` contacts and staff accounts of one password; all of it or, on an error, nothing.

    `say` is called after each part. Returns how many things were added in all.
    """
    set_up(site_url=settings.SITE_URL)
    total = 0
    for added in _parts(contacts=contacts, password=password, now=now):
        say(added)
        total += added.number
    return total


def _parts(*, contacts: int, password: str, now: datetime.datetime) -> Iterator[Added]:
    yield Added("unit settings", load_unit())
    yield Added("staff accounts", load_accounts(password=password))
    yield Added("organisations", load_organisations())
    yield Added("contacts", load_contacts(contacts, now=now))
    yield Added("cards in the directory", load_cards(now=now))
    yield Added("working groups", load_groups())
    yield Added("segments", load_segments())
    yield Added("searches for duplicates", _search_for_duplicates(now=now))
    yield Added("key figures", load_figures())
    yield Added("preferred terms", load_terms())
    yield Added("pages", load_pages(now=now))
    yield Added("proceedings of groups and meetings", load_proceedings(now=now))
    yield Added("years in review", load_reviews())


def _search_for_duplicates(*, now: datetime.datetime) -> int:
    """Have the workers look once for contacts that may be one: the made-up ones hold some."""
    if searching.latest() is not None:
        return 0
    searching.ask(by=None, now=now, whole=True)
    return 1
