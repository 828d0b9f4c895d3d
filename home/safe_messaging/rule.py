"""What one rule of safe messaging consists of; `rules` are they."""

import enum
from dataclasses import dataclass

from django.utils.functional import Promise

WHO = "WHO, Preventing suicide: a resource for media professionals, update 2023"


class Severity(enum.Enum):
    BLOCKS = "blocks"
    WARNS = "warns"


class Where(enum.Enum):
    """Where a rule looks."""

    ANYWHERE = "anywhere"  # the phrase itself says what it is about
    SENTENCE = "sentence"  # in sentences that speak of the matter
    NEAR = "near"  # there, a few sentences before and after, and in a whole text whose headline speaks of it
    HEADLINE = "headline"  # in titles and subjects that speak of the matter


@dataclass(frozen=True)
class Rule:
    """One rule. `phrases` are in the language of `phrases`; a sentence in which one of `unless` stands is let be."""

    code: str
    severity: Severity
    where: Where
    reason: str | Promise
    suggestion: str | Promise
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()
    source: str = WHO
