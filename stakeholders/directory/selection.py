"""What a visitor chose, read from the address of the page and written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from home.folding import fold
from stakeholders import search
from stakeholders.directory.registry import Filter, filters
from stakeholders.models.organisations import Organisation

SEARCH = "q"
LONGEST_SEARCH = 100  # characters; more names nothing


@dataclass(frozen=True)
class Chip:
    """One choice in words, and the address of the list without it."""

    label: str | Promise
    value: str
    without: str


@dataclass(frozen=True)
class Selection:
    """A search and at most one value of each filter. What the address says beyond that is left out, never an error."""

    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)  # name of the filter -> value
    labels: Mapping[str, str] = field(default_factory=dict)  # name of the filter -> its value in words
    unknown: tuple[str | Promise, ...] = ()  # labels of the filters whose value nobody knows

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Return what `query`, the parameters of an address, asks for."""
        asked = {choice: query[choice.name] for choice in filters() if query.get(choice.name)}
        labels = {choice: choice.label_of(value) if value.isprintable() else None for choice, value in asked.items()}
        text = " ".join(query.get(SEARCH, "")[:LONGEST_SEARCH].split())
        return cls(
            text=text if fold(text) else "",
            values={choice.name: value for choice, value in asked.items() if labels[choice] is not None},
            labels={choice.name: label for choice, label in labels.items() if label is not None},
            unknown=tuple(choice.label for choice, label in labels.items() if label is None),
        )

    def __bool__(self) -> bool:
        return bool(self.text or self.values)

    def among(self, organisations: QuerySet[Organisation], *, but: Filter | None = None) -> QuerySet[Organisation]:
        """Return those of `organisations` that fit, whatever the filter `but` says."""
        for choice in filters():
            if choice is not but and choice.name in self.values:
                organisations = choice.narrow(organisations, self.values[choice.name])
        return search.matching(organisations, self.text)

    def address(self, **changes: str) -> str:
        """Return the address, relative to the list, of this selection with `changes`; an empty value takes one out."""
        order = (SEARCH, *(choice.name for choice in filters()), "page")
        wanted = {SEARCH: self.text, **self.values, **changes}
        parameters = urlencode([(name, wanted[name]) for name in order if wanted.get(name)])
        return f"?{parameters}" if parameters else "."

    def chips(self) -> list[Chip]:
        """Return every choice, the search first."""
        chosen = [
            Chip(choice.label, self.labels[choice.name], self.address(**{choice.name: ""}))
            for choice in filters()
            if choice.name in self.values
        ]
        searched = Chip(gettext_lazy("Search"), self.text, self.address(**{SEARCH: ""}))
        return [searched, *chosen] if self.text else chosen
