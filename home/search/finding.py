"""What the public finds: live pages behind no password, and what the sources let it see.

Numbers count exactly what would be shown, so that nothing can be told from them either.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as Shown
from django.core.paginator import Paginator
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet
from wagtail.search.backends import get_search_backend

from home.formats import language_of, prevailing_language
from home.public_pages import public
from home.search import kinds, marking, text
from home.search.backend import AT_MOST, Beginnings
from home.search.kinds import Hit, Kind, Source

PER_PAGE = 10
FIRST = 3  # of the records that are no pages, above the pages


@dataclass(frozen=True)
class Result:
    """One thing that was found, ready for a template."""

    title: SafeString
    url: str
    kind: Kind
    snippet: SafeString
    language: str  # of the title
    text_language: str  # of the snippet


@dataclass(frozen=True)
class Choice:
    """A kind with how much of it was found."""

    kind: Kind | None  # None: of all kinds
    count: int
    chosen: bool


@dataclass(frozen=True)
class Elsewhere:
    """How much another language's pages have."""

    language: str
    count: int


@dataclass(frozen=True)
class Found:
    asked: str
    choices: list[Choice]
    records: list[Result]  # the first of those that are no pages, where all kinds are shown
    shown: Shown[Result]
    elsewhere: list[Elsewhere]

    @property
    def more(self) -> list[Choice]:
        """The kinds of which only the first stand above the pages."""
        above = {result.kind for result in self.records}
        return [choice for choice in self.choices if choice.kind in above and choice.count > FIRST]

    @property
    def count(self) -> int:
        return self.choices[0].count if self.choices else 0


def find(asked: str, *, kind: str = "", number: str | None = None) -> Found:
    """Return what answers `asked` in the active language, page `number` of it; a fixed number of queries.

    A `kind` that is none, or of which nothing was found, is as no kind at all.
    """
    asked = " ".join(asked.replace("\x00", " ").split())[: text.LONGEST_QUESTION]
    words = text.words(asked)[:AT_MOST]
    if not words:
        return Found(asked, [], [], Paginator[Result]([], PER_PAGE).get_page(1), [])
    of_pages = kinds.of_pages()
    active = Locale.get_active()
    in_locales = _search(words, public()).facet("locale_id")
    counts = _counts(words, of_pages, active)
    records = {code: source.find(asked, words) for code, source in kinds.sources.items()}
    counts.update({source.kind: records[code].count() for code, source in kinds.sources.items()})
    chosen = next((each for each in counts if each.code == kind and counts[each]), None)
    if chosen and chosen.code in records:
        source = kinds.sources[chosen.code]
        shown = _paged(records[chosen.code], number, lambda rows: _hits(source, rows, words))
    else:
        matching = _search(words, _of_kind(public().filter(locale=active), chosen, of_pages).specific())
        shown = _paged(matching, number, lambda pages: [_of_page(page, of_pages, words) for page in pages])
    above = []
    if chosen is None and shown.number == 1:
        above = [hit for code, source in kinds.sources.items() for hit in _hits(source, records[code][:FIRST], words)]
    others = Locale.objects.exclude(pk=active.pk)
    elsewhere = [Elsewhere(other.language_code, in_locales.get(other.pk, 0)) for other in others]
    return Found(asked, _choices(counts, chosen), above, shown, [other for other in elsewhere if other.count])


def _search(words: list[str], pages: PageQuerySet[Page]) -> Any:
    return get_search_backend().search(Beginnings(" ".join(words)), pages)


def _counts(words: list[str], of_pages: dict[int, Kind], locale: Locale) -> Counter[Kind]:
    found = _search(words, public().filter(locale=locale)).facet("content_type_id")
    counts: Counter[Kind] = Counter()
    for content_type, count in found.items():
        counts[of_pages.get(content_type, kinds.PAGES)] += count
    return counts


def _of_kind(pages: PageQuerySet[Page], kind: Kind | None, of_pages: dict[int, Kind]) -> PageQuerySet[Page]:
    if kind is None:
        return pages
    if kind == kinds.PAGES:
        return pages.exclude(content_type__in=list(of_pages))
    return pages.filter(content_type__in=[key for key, each in of_pages.items() if each == kind])


def _choices(counts: Counter[Kind], chosen: Kind | None) -> list[Choice]:
    found = sorted((kind for kind in counts if counts[kind]), key=lambda kind: str(kind.label))
    return [
        Choice(None, counts.total(), chosen is None),
        *(Choice(kind, counts[kind], kind == chosen) for kind in found),
    ]


def _paged(found: Any, number: str | None, show: Any) -> Shown[Result]:
    """Return page `number` of `found`, only its own rows shown; the nearest page where there is no such."""
    page: Shown[Any] = Paginator(found, PER_PAGE).get_page(number)
    page.object_list = show(list(page.object_list))
    return page


def _of_page(page: Page, of_pages: dict[int, Kind], words: list[str]) -> Result:
    kind = of_pages.get(page.content_type_id, kinds.PAGES)
    return _result(Hit(page.title, page.get_url() or "", page.words_where_found()), kind, words)


def _hits(source: Source, rows: Iterable[Any], words: list[str]) -> list[Result]:
    return [_result(hit, source.kind, words) for hit in source.show(list(rows))]


def _result(hit: Hit, kind: Kind, words: list[str]) -> Result:
    snippet = marking.snippet(hit.text, words)
    return Result(
        title=marking.marked(hit.title, words),
        url=hit.url,
        kind=kind,
        snippet=snippet,
        language=language_of(hit.title),
        text_language=hit.language or prevailing_language(strip_tags(snippet)),
    )
