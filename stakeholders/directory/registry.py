"""What can be added to the directory: filters over its list, and sections on the page of an organisation.

Higher rooms register theirs in AppConfig.ready, so that the directory shows working groups without knowing them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

from stakeholders.models.organisations import Organisation
from stakeholders.models.terms import Term


@dataclass(frozen=True)
class Option:
    """One value of a filter, and how many of the organisations in question it fits."""

    value: str
    label: str
    count: int


class Filter(ABC):
    """One way to narrow the list. `name` is its parameter in the address and never changes: people keep bookmarks."""

    name: str
    label: str | Promise
    all_label: str | Promise  # what the empty choice is called: “All provinces”

    @abstractmethod
    def label_of(self, value: str) -> str | None:
        """Return what `value` is called, or None where there is no such value: the address was mistyped."""

    @abstractmethod
    def narrow(self, organisations: QuerySet[Organisation], value: str) -> QuerySet[Organisation]:
        """Return those of `organisations` that `value` fits."""

    @abstractmethod
    def options(self, organisations: QuerySet[Organisation]) -> list[Option]:
        """Return every value in its order with its count among `organisations`, by a fixed number of queries."""


@dataclass(frozen=True)
class TermFilter(Filter):
    """A filter by a controlled list; `path` leads from an organisation to its entries."""

    name: str
    label: str | Promise
    all_label: str | Promise
    terms: type[Term]
    path: str

    def label_of(self, value: str) -> str | None:
        term = self.terms._default_manager.filter(code=value).first()
        return str(term) if term else None

    def narrow(self, organisations: QuerySet[Organisation], value: str) -> QuerySet[Organisation]:
        return organisations.filter(**{f"{self.path}__code": value})

    def options(self, organisations: QuerySet[Organisation]) -> list[Option]:
        among = Q(organisations__in=organisations.order_by().values("pk"))
        terms = self.terms._default_manager.annotate(among=Count("organisations", filter=among, distinct=True))
        terms = terms.order_by(*(self.terms._meta.ordering or ()))  # which a query that counts leaves out
        return [Option(term.code, str(term), term.among) for term in terms]


@dataclass(frozen=True)
class Section:
    """A part of an organisation's page: `template` is given `content`, and writes what stands under the title."""

    title: str
    template: str
    content: Mapping[str, Any] = field(default_factory=dict)


# Returns the section of one organisation, or None where there is nothing to say. The organisation is public.
SectionMaker = Callable[[HttpRequest, Organisation], Section | None]

_filters: list[Filter] = []
_section_makers: list[SectionMaker] = []


def register_filter(new: Filter) -> Filter:
    """Add a filter after those that are there. One of the same name takes its place."""
    _filters[:] = [*(standing for standing in _filters if standing.name != new.name), new]
    return new


def register_section(make: SectionMaker) -> SectionMaker:
    """Add a section to every organisation's page. Usable as a decorator."""
    if make not in _section_makers:
        _section_makers.append(make)
    return make


def filters() -> Iterable[Filter]:
    """Return the filters in the order in which they are offered."""
    return tuple(_filters)


def sections(request: HttpRequest, organisation: Organisation) -> list[Section]:
    """Return what is said about `organisation`, in the order of registration."""
    made = (make(request, organisation) for make in _section_makers)
    return [section for section in made if section]
