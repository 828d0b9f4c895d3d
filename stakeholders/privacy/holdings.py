"""All that is held on a person, as tables that they can read: each room says what it holds.

Nothing about anybody else stands in it: of an address that several share only what names this person, and of staff
that it was staff.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from stakeholders.models import Contact
from stakeholders.privacy.subject import Subject, subject_of


@dataclass(frozen=True)
class Section:
    """One table. Cells are text, numbers, dates or times; `note` says what the reader should know of it."""

    title: str
    columns: list[str]
    rows: list[list[Any]] = field(default_factory=list)
    note: str = ""


Source = Callable[[Subject], Iterable[Section]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Add what a room holds on a person; called from `apps.ready()`. Texts are given in the active language."""
    if source not in _sources:
        _sources.append(source)


def of(contact: Contact) -> list[Section]:
    """Return all that is held on the person behind `contact`, in the active language. Empty tables are left out."""
    return about(subject_of(contact))


def about(subject: Subject) -> list[Section]:
    """Return all that is held on a person, as `of`."""
    return [section for source in _sources for section in source(subject) if section.rows]
