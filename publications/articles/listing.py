"""The list of articles: what a reader chose to see of it, page by page, under months."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count
from taggit.models import Tag

if TYPE_CHECKING:
    from wagtail.query import PageQuerySet

    from publications.models import ArticleCategory

PER_PAGE = 30


def public(articles: PageQuerySet) -> PageQuerySet:
    """Return those of `articles` that the public may see, the newest first, without their bodies."""
    return (
        articles.live()
        .public()
        .order_by("-published_on", "-pk")
        .select_related("locale")
        .prefetch_related("authors", "categories")
        .defer_streamfields()
    )


@dataclass(frozen=True)
class Selection:
    """At most one category, year and tag. What the address says beyond what there is, is left out."""

    category: ArticleCategory | None = None
    year: int | None = None
    tag: Tag | None = None

    def __bool__(self) -> bool:
        return bool(self.category or self.year or self.tag)

    def among(self, articles: PageQuerySet) -> PageQuerySet:
        if self.category:
            articles = articles.filter(categories=self.category)
        if self.year:
            articles = articles.filter(published_on__year=self.year)
        return articles.filter(tagged_items__tag=self.tag) if self.tag else articles

    def address(self, **changes: Any) -> str:
        """Return the query of this selection with `changes`; an empty value takes one out."""
        wanted = {
            "category": self.category and self.category.slug,
            "year": self.year,
            "tag": self.tag and self.tag.slug,
            **changes,
        }
        return "?" + urlencode([(name, value) for name, value in wanted.items() if value])


@dataclass(frozen=True)
class Option:
    """One entry of a filter: how many articles it leaves of the rest of the choice, and its address."""

    label: str
    count: int
    address: str
    chosen: bool


def context(articles: PageQuerySet, query: Mapping[str, str]) -> dict[str, Any]:
    """Return what the list shows of `articles`: the same number of queries, however many there are."""
    categories = _counted(articles, "categories")
    years = _counted(articles, "published_on__year")
    offered = {category.slug: category for category in _categories(categories)}
    selection = Selection(
        category=offered.get(query.get("category", "")),
        year={str(year): year for year in years}.get(query.get("year", "")),
        tag=_tag(articles, query.get("tag", "")),
    )
    shown = Paginator(selection.among(articles), PER_PAGE).get_page(query.get("page"))
    months = itertools.groupby(shown, key=lambda article: article.published_on.replace(day=1))
    return {
        "selection": selection,
        "shown": shown,
        "months": [(month, list(found)) for month, found in months],
        "categories": [
            Option(
                category.name_in_language,
                categories[category.pk],
                selection.address(category=category.slug),
                category == selection.category,
            )
            for category in offered.values()
        ],
        "years": [
            Option(str(year), count, selection.address(year=year), year == selection.year)
            for year, count in sorted(years.items(), reverse=True)
        ],
        "all_categories": selection.address(category=""),
        "all_years": selection.address(year=""),
        "without_tag": selection.address(tag=""),
        "further": selection.address() + ("&" if selection else ""),
    }


def _counted(articles: PageQuerySet, column: str) -> dict[Any, int]:
    """Return how many of `articles` there are by each value of `column`."""
    rows = articles.order_by().prefetch_related(None).select_related(None).values_list(column)
    return {value: count for value, count in rows.annotate(Count("pk", distinct=True)) if value is not None}


def _categories(counts: Mapping[int, int]) -> list[ArticleCategory]:
    from publications.models import ArticleCategory

    return list(ArticleCategory.objects.filter(pk__in=counts))


def _tag(articles: PageQuerySet, slug: str) -> Tag | None:
    """Return the tag of that slug, if one of `articles` has it; no query without a slug."""
    if not slug or "\x00" in slug:
        return None
    found = articles.model.tags.through.objects.filter(tag__slug=slug[:100], content_object__in=articles.order_by())
    row = found.select_related("tag").first()
    return row.tag if row else None
