"""What the list of publications shows: years with their publications, and the kinds one can filter by."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F

from publications.enums import Kind

if TYPE_CHECKING:
    from wagtail.query import PageQuerySet


def context(publications: PageQuerySet, *, kind: str) -> dict[str, Any]:
    """Return the list's context in three queries, however many there are; an unknown `kind` filters nothing."""
    labels = dict(Kind.choices)
    counts = publications.order_by("kind").values_list("kind").annotate(Count("pk"))
    kinds = [{"value": value, "label": labels[value], "count": count} for value, count in counts]
    if kind in labels:
        publications = publications.filter(kind=kind)
    listed = (
        publications.order_by(F("published_on").desc(nulls_last=True), "title")
        .select_related("locale")
        .prefetch_related("contributors", "files__document")
    )
    years = itertools.groupby(listed, key=lambda page: page.published_on.year if page.published_on else None)
    return {
        "kinds": kinds,
        "kind": kind if kind in labels else "",
        "years": [(year, list(pages)) for year, pages in years],
    }
