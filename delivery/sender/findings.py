"""What a look at the sending domain comes to: findings, each with its level, what was read and what to publish.

A finding is kept as a code and its facts; its sentences are made when it is shown, in the language of whoever reads.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from delivery.sender.lookups import Answer
from delivery.sender.words import WORDS, Level

Facts = Mapping[str, str | int]

_LONGEST = 450
_MOST_SEEN = 5


class Check(TextChoices):
    """What is looked at, in the order in which it is shown."""

    DOMAIN = "domain", _("Domain")
    SPF = "spf", "SPF"
    DKIM = "dkim", "DKIM"
    DMARC = "dmarc", "DMARC"
    ALIGNMENT = "alignment", _("DMARC alignment")
    MX = "mx", "MX"
    PTR = "ptr", "PTR"
    BULK = "bulk", _("Rules for bulk senders")


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the DNS to publish, ready to be copied."""

    name: str
    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.name}. {self.kind} {self.value}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. Everything that came from outside is printable ASCII of bounded length; templates escape it."""

    check: Check
    code: str
    facts: Facts = field(default_factory=dict)
    seen: tuple[str, ...] = ()  # records as they were read
    publish: tuple[Record, ...] = ()

    @property
    def level(self) -> Level:
        return WORDS[self.code].level

    @property
    def found(self) -> str:
        """What was found."""
        return str(WORDS[self.code].found) % self.facts

    @property
    def means(self) -> str:
        """What it means for the mail."""
        return str(WORDS[self.code].means) % self.facts

    @property
    def todo(self) -> str:
        """What to do; empty when nothing is."""
        return str(WORDS[self.code].todo) % self.facts

    def as_row(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "check": self.check.value,
            "level": self.level.value,
            "code": self.code,
            "facts": dict(self.facts),
            "seen": list(self.seen),
            "publish": [[record.name, record.kind, record.value] for record in self.publish],
        }

    def as_json(self) -> dict[str, Any]:
        """Return what scripts get: the stored row, and its sentences in the active language."""
        return {**self.as_row(), "found": self.found, "means": self.means, "todo": self.todo}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Finding":
        """Return the finding that `as_row` stored."""
        publish = tuple(Record(*record) for record in row["publish"])
        return cls(Check(row["check"]), row["code"], row["facts"], tuple(row["seen"]), publish)


def finding(
    check: Check, code: str, *, seen: Iterable[str] = (), publish: Iterable[Record] = (), **facts: str | int
) -> Finding:
    """Return a finding whose facts and records are fit to be shown and stored."""
    return Finding(
        check=check,
        code=code,
        facts={name: printable(fact) if isinstance(fact, str) else fact for name, fact in facts.items()},
        seen=tuple(printable(text) for text in list(seen)[:_MOST_SEEN]),
        publish=tuple(Record(printable(r.name), r.kind, printable(r.value)) for r in publish),
    )


def unanswered(check: Check, answer: Answer) -> Finding:
    """Return the finding for a question that nobody answered."""
    return finding(check, f"unanswered.{answer.problem}", name=answer.name)


def worst(found: Iterable[Finding]) -> Level:
    """Return the gravest level among findings; all is well with none."""
    return max((each.level for each in found), key=list(Level).index, default=Level.OK)


def printable(text: str) -> str:
    """Return a stranger's text as ASCII without control characters, shortened."""
    plain = "".join(c if " " <= c <= "~" else c.encode("unicode_escape").decode("ascii") for c in text[:_LONGEST])
    return plain if len(text) <= _LONGEST else f"{plain}…"
