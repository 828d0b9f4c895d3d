"""What the list of publications shows: a page of them under their years, what narrows it, and what is taken away."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import F

from publications import versions
from publications.citing.formats import FORMATS
from publications.selection import Selection

if TYPE_CHECKING:
    from wagtail.query import PageQuerySet

    from publications.models import PublicationPage

ON_A_PAGE = 25
MOST_PICKED = 500  # publications that an address can name; the page of a list shows far fewer


def in_order(publications: PageQuerySet) -> PageQuerySet:
    """Return `publications` as lists have them: the newest first, the undated last, with what their lines show."""
    ordered = publications.order_by(F("published_on").desc(nulls_last=True), "title", "pk")
    return ordered.select_related("locale").prefetch_related("contributors", "files__document")


def context(publications: PageQuerySet, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the list's context in the same number of queries, however many there are."""
    selection = Selection(publications, query)
    paginator = Paginator(in_order(selection.among(publications)), ON_A_PAGE)
    shown = paginator.get_page(query.get("page"))
    listed = list(shown.object_list)
    versions.mark_replaced(listed)
    years = itertools.groupby(listed, key=lambda page: page.published_on.year if page.published_on else None)
    address = selection.address()
    return {
        "selection": selection,
        "facets": selection.facets(),
        "shown": shown,
        "further": f"{address}&" if address else "?",
        "years": [(year, list(pages)) for year, pages in years],
        "formats": FORMATS.values(),
        "can_pick": bool(listed) and not selection.shows_withdrawn,
        "nothing_picked": query.get("nothing") == "1",
    }


def taken_away(publications: PageQuerySet, query: Mapping[str, str], picked: list[str]) -> list[PublicationPage]:
    """Return what a reader takes away: those of the slugs `picked`, else all that fits. Never what was withdrawn."""
    standing = publications.filter(withdrawn_on=None)
    if picked:
        wanted = [slug for slug in picked[:MOST_PICKED] if slug.isprintable()]
        return list(in_order(standing.filter(slug__in=wanted)))
    chosen = {name: value for name, value in query.items() if name != "withdrawn"}
    return list(in_order(Selection(publications, chosen).among(standing)))
