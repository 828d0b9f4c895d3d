"""What a visitor chose among the meetings, read from the address of the page and written back into it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from home.folding import fold
from meetings.enums import Kind
from meetings.groups import cards
from meetings.models import Meeting, WorkingGroup
from meetings.models.meetings import MeetingQuerySet

LONGEST_SEARCH = 100  # characters; more names nothing


@dataclass(frozen=True)
class Chip:
    """One choice in words, and the address of the page without it."""

    label: str | Promise
    value: str
    without: str


@dataclass(frozen=True)
class Option:
    """One entry of a filter, and how many meetings it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class _Known:
    """What of one public meeting the filters ask for."""

    kind: str
    groups: set[int]
    titles: list[str]


class Selection:
    """A search and at most one group and one kind. What the address says beyond that is left out, never an error.

    Two queries, however many meetings and groups there are.
    """

    def __init__(self, query: Mapping[str, str]) -> None:
        self._offered = {group.slug: group for group in cards.public()}
        text = " ".join(query.get("q", "")[:LONGEST_SEARCH].replace("\x00", "").split())
        self.text = text if fold(text) else ""
        self.group: WorkingGroup | None = self._offered.get(query.get("group", ""))
        self.kind = query["kind"] if query.get("kind") in Kind.values else ""
        asked = [query.get("group"), query.get("kind")]
        self.unknown = any(value and value not in (self.slug, self.kind) for value in asked)

    def __bool__(self) -> bool:
        return bool(self.text or self.group or self.kind)

    @property
    def slug(self) -> str:
        """The address of the chosen group; empty without one."""
        return self.group.slug if self.group else ""

    @property
    def feeds(self) -> str:
        """Whose meetings the calendar beside the list holds: those of the group, else those of the kind, else all."""
        if self.group:
            return self.group.name_in_language
        return str(Kind(self.kind).label if self.kind else _("All meetings"))

    @property
    def total(self) -> int:
        return len(self._known)

    @property
    def count(self) -> int:
        return len(self._fitting(self.group, self.kind))

    def among(self, meetings: MeetingQuerySet) -> MeetingQuerySet:
        """Return those of `meetings` that fit."""
        return meetings.filter(pk__in=self._fitting(self.group, self.kind)) if self else meetings

    def address(self, **changes: Any) -> str:
        """Return the query of this selection with `changes`, with its question mark; an empty value takes one out."""
        wanted = {"q": self.text, "group": self.slug, "kind": self.kind, **changes}
        parameters = urlencode([(name, value) for name, value in wanted.items() if value])
        return f"?{parameters}" if parameters else ""

    def chips(self) -> list[Chip]:
        """Return every choice, the search first."""
        chosen = [
            ("q", _("Search"), self.text),
            ("group", _("Working group"), self.group.name_in_language if self.group else ""),
            ("kind", _("Kind"), str(Kind(self.kind).label) if self.kind else ""),
        ]
        return [Chip(label, value, self.address(**{name: ""})) for name, label, value in chosen if value]

    def groups(self) -> list[Option]:
        """Return the groups that have a meeting which fits the rest of the selection, and the chosen one."""
        fitting = self._fitting(None, self.kind)
        counts = Counter(group for pk in fitting for group in self._known[pk].groups)
        options = [
            Option(group.slug, group.name_in_language, counts[group.pk])
            for group in self._offered.values()
            if counts[group.pk] or group == self.group
        ]
        return sorted(options, key=lambda option: option.label.casefold())

    def kinds(self) -> list[Option]:
        """Return the kinds of which there is a meeting that fits the rest of the selection, and the chosen one."""
        counts = Counter(self._known[pk].kind for pk in self._fitting(self.group, ""))
        return [Option(kind, str(kind.label), counts[kind]) for kind in Kind if counts[kind] or kind == self.kind]

    @cached_property
    def _known(self) -> dict[int, _Known]:
        rows = Meeting.objects.public().order_by()
        known: dict[int, _Known] = {}
        for pk, kind, title, title_ur, *groups in rows.values_list(
            "pk", "kind", "title", "title_ur", "groups", "series__group"
        ):
            known.setdefault(pk, _Known(kind, set(), [title, title_ur])).groups.update(filter(None, groups))
        return known

    @cached_property
    def _found(self) -> set[int]:
        """The keys of the meetings in whose title, in either language, all words of the search stand."""
        words = fold(self.text).split()
        return {
            pk
            for pk, known in self._known.items()
            if all(any(word in title for title in map(fold, known.titles)) for word in words)
        }

    def _fitting(self, group: WorkingGroup | None, kind: str) -> list[int]:
        return [
            pk
            for pk in (self._found if self.text else self._known)
            if (group is None or group.pk in self._known[pk].groups) and kind in ("", self._known[pk].kind)
        ]
