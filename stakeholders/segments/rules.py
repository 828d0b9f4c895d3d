"""The tree of a question: all, any and not over criteria. Frozen, read from JSON with suspicion, turned into one Q.

{"all": [{"criterion": "province", "values": ["PK-BA"]}, {"not": {"criterion": "tag", "values": ["speaker"]}}]}
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q

from stakeholders.exceptions import UnknownCriterionError
from stakeholders.segments import registry

# More than this nobody builds by hand; a larger tree is a mistake, or an attack on the database.
MAX_DEPTH = 10
MAX_NODES = 60
MAX_OF_SEGMENT = 50  # a mailing that chooses the segment adds parts of its own
MAX_VALUES = 500

# An empty Q is not “everybody” once it is negated or joined with “or”: these stay what they say.
_NOBODY = Q(pk__in=[])
_EVERYBODY = ~_NOBODY


@dataclass(frozen=True, slots=True)
class Is:
    """A criterion is met with any of `values`."""

    criterion: str
    values: tuple[str, ...]

    def q(self, on: datetime.date) -> Q:
        return registry.get(self.criterion).q(self.values, on)

    def to_json(self) -> dict[str, Any]:
        return {"criterion": self.criterion, "values": list(self.values)}


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of `rules` holds. Of none: everybody."""

    rules: tuple["Rule", ...] = ()

    def q(self, on: datetime.date) -> Q:
        return reduce(and_, (rule.q(on) for rule in self.rules)) if self.rules else _EVERYBODY

    def to_json(self) -> dict[str, Any]:
        return {"all": [rule.to_json() for rule in self.rules]}


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of `rules` holds. Of none: nobody."""

    rules: tuple["Rule", ...]

    def q(self, on: datetime.date) -> Q:
        return reduce(or_, (rule.q(on) for rule in self.rules)) if self.rules else _NOBODY

    def to_json(self) -> dict[str, Any]:
        return {"any": [rule.to_json() for rule in self.rules]}


@dataclass(frozen=True, slots=True)
class Not:
    """`rule` does not hold."""

    rule: "Rule"

    def q(self, on: datetime.date) -> Q:
        return ~self.rule.q(on)

    def to_json(self) -> dict[str, Any]:
        return {"not": self.rule.to_json()}


@dataclass(frozen=True, slots=True)
class Named:
    """The rule of a saved segment as it was when somebody chose it. The name is for words only."""

    name: str
    rule: "Rule"

    def q(self, on: datetime.date) -> Q:
        return self.rule.q(on)

    def to_json(self) -> dict[str, Any]:
        return {"segment": self.name, "rule": self.rule.to_json()}


Rule = Is | AllOf | AnyOf | Not | Named
EVERYBODY = AllOf()


def parse(data: Any) -> Rule:
    """Return the rule that `to_json` wrote, by one query for each criterion in it. Retired values still count.

    Raises:
        UnknownCriterionError: it is no rule, is larger than a rule may be, or names a criterion or a value that there
            is not. A rule is never read as a wider one.
    """
    rule = read(data)
    check(rule)
    return rule


def read(data: Any) -> Rule:
    """Return the tree that `to_json` wrote, without asking whether its criteria and values are there.

    Raises:
        UnknownCriterionError: it is no rule.
    """
    return _read(data, depth=1)


def check(rule: Rule, *, most: int = MAX_NODES) -> None:
    """Raise UnknownCriterionError if `rule` has more than `most` parts, or names what is not there."""
    nodes = list(walk(rule))
    if len(nodes) > most:
        raise UnknownCriterionError(f"A rule has at most {most} parts, this one {len(nodes)}.")
    chosen: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, Is):
            chosen.setdefault(node.criterion, set()).update(node.values)
    for key, values in chosen.items():
        if unknown := values - registry.get(key).labels(values).keys():
            raise UnknownCriterionError(f"Unknown in {key}: {', '.join(sorted(unknown))}")


def walk(rule: Rule) -> Iterator[Rule]:
    """Yield `rule` and every rule within it."""
    yield rule
    match rule:
        case AllOf(rules) | AnyOf(rules):
            for part in rules:
                yield from walk(part)
        case Not(inner) | Named(_, inner):
            yield from walk(inner)


def _read(data: Any, *, depth: int) -> Rule:
    if depth > MAX_DEPTH:
        raise UnknownCriterionError(f"A rule is at most {MAX_DEPTH} levels deep.")
    match data:
        case {"all": list(parts), **rest} if not rest:
            return AllOf(tuple(_read(part, depth=depth + 1) for part in parts))
        case {"any": [_, *_] as parts, **rest} if not rest:
            return AnyOf(tuple(_read(part, depth=depth + 1) for part in parts))
        case {"not": inner, **rest} if not rest:
            return Not(_read(inner, depth=depth + 1))
        case {"segment": str(name), "rule": inner, **rest} if not rest:
            return Named(name, _read(inner, depth=depth + 1))
        case {"criterion": str(key), "values": [_, *_] as values, **rest} if not rest:
            return Is(key, _values(values))
    raise UnknownCriterionError(f"No rule: {str(data)[:100]}")


def _values(values: list[Any]) -> tuple[str, ...]:
    if len(values) > MAX_VALUES or not all(isinstance(value, str) for value in values):
        raise UnknownCriterionError(f"No list of at most {MAX_VALUES} values: {str(values)[:100]}")
    return tuple(dict.fromkeys(values))
