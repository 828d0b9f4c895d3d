"""What an audience is defined by: a topic, and a rule over people that is frozen with the mailing."""

from dataclasses import dataclass
from typing import Any, Self

from stakeholders.exceptions import UnknownCriterionError
from stakeholders.models import Topic
from stakeholders.segments import rules
from stakeholders.segments.rules import EVERYBODY, Rule
from stakeholders.segments.words import Telling

RESOLVER = "stakeholders.subscribers"


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """Who of those who take `topic` (its code). Without a rule: everybody."""

    topic: str
    rule: Rule = EVERYBODY

    def to_json(self) -> dict[str, Any]:
        """Return what a mailing stores as its audience: the resolver's name and the criteria."""
        return {"resolver": RESOLVER, "topic": self.topic, "rule": self.rule.to_json()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the criteria that `to_json` wrote. Retired entries of a list still count.

        Raises:
            UnknownCriterionError: it has another form, or names what is not there. A missing rule is not everybody.
        """
        if data.keys() - {"resolver"} != {"topic", "rule"}:
            raise UnknownCriterionError(f"Not a topic and a rule: {', '.join(sorted(data))}")
        topic = data["topic"]
        if not isinstance(topic, str) or not Topic.objects.filter(code=topic).exists():
            raise UnknownCriterionError(f"Unknown topic: {topic!r}")
        return cls(topic=topic, rule=rules.parse(data["rule"]))


def in_words(criteria: Criteria) -> str:
    """Return the criteria as a sentence in the active language, for the screen on which a person approves them."""
    return Telling([criteria.rule]).takers(str(Topic.objects.get(code=criteria.topic)), criteria.rule)
