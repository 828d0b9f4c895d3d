"""What the list of the directory shows: what was chosen, how many fit, where they work, and one page of them."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import Promise

from stakeholders.directory import organisations
from stakeholders.directory.filters import PROVINCE
from stakeholders.directory.registry import Option, filters
from stakeholders.directory.selection import Selection
from stakeholders.directory.tiles import tile_map
from stakeholders.models.organisations import Organisation
from stakeholders.models.terms import OrganisationKind

PER_PAGE = 60


@dataclass(frozen=True)
class Facet:
    """A filter as the form offers it: each value with how many would be left, those that would leave none aside."""

    name: str
    label: str | Promise
    all_label: str | Promise
    chosen: str
    options: tuple[Option, ...]


def context(query: Mapping[str, str]) -> dict[str, Any]:
    """Return the list's context for the parameters of its address. The queries don't grow with the organisations."""
    selection = Selection.read(query)
    everything = organisations.public()
    counted = {choice: choice.options(selection.among(everything, but=choice)) for choice in filters()}
    facets = [
        Facet(choice.name, choice.label, choice.all_label, chosen, _offered(options, chosen))
        for choice, options in counted.items()
        for chosen in [selection.values.get(choice.name, "")]
    ]
    listed = organisations.in_order(selection.among(everything))
    pages = Paginator(listed.select_related("kind").prefetch_related("provinces", "sectors"), PER_PAGE)
    shown = pages.get_page(query.get("page"))
    return {
        "selection": selection,
        "facets": facets,
        "map_is_narrowed": bool(selection.text or selection.values.keys() - {PROVINCE.name}),
        "map": tile_map(
            counted[PROVINCE],
            chosen=selection.values.get(PROVINCE.name, ""),
            url=lambda code: selection.address(**{PROVINCE.name: code}),
        ),
        "all": everything.count(),
        "shown": shown,
        "groups": _by_kind(shown),
        "previous_page": selection.address(page=str(shown.previous_page_number())) if shown.has_previous() else "",
        "next_page": selection.address(page=str(shown.next_page_number())) if shown.has_next() else "",
    }


def _offered(options: Iterable[Option], chosen: str) -> tuple[Option, ...]:
    return tuple(option for option in options if option.count or option.value == chosen)


def _by_kind(found: Iterable[Organisation]) -> list[tuple[OrganisationKind, list[Organisation]]]:
    groups = itertools.groupby(found, key=lambda organisation: organisation.kind)
    return [(kind, list(members)) for kind, members in groups]
