"""The record: everything the unit has put on record, in one column by month, each entry with its kind.

Higher rooms register what they keep (in their AppConfig.ready), so that the home page can show it without knowing them.
"""

import datetime
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wagtail.models import Locale, Page


@dataclass(frozen=True)
class RecordEntry:
    """One line of the record."""

    date: datetime.date
    title: str
    leads_to: Page | str  # a page, or an address on this site
    kind_label: str
    kind_css: str = ""  # a class of site.css: kind-newsletter, kind-meeting
    language: str = ""  # of the title, where it isn't the page's

    @property
    def url(self) -> str:
        """Its address on this site. Worked out for what is shown: more is found than that."""
        return self.leads_to if isinstance(self.leads_to, str) else self.leads_to.url or ""


@dataclass(frozen=True)
class Month:
    first_day: datetime.date
    entries: list[RecordEntry]


# What a page's entry needs of it, beside its own date and kind: rows of the record are many, and pages are wide.
OF_PAGES = ("title", "url_path", "locale__language_code")

# Returns the entries of one language up to a moment, the newest first, at most so many of them (None: all).
Source = Callable[[Locale, datetime.datetime, int | None], Iterable[RecordEntry]]

_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source to the record. Usable as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def entries(*, locale: Locale, now: datetime.datetime, limit: int | None = None) -> list[RecordEntry]:
    """Return what is on record in `locale` up to `now`, the newest first: one query or so for each source."""
    found = [entry for source in _sources for entry in source(locale, now, limit)]
    found.sort(key=lambda entry: entry.date, reverse=True)
    return found[:limit]


def by_month(found: Iterable[RecordEntry]) -> list[Month]:
    """Group entries, which come sorted by date, under their months."""
    months = itertools.groupby(found, key=lambda entry: entry.date.replace(day=1))
    return [Month(first_day, list(month)) for first_day, month in months]
