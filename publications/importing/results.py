"""What a reader makes of a text: items, and what could not be read with its line and the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publications.importing.texts import plain, shown

MAX_ENTRIES = 150  # of one text: all are shown on one page, and saved in one transaction of some seconds
MAX_NAMES = 200  # of one publication; more are counted and left out
_SHOWN = 200  # characters of a line that could not be read

Item = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """A publication as the text has it. `line` counts from 1; `notes` say what was changed or left out."""

    line: int
    item: Item
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Problem:
    """Something that can't be read: its line, the reason in words for people, and the text of the line."""

    line: int
    reason: str
    text: str = ""


@dataclass(frozen=True)
class Result:
    """All that was made of a text, in its order."""

    items: list[Found] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


Reader = Callable[[str], Result]


class Collector:
    """Gathers what a reader finds in one text, whose lines it knows."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._result = Result()

    @property
    def is_full(self) -> bool:
        return len(self._result.items) + len(self._result.problems) >= MAX_ENTRIES

    def add(self, line: int, item: Item, notes: list[str]) -> None:
        """Take an item; one without a title is a problem."""
        kept = {key: value for key, value in item.items() if value}
        if "title" not in kept:
            self.refuse(line, _("This entry has no title."))
            return
        few = _few_names(kept, notes)
        self._result.items.append(Found(line, few, list(dict.fromkeys(map(plain, notes)))))

    def refuse(self, line: int, reason: str) -> None:
        """Take a problem; the text of its line is looked up."""
        text = self._lines[line - 1] if 0 < line <= len(self._lines) else ""
        self._result.problems.append(Problem(line, plain(reason), shown(text[:_SHOWN])))

    def stop(self, line: int) -> None:
        """Say that nothing is read from `line` on, because there is too much."""
        reason = _("Only the first %d entries are read. Bring the rest in another file, from this line on.")
        self.refuse(line, reason % MAX_ENTRIES)

    def result(self, nothing: str) -> Result:
        """Return all that was gathered; where that is not even a problem, `nothing` says why."""
        if not self._result.items and not self._result.problems:
            self.refuse(1, nothing)
        return self._result


def _few_names(item: Item, notes: list[str]) -> Item:
    for role in ("author", "editor", "translator"):
        left_out = len(item.get(role, ())) - MAX_NAMES
        if left_out > 0:
            item[role] = item[role][:MAX_NAMES]
            notes.append(ngettext("%d name was left out.", "%d names were left out.", left_out) % left_out)
    return item
