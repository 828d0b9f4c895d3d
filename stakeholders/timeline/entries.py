"""The line itself: entries, who brings them, and the page that is cut from it."""

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Contact

PER_PAGE = 100


class Kind(TextChoices):
    """What the line can be narrowed to."""

    CONSENT = "consent", _("Consent")
    MAIL = "mail", _("Mail")
    POST = "post", _("Posts")
    MEETING = "meeting", _("Meetings")
    RECORD = "record", _("Changes of the record")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `url` leads to more of it, where there is more."""

    at: datetime.datetime
    kind: str
    icon: str
    title: str
    detail: str = ""
    url: str = ""
    alarming: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    entries: list[Entry]
    older: datetime.datetime | None  # where the next page begins; None: nothing is older


# Returns the newest entries before a moment, at most so many, by the same number of queries however many there are.
Source = Callable[[Contact, datetime.datetime, int], Iterable[Entry]]

_sources: list[tuple[Collection[str], Source]] = []


def register(source: Source, *, kinds: Collection[str]) -> None:
    """Add a source, which brings entries of `kinds` only. Higher rooms do so in `apps.ready()`."""
    _sources.append((frozenset(kinds), source))


def page(contact: Contact, *, before: datetime.datetime, kind: str = "", size: int = PER_PAGE) -> Page:
    """Return the newest entries before a moment, of all kinds or of one.

    What happened in one instant stands on one page, so that no entry falls between two.
    """
    found = [
        entry
        for kinds, source in _sources
        if not kind or kind in kinds
        for entry in source(contact, before, size + 1)
        if not kind or entry.kind == kind
    ]
    found.sort(key=lambda entry: entry.at, reverse=True)
    if len(found) <= size:
        return Page(found, older=None)
    cut = found[size].at
    shown = [entry for entry in found if entry.at > cut]
    if not shown:  # more in one instant than a page holds
        return page(contact, before=before, kind=kind, size=size * 10)
    return Page(shown, older=cut + datetime.timedelta(microseconds=1))
