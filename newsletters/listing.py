"""What the list of issues shows: those the public may see, newest first, under their years."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.paginator import Page as Shown
from django.core.paginator import Paginator

if TYPE_CHECKING:
    from wagtail.query import PageQuerySet

    from newsletters.models import IssuePage

ISSUES_PER_PAGE = 60


def public(issues: PageQuerySet[IssuePage]) -> PageQuerySet[IssuePage]:
    """Return those of `issues` that the public may see, the newest first, without their bodies."""
    return issues.live().public().order_by("-number").select_related("locale").defer_streamfields()


def shown(issues: PageQuerySet[IssuePage], number: str | None) -> Shown[IssuePage]:
    """Return page `number` of the list; the nearest one where there is no such page."""
    return Paginator(issues, ISSUES_PER_PAGE).get_page(number)


def by_year(issues: Iterable[IssuePage]) -> list[tuple[int, list[IssuePage]]]:
    """Group issues, which come sorted by number, under the years of their dates."""
    years = itertools.groupby(issues, key=lambda issue: issue.issue_date.year)
    return [(year, list(issues)) for year, issues in years]
