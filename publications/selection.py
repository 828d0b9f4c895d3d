"""What a reader chose among the publications, read from the address of the list and written back into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from home import formats
from publications import searching
from publications.enums import Access, Kind, Language
from stakeholders.models import Province, Sector

if TYPE_CHECKING:
    from wagtail.query import PageQuerySet

UNDATED = "undated"


@dataclass(frozen=True)
class Chip:
    """One choice in words, and the query of the list without it."""

    label: str | Promise
    value: str
    without: str


@dataclass(frozen=True)
class Option:
    """One value of a facet, and how many publications it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Facet:
    """One thing by which the list can be narrowed, with the values that stand in it."""

    name: str
    label: str | Promise
    all_label: str | Promise
    chosen: str
    options: list[Option]


def _year(value: str) -> str:
    return str(_("Undated")) if value == UNDATED else formats.digits(value)


# name, label, label of no choice; how a value is written for people. Sectors and provinces are read from their lists.
FACETS: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    ("kind", _("Kind"), _("All kinds")),
    ("year", _("Year"), _("All years")),
    ("language", _("Language"), _("All languages")),
    ("sector", _("Sector"), _("All sectors")),
    ("province", _("Province"), _("All provinces")),
    ("access", _("Access"), _("Any access")),
)
# What a publication may have several of, and where they stand: its files may be in other languages than its own.
SEVERAL = {"language": "files__language", "sector": "sectors__code", "province": "provinces__code"}
NAMES = tuple(name for name, _label, _all in FACETS)


class Selection:
    """A search and at most one value of each facet. What the address says beyond that is left out, never an error.

    Takes as many queries for one publication as for thousands. `publications` are those of one list, with those that
    were withdrawn; they are out of sight unless the reader asks for them (`withdrawn=1`).
    """

    def __init__(self, publications: PageQuerySet, query: Mapping[str, str]) -> None:
        self.shows_withdrawn = query.get("withdrawn") == "1"
        self._all = publications
        self._publications = publications.filter(withdrawn_on__isnull=not self.shows_withdrawn)
        text = searching.asked(query.get("q", ""))
        self.text = text if searching.words(text) else ""
        asked = {name: query[name] for name in NAMES if query.get(name)}
        self.values = {name: value for name, value in asked.items() if value in self._offered[name]}
        self.unknown = len(asked) > len(self.values)

    def __bool__(self) -> bool:
        return bool(self.text or self.values)

    @property
    def total(self) -> int:
        return len(self._known)

    @cached_property
    def withdrawn_count(self) -> int:
        """How many publications of the list were withdrawn."""
        count: int = self._all.filter(withdrawn_on__isnull=False).count()
        return count

    @cached_property
    def found(self) -> set[int]:
        """The keys of the publications that fit."""
        return self._fitting()

    def among(self, publications: PageQuerySet) -> PageQuerySet:
        """Return those of `publications` that fit."""
        return publications.filter(pk__in=self.found)

    def address(self, **changes: str) -> str:
        """Return the query of this selection with `changes`, with its question mark; an empty value takes one out."""
        wanted = dict(self.parameters()) | changes
        parameters = urlencode([(name, value) for name, value in wanted.items() if value])
        return f"?{parameters}" if parameters else ""

    def parameters(self) -> list[tuple[str, str]]:
        """Return what the selection says, as the fields of a form do."""
        said = {"q": self.text, **self.values, "withdrawn": "1" if self.shows_withdrawn else ""}
        return [(name, value) for name, value in said.items() if value]

    def chips(self) -> list[Chip]:
        """Return every choice, the search first."""
        chosen = [
            Chip(label, self._label(name, self.values[name]), self.address(**{name: ""}))
            for name, label, _all in FACETS
            if name in self.values
        ]
        searched = Chip(_("Search"), self.text, self.address(q=""))
        return [searched, *chosen] if self.text else chosen

    def facets(self) -> list[Facet]:
        """Return the facets that part the list, each with what would be left of the rest of the selection."""
        return [
            Facet(name, label, all_label, self.values.get(name, ""), self._options(name))
            for name, label, all_label in FACETS
            if len(self._offered[name]) > 1 or name in self.values
        ]

    def _options(self, name: str) -> list[Option]:
        counts = Counter(value for pk in self._fitting(but=name) for value in self._known[pk][name])
        options = [
            Option(value, self._label(name, value), counts[value])
            for value in self._offered[name]
            if counts[value] or value == self.values.get(name)
        ]
        return sorted(options, key=_ORDERS.get(name, lambda option: option.label.casefold()))

    def _label(self, name: str, value: str) -> str:
        labels: dict[str, Callable[[str], object]] = {
            "kind": lambda value: Kind(value).label,
            "year": _year,
            "language": lambda value: Language(value).label,
            "access": lambda value: Access(value).label,
        }
        return str(labels[name](value) if name in labels else self._terms[name][value])

    def _fitting(self, *, but: str = "") -> set[int]:
        wanted = [(name, value) for name, value in self.values.items() if name != but]
        return {
            pk
            for pk in (self._matching if self.text else self._known)
            if all(value in self._known[pk][name] for name, value in wanted)
        }

    @cached_property
    def _matching(self) -> set[int]:
        return set(searching.matching(self._publications, self.text).values_list("pk", flat=True)) & set(self._known)

    @cached_property
    def _offered(self) -> dict[str, set[str]]:
        """By facet, the values that any publication of the list has."""
        return {name: {value for known in self._known.values() for value in known[name]} for name in NAMES}

    @cached_property
    def _terms(self) -> dict[str, dict[str, Sector | Province]]:
        return {
            "sector": {sector.code: sector for sector in Sector.objects.all()},
            "province": {province.code: province for province in Province.objects.all()},
        }

    @cached_property
    def _known(self) -> dict[int, dict[str, set[str]]]:
        """What of each publication the facets ask for: by facet, the values it has."""
        rows = self._publications.order_by()
        known: dict[int, dict[str, set[str]]] = {}
        for pk, kind, date, language, access in rows.values_list("pk", "kind", "published_on", "language", "access"):
            one = {"kind": kind, "year": str(date.year) if date else UNDATED, "language": language, "access": access}
            known[pk] = {name: {one[name]} if name in one else set() for name in NAMES}
        for name, column in SEVERAL.items():
            for pk, value in rows.exclude(**{column: None}).values_list("pk", column):
                if pk in known:  # else it came between two queries
                    known[pk][name].add(value)
        return known


# How the values of a facet stand; all others by their names.
_ORDERS: dict[str, Callable[[Option], tuple]] = {
    "kind": lambda option: (Kind.values.index(option.value),),
    "year": lambda option: (option.value == UNDATED, -int(option.value) if option.value.isdecimal() else 0),
    "access": lambda option: (Access.values.index(option.value),),
}
