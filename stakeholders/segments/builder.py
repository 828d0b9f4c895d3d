"""A rule as a form that works without JavaScript: what a page shows of it, and what a submitted form makes of it.

A form holds groups within groups. Each group and each row has a path, “0.2.1” being the second part of the third part
of the whole (which is “0”), and its inputs are named after it: ``0.2.1:criterion``. Buttons named ``act`` change the
form and save nothing: ``add-row 0.2``, ``add-group 0``, ``remove 0.2.1``; any other only shows it again.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol, Union

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stakeholders.exceptions import UnknownCriterionError
from stakeholders.segments import registry
from stakeholders.segments.registry import Choice
from stakeholders.segments.rules import MAX_DEPTH, MAX_OF_SEGMENT, AllOf, AnyOf, Is, Named, Not, Rule

ROOT = "0"
DEEPEST = 3  # groups within each other: with a “not” at each, and within an audience, that is all of MAX_DEPTH
FEW = 14  # so many values are shown as boxes to tick; more stand in a list


class Match(TextChoices):
    """How the parts of a group are combined."""

    ALL = "all", gettext_lazy("all of these hold")
    ANY = "any", gettext_lazy("at least one of these holds")
    NONE = "none", gettext_lazy("none of these holds")
    NOT_ALL = "not-all", gettext_lazy("not all of these hold")


_OPPOSITE = {
    Match.ALL: Match.NOT_ALL,
    Match.NOT_ALL: Match.ALL,
    Match.ANY: Match.NONE,
    Match.NONE: Match.ANY,
}


@dataclass(kw_only=True)
class Row:
    """One criterion with the values that were chosen. What is offered, and what is wrong, `fill` writes."""

    criterion: str = ""
    negated: bool = False
    values: list[str] = field(default_factory=list)
    path: str = ""
    choices: list[Choice] = field(default_factory=list)
    error: str = ""

    is_group = False

    @property
    def few(self) -> bool:
        return len(self.choices) <= FEW


@dataclass(kw_only=True)
class Group:
    """Rows and groups, and how they are combined."""

    match: Match = Match.ALL
    parts: list[Union[Row, "Group"]] = field(default_factory=list)
    path: str = ROOT

    is_group = True

    @property
    def may_hold_groups(self) -> bool:
        return self.path.count(".") + 1 < DEEPEST

    def walk(self) -> Iterator[Union[Row, "Group"]]:
        """Yield the group and all that is in it."""
        yield self
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.walk()
            else:
                yield part

    def rows(self) -> list[Row]:
        return [part for part in self.walk() if isinstance(part, Row)]


class Submitted(Protocol):
    """What is read of a `QueryDict`."""

    def get(self, key: str, default: str) -> str: ...
    def getlist(self, key: str) -> list[str]: ...


def showing(rule: Rule) -> Group:
    """Return the form of `rule`, whatever its tree."""
    part = _part(rule)
    return _numbered(part if isinstance(part, Group) else Group(parts=[part]))


def submitted(data: Submitted) -> Group:
    """Return the form as it was sent, after the act of the button that sent it."""
    root = _numbered(_read_group(data, ROOT))
    verb, _space, path = data.get("act", "").partition(" ")
    target = next((part for part in root.walk() if part.path == path), None)
    room = sum(1 for _part in root.walk()) < MAX_OF_SEGMENT
    if verb == "add-row" and isinstance(target, Group) and room:
        target.parts.append(Row())
    elif verb == "add-group" and isinstance(target, Group) and target.may_hold_groups and room:
        target.parts.append(Group(match=Match.ANY, parts=[Row()]))
    elif verb == "remove":
        _remove(root, path)
    return _numbered(root)


def fill(form: Group, *, on: datetime.date, complain: bool) -> None:
    """Write into each row what may be chosen there and, with `complain`, what is wrong; each list is read once."""
    offered: dict[str, list[Choice]] = {}
    for row in form.rows():
        if not row.criterion:
            continue
        try:
            criterion = registry.get(row.criterion)
        except UnknownCriterionError:
            row.error = _("There is no such condition any more.")
            continue
        if row.criterion not in offered:
            offered[row.criterion] = criterion.offered(on)
        choices = offered[row.criterion]
        standing = {value for value, _label in choices}
        retired = criterion.labels([value for value in row.values if value not in standing])
        row.choices = [
            *choices,
            *((value, _("%(label)s (retired)") % {"label": label}) for value, label in retired.items()),
        ]
        if any(value not in standing and value not in retired for value in row.values):
            row.error = _("Some of what was chosen here is gone.")
        elif complain and not row.values:
            row.error = _("Choose at least one.")


def rule_of(part: Row | Group) -> Rule | None:
    """Return the rule that a form without errors says, or None where nothing was chosen. Blank rows say nothing."""
    if isinstance(part, Row):
        if not part.criterion:
            return None
        said = Is(part.criterion, tuple(dict.fromkeys(part.values)))
        return Not(said) if part.negated else said
    rules = tuple(rule for rule in map(rule_of, part.parts) if rule is not None)
    if not rules:
        return None
    match part.match:
        case Match.ALL | Match.ANY if len(rules) == 1:
            return rules[0]
        case Match.ALL:
            return AllOf(rules)
        case Match.ANY:
            return AnyOf(rules)
        case Match.NONE:
            return Not(rules[0] if len(rules) == 1 else AnyOf(rules))
        case Match.NOT_ALL:
            return Not(rules[0] if len(rules) == 1 else AllOf(rules))


def _part(rule: Rule) -> Row | Group:
    match rule:
        case Is(criterion, values):
            return Row(criterion=criterion, values=list(values))
        case AllOf(rules):
            return Group(match=Match.ALL, parts=[_part(part) for part in rules])
        case AnyOf(rules):
            return Group(match=Match.ANY, parts=[_part(part) for part in rules])
        case Named(_name, inner):
            return _part(inner)
        case Not(inner):
            return _negated(_part(inner))


def _negated(part: Row | Group) -> Row | Group:
    if isinstance(part, Row):
        part.negated = not part.negated
    else:
        part.match = _OPPOSITE[part.match]
    return part


def _read_group(data: Submitted, path: str) -> Group:
    match = data.get(f"{path}:match", "")
    group = Group(match=Match(match) if match in Match.values else Match.ALL)
    place = 0
    while (kind := data.get(f"{path}.{place}:is", "")) and path.count(".") < MAX_DEPTH:
        inner = f"{path}.{place}"
        group.parts.append(_read_group(data, inner) if kind == "group" else _read_row(data, inner))
        place += 1
    return group


def _read_row(data: Submitted, path: str) -> Row:
    criterion = data.get(f"{path}:criterion", "")
    # The boxes that were ticked belong to the criterion that was shown: of another they would mean something else.
    values = data.getlist(f"{path}:values") if data.get(f"{path}:shown", "") == criterion else []
    values = [value.replace("\0", "�") for value in values]  # PostgreSQL would not even look for it
    return Row(criterion=criterion, negated=data.get(f"{path}:negated", "") == "1", values=values)


def _remove(group: Group, path: str) -> None:
    group.parts = [part for part in group.parts if part.path != path]
    for part in group.parts:
        if isinstance(part, Group):
            _remove(part, path)


def _numbered(group: Group, path: str = ROOT) -> Group:
    group.path = path
    for place, part in enumerate(group.parts):
        part.path = f"{path}.{place}"
        if isinstance(part, Group):
            _numbered(part, part.path)
    return group
