"""What parsers of cells need besides the cell, and where they tell what they changed."""

import datetime
from typing import TypeVar

from stakeholders.importing.problems import Problem
from stakeholders.models.terms import Term
from stakeholders.vocabulary import Vocabulary

TermType = TypeVar("TermType", bound=Term)


class Context:
    """For one file: the controlled lists, each read once when it is first asked for, as they stand on a day."""

    def __init__(self, *, on: datetime.date) -> None:
        self.on = on
        self.warnings: list[Problem] = []
        self._lists: dict[type[Term], Vocabulary] = {}

    def vocabulary(self, model: type[TermType]) -> Vocabulary[TermType]:
        """Return the list of a model."""
        if model not in self._lists:
            self._lists[model] = Vocabulary.load(model, on=self.on)
        return self._lists[model]

    def warn(self, code: str, text: str) -> None:
        """Tell something of the cell that is being parsed that keeps it from nothing."""
        self.warnings.append(Problem(code, text, warning=True))

    def told(self) -> list[Problem]:
        """Return what was told since the last time, and forget it."""
        warnings, self.warnings = self.warnings, []
        return warnings
