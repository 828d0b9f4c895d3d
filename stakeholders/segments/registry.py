"""What a segment can ask about people. Higher rooms register criteria of their own in their `apps.ready()`."""

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from stakeholders.exceptions import UnknownCriterionError

Choice = tuple[str, str]  # what is stored, and how it is shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Criterion:
    """One thing that can be asked about a contact, with the values among which one chooses.

    A contact meets it with any of the values. `phrase` follows the word “people” and names the values by
    ``%(values)s``: “in %(values)s”, “who read %(values)s”; `negative` says that it is not so.
    """

    key: str  # kept for ever: stored rules name it
    label: Any
    phrase: Any
    negative: Any
    offered: Callable[[datetime.date], list[Choice]]  # on that day, in the order of the form
    labels: Callable[[Collection[str]], dict[str, str]]  # of those that exist, whether still offered or not
    q: Callable[[tuple[str, ...], datetime.date], Q]  # over Contact; matches each contact once, and is safe to negate


_criteria: dict[str, Criterion] = {}


def register(criterion: Criterion) -> None:
    """Make `criterion` known; a second one of the same key takes its place."""
    _criteria[criterion.key] = criterion


def criteria() -> list[Criterion]:
    """Return all criteria in the order of their registration: this room's own first."""
    return list(_criteria.values())


def get(key: str) -> Criterion:
    """Return the criterion called `key`.

    Raises:
        UnknownCriterionError: nobody registered it.
    """
    try:
        return _criteria[key]
    except KeyError as error:
        raise UnknownCriterionError(f"Unknown criterion: {key!r}") from error
