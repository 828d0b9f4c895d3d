"""Which entry of a controlled list people mean: “KPK”, “K.P.” and “خیبر پختونخوا” are one province."""

import datetime
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Generic, TypeVar

from django.utils import timezone
from rapidfuzz import fuzz, process

from home.folding import fold
from stakeholders.models.terms import Term

TermType = TypeVar("TermType", bound=Term)

_NOT_LETTERS = re.compile(r"[\W_]+")
_NEAR = 70  # of 100: how alike a name has to be to be offered instead


def folded(text: str) -> str:
    """Return what is compared of a name: neither case nor accents, spaces or punctuation; “&” is “and”."""
    return _NOT_LETTERS.sub("", fold(text.replace("&", " and ")))


class Vocabulary(Generic[TermType]):
    """A controlled list as it stands on a day, read once for many look-ups."""

    def __init__(self, terms: Iterable[TermType], *, on: datetime.date) -> None:
        self.terms = list(terms)
        self.on = on
        self._codes = {folded(term.code): term for term in self.terms}
        self._names: dict[str, list[TermType]] = {}
        for term in self.terms:
            for name in {folded(name) for name in names_of(term)} - {""}:
                self._names.setdefault(name, []).append(term)

    @classmethod
    def load(cls, model: type[TermType], *, on: datetime.date) -> "Vocabulary[TermType]":
        """Read the list of a model, in one query."""
        return cls(model._base_manager.all(), on=on)

    def resolve(self, text: str, *, offered_only: bool = True) -> TermType | None:
        """Return the entry that `text` is the code, a label or an alias of; None where it is none, or several."""
        name = folded(text)
        term = self._codes.get(name)
        if term and (not offered_only or self.is_offered(term)):
            return term
        named = self._names.get(name, [])
        # What may be chosen today goes before what once had the same name.
        found = [term for term in named if self.is_offered(term)] or ([] if offered_only else named)
        return found[0] if len(found) == 1 else None

    def near(self, text: str, limit: int = 3) -> list[TermType]:
        """Return the offered entries whose names look most like `text`, the nearest first."""
        hits = process.extract(folded(text), list(self._offered), scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=10)
        terms = {term.pk: term for name, _score, _index in hits for term in self._offered[name]}
        return list(terms.values())[:limit]

    def is_offered(self, term: Term) -> bool:
        """Tell whether the entry may be chosen on the day of this list."""
        return (term.valid_from is None or term.valid_from <= self.on) and (
            term.valid_to is None or term.valid_to >= self.on
        )

    @cached_property
    def _offered(self) -> dict[str, list[TermType]]:
        offered = {name: [term for term in terms if self.is_offered(term)] for name, terms in self._names.items()}
        return {name: terms for name, terms in offered.items() if terms}

    def clashes(self) -> dict[str, list[TermType]]:
        """Return the names that several offered entries share, so that they resolve to none."""
        return {name: terms for name, terms in self._offered.items() if len(terms) > 1 and name not in self._codes}


def resolve(
    model: type[TermType], text: str, *, on: datetime.date | None = None, offered_only: bool = True
) -> TermType | None:
    """Return the entry of a model's list that `text` means, or None; retired ones only without `offered_only`."""
    return Vocabulary.load(model, on=on or timezone.localdate()).resolve(text, offered_only=offered_only)


def names_of(term: Term) -> list[str]:
    """Return all that an entry is called by people: its labels and its aliases."""
    return [term.label, term.label_ur, *term.aliases]
