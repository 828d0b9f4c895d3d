"""Programmes as the page above them lists them."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from home.models.programmes import ProgrammePage


@dataclass
class Card:
    """One programme in a list, and the provinces in which it is at work."""

    page: ProgrammePage
    provinces: list[Any] = field(default_factory=list)


def below(parent: Page) -> list[Card]:
    """Return the programmes below `parent` that the public may read, in their order. Four queries for any number."""
    pages = ProgrammePage.objects.child_of(parent).live().public().prefetch_related("logo__renditions")
    provinces = defaultdict(list)
    membership = ProgrammePage.provinces.through.objects.filter(programmepage__in=pages)
    for row in membership.select_related("province").order_by("province__order"):
        provinces[row.programmepage_id].append(row.province)
    return [Card(page, provinces[page.pk]) for page in pages]


def other_pages(parent: Page) -> QuerySet[Page]:
    """Return the pages below `parent` that are no programmes and that the public may read."""
    return parent.get_children().live().public().not_type(ProgrammePage).specific()
