"""A rule as a sentence in the active language: “People in Balochistan or Sindh, who read Urdu”.

What stands in brackets was put together by “and” or “or” within something else.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stakeholders.exceptions import UnknownCriterionError
from stakeholders.segments import registry
from stakeholders.segments.rules import AllOf, AnyOf, Is, Named, Not, Rule, walk


def in_words(rule: Rule) -> str:
    """Return whom the rule means, by one query for each criterion in it.

    Raises:
        UnknownCriterionError: it names what is not there.
    """
    return Telling([rule]).people(rule)


class Telling:
    """Knows how every value in some rules is called: one query for each criterion, however many the rules."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        chosen: dict[str, set[str]] = {}
        for rule in rules:
            for node in walk(rule):
                if isinstance(node, Is):
                    chosen.setdefault(node.criterion, set()).update(node.values)
        known = {criterion.key for criterion in registry.criteria()}
        self._labels = {key: registry.get(key).labels(values) for key, values in chosen.items() if key in known}

    def people(self, rule: Rule) -> str:
        """Return one of the rules in words; for errors see `in_words`."""
        told = self.phrase(rule)
        return _("People %(phrases)s") % {"phrases": told} if told else _("Everybody")

    def takers(self, topic: str, rule: Rule) -> str:
        """Return whom of those who take the topic called `topic` one of the rules means; for errors see `in_words`."""
        takers = _("All who take “%(topic)s”") % {"topic": topic}
        told = self._within(rule) if isinstance(rule, AnyOf) else self.phrase(rule)
        return _listed(filter(None, [takers, told]))

    def phrase(self, rule: Rule) -> str:
        """Return what follows “People”; nothing where everybody is meant."""
        match rule:
            case Is():
                return str(registry.get(rule.criterion).phrase) % {"values": self._values(rule)}
            case Not(Is() as leaf):
                return str(registry.get(leaf.criterion).negative) % {"values": self._values(leaf)}
            case Not(inner):
                return _("except those %(phrases)s") % {"phrases": self._bracketed(inner) or _("(everybody)")}
            case Named(name, inner):
                return _("of the segment “%(name)s” (%(phrases)s)") % {
                    "name": name,
                    "phrases": self.phrase(inner) or _("everybody"),
                }
            case AllOf(rules):
                return _listed(filter(None, (self._within(part) for part in rules)))
            case AnyOf(rules):
                return pgettext("between phrases of which one holds", ", or ").join(
                    self._within(part) or _("whoever they are") for part in rules
                )

    def _within(self, rule: Rule) -> str:
        """Return a part of an “and” or “or”, in brackets where it is another one."""
        return self._bracketed(rule) if isinstance(rule, AllOf | AnyOf) else self.phrase(rule)

    def _bracketed(self, rule: Rule) -> str:
        told = self.phrase(rule)
        return f"({told})" if told and isinstance(rule, AllOf | AnyOf) and len(rule.rules) > 1 else told

    def _values(self, leaf: Is) -> str:
        """Return “A”, “A or B”, “A, B or C”, in their list's order.

        Raises:
            UnknownCriterionError: one is gone.
        """
        known = self._labels[leaf.criterion]
        if gone := [value for value in leaf.values if value not in known]:
            raise UnknownCriterionError(f"Unknown in {leaf.criterion}: {', '.join(gone)}")
        *others, last = [label for value, label in known.items() if value in leaf.values]
        if not others:
            return last
        return _("%(others)s or %(last)s") % {"others": _listed(others), "last": last}


def _listed(parts: Iterable[str]) -> str:
    return pgettext("between the parts of a list", ", ").join(parts)
