"""Which publications are there already: by DOI for certain, by title and year perhaps.

Drafts count, and what another entry of the same file brings. Titles are compared folded: without case, accents,
punctuation, and what Urdu keyboards write in several ways.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from home.folding import fold
from publications.importing.results import Item
from publications.models import PublicationIndexPage, PublicationPage


class Standing(StrEnum):
    """What an entry is, beside what is there."""

    NEW = "new"
    KNOWN = "known"  # the same DOI
    SIMILAR = "similar"  # the same title, in the same year or with one of the years unknown


@dataclass(frozen=True)
class Match:
    """What was found for one entry: pages that are, or may be, the same; or the entry of the file that it repeats."""

    standing: Standing = Standing.NEW
    pages: list[PublicationPage] = field(default_factory=list)
    repeats: int | None = None  # position of the earlier entry


class _Seen:
    def __init__(self) -> None:
        self.by_doi: dict[str, PublicationPage | int] = {}
        self.by_title: dict[str, list[tuple[int | None, PublicationPage | int]]] = {}

    def add(self, what: PublicationPage | int, *, doi: str, title: str, year: int | None) -> None:
        if doi:
            self.by_doi.setdefault(doi, what)
        if title:
            self.by_title.setdefault(title, []).append((year, what))


def find(items: Sequence[Item], *, under: PublicationIndexPage) -> list[Match]:
    """Return for every item what it may be, in one query, however many publications there are."""
    seen = _Seen()
    pages = PublicationPage.objects.child_of(under).only(
        "title", "draft_title", "subtitle", "doi", "published_on", "live", "has_unpublished_changes", "path", "depth"
    )
    for page in pages:
        year = page.published_on.year if page.published_on else None
        seen.add(page, doi=page.doi.lower(), title=fold(f"{page.title} {page.subtitle}"), year=year)
    return [_match(position, item, seen) for position, item in enumerate(items)]


def _match(position: int, item: Item, seen: _Seen) -> Match:
    doi, title, year = item.get("DOI", "").lower(), fold(item["title"]), _year(item)
    same = seen.by_doi.get(doi) if doi else None
    alike = [what for other, what in seen.by_title.get(title, ()) if None in (year, other) or year == other]
    seen.add(position, doi=doi, title=title, year=year)
    if same is not None:
        return _found(Standing.KNOWN, [same])
    return _found(Standing.SIMILAR, alike) if alike else Match()


def _found(standing: Standing, found: list[PublicationPage | int]) -> Match:
    pages = [what for what in found if isinstance(what, PublicationPage)]
    earlier = next((what for what in found if isinstance(what, int)), None)
    return Match(standing, pages[:3], earlier if not pages else None)


def _year(item: Item) -> int | None:
    issued = item.get("issued")
    return issued["date-parts"][0][0] if issued else None
