"""Where a criterion's values come from: a controlled list, records, or the code."""

import datetime
from collections.abc import Callable, Collection
from typing import Any

from django.db.models import QuerySet

from stakeholders.models.terms import Term, TermQuerySet
from stakeholders.segments.registry import Choice

# Digits of the largest key that both databases can hold.
_DIGITS = 18


def of_terms(model: type[Term]) -> dict[str, Callable[..., Any]]:
    """Return `offered` and `labels` for the entries of a controlled list, by code."""

    def offered(on: datetime.date) -> list[Choice]:
        terms: list[Term] = list(TermQuerySet(model).offered(on))
        return [(term.code, str(term)) for term in terms]

    def labels(codes: Collection[str]) -> dict[str, str]:
        return {term.code: str(term) for term in model._default_manager.filter(code__in=codes)}

    return {"offered": offered, "labels": labels}


def of_records(
    records: Callable[[], QuerySet[Any]],
    *,
    called: Callable[[Any], str] = str,
    ever: Callable[[], QuerySet[Any]] | None = None,
) -> dict[str, Callable[..., Any]]:
    """Return `offered` and `labels` for records, by key; `ever` has also those that are offered no more."""

    def offered(on: datetime.date) -> list[Choice]:
        return [(str(record.pk), called(record)) for record in records()]

    def labels(keys: Collection[str]) -> dict[str, str]:
        wanted = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) <= _DIGITS]
        return {str(record.pk): called(record) for record in (ever or records)().filter(pk__in=wanted)}

    return {"offered": offered, "labels": labels}


def of_choices(choices: Collection[tuple[str, Any]]) -> dict[str, Callable[..., Any]]:
    """Return `offered` and `labels` for values that stand in the code, whose labels may be lazy."""

    def offered(on: datetime.date) -> list[Choice]:
        return [(value, str(label)) for value, label in choices]

    def labels(values: Collection[str]) -> dict[str, str]:
        return {value: str(label) for value, label in choices if value in values}

    return {"offered": offered, "labels": labels}
