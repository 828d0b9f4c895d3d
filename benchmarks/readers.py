"""The audience: the demo's made-up contacts, one in twenty out of reach, found by the product's own resolver."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from django.utils import timezone

from benchmarks.databases import Database
from coordination_site.demo_content import people
from coordination_site.demo_content.contacts import Circumstance, made_up_contacts
from delivery import audiences
from delivery.audiences import Candidate
from delivery.models import Address
from stakeholders.criteria import Criteria
from stakeholders.models import Contact, Province
from stakeholders.segments.own import PROVINCE
from stakeholders.segments.rules import Is

PURPOSE = "newsletter"
EVERY_ADDRESS = "benchmarks.every_address"
_STEP = 20_000  # contacts made up at a time: all rows of a step are in memory


def load(database: Database, sizes: Sequence[int]) -> None:
    """Make up contacts until there is an `audience` for each of `sizes`, smallest first."""
    wanted = contacts_for(sizes[-1])
    if database.contacts >= wanted:
        return
    people.load_organisations()
    for count in [*range(database.contacts + _STEP, wanted, _STEP), wanted]:
        people.load_contacts(count, now=timezone.now())
    database.contacts = wanted
    _put_into_provinces(sizes)
    database.settle()


@cache
def contacts_for(messages: int) -> int:
    """Return how many made-up contacts have so many readers among them."""
    reached = 0
    for contact in made_up_contacts(messages * 2):
        reached += contact.circumstance is Circumstance.SUBSCRIBED
        if reached == messages:
            return contact.number
    raise ValueError(f"Fewer than half of the made-up contacts are readers: {reached} of {messages * 2}.")


def audience(messages: int, sizes: Sequence[int]) -> dict[str, Any]:
    """Return the definition of the audience with so many readers, one of the run's `sizes`."""
    ranks = range(sizes.index(messages) + 1)
    codes = _codes()
    return Criteria(topic=PURPOSE, rule=Is(PROVINCE, tuple(codes[rank] for rank in ranks))).to_json()


def _put_into_provinces(sizes: Sequence[int]) -> None:
    """Put the first few contacts into one province, those up to the next size into another, and so on."""
    pks = list(Contact.objects.order_by("pk").values_list("pk", flat=True))
    bounds = [0, *(contacts_for(size) for size in sizes)]
    for code, (begin, end) in zip(_codes(), pairwise(bounds), strict=False):
        among = Contact.objects.filter(pk__gte=pks[begin], pk__lte=pks[end - 1])
        among.update(province=Province.objects.get(code=code))


def _codes() -> list[str]:
    return list(Province.objects.order_by("code").values_list("code", flat=True))


def every_address(criteria: dict[str, Any], purpose: str) -> Iterator[Candidate]:
    """Yield the first `count` addresses: an audience that costs next to nothing to find."""
    pks = Address.objects.order_by("pk").values_list("pk", flat=True)[: criteria["count"]]
    for pk in pks.iterator():
        yield Candidate(contact_ref=str(pk), address_id=pk, language="en", values={"name": "Amina"})


audiences.register(EVERY_ADDRESS, every_address)
