"""Passages in, findings out. Asks nothing of the database, and fails on no text."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise

from home.safe_messaging import rules
from home.safe_messaging.phrases import compiled
from home.safe_messaging.reading import Sentence, sentences
from home.safe_messaging.rule import Rule, Severity, Where
from home.safe_messaging.rules import NO_HELP, RULES

MENTIONS = 2  # by so many sentences that speak of it, or a headline, a text is about the matter
NEAR = 3  # sentences before and after one that speaks of it


@dataclass(frozen=True)
class Passage:
    """A piece of what readers get to read, and where its author finds it in the editor."""

    text: str
    label: str
    block_id: str = ""
    headline: bool = False
    helps: bool = False  # a block that shows helplines, as things are today

    @cached_property
    def sentences(self) -> list[Sentence]:
        return list(sentences(self.text))


@dataclass(frozen=True)
class Finding:
    """What a rule objects to: the words as written, and those around them; nothing of a text as a whole."""

    rule: Rule
    label: str = ""
    block_id: str = ""
    words: str = ""
    excerpt: str = ""

    @property
    def blocks(self) -> bool:
        return self.rule.severity == Severity.BLOCKS

    @property
    def reason(self) -> str | Promise:
        return self.rule.reason

    @property
    def suggestion(self) -> str | Promise:
        return self.rule.suggestion


def check(passages: Sequence[Passage]) -> list[Finding]:
    """Return all findings, the blocking ones first, each group in reading order."""
    read = [(sentence, passage) for passage in passages for sentence in passage.sentences]
    speaking = [_speaks(sentence) for sentence, _passage in read]
    in_headline = any(passage.headline for (_sentence, passage), speaks in zip(read, speaking, strict=True) if speaks)
    found = [
        finding
        for place, (sentence, passage) in enumerate(read)
        for finding in _of_sentence(
            sentence,
            passage,
            speaks=speaking[place],
            near=in_headline or any(speaking[max(0, place - NEAR) : place + NEAR + 1]),
        )
    ]
    if (in_headline or sum(speaking) >= MENTIONS) and not _helps(passages):
        found.append(Finding(NO_HELP))
    return sorted(dict.fromkeys(found), key=lambda finding: not finding.blocks)


def fingerprint(passages: Sequence[Passage]) -> str:
    """Return what changes with every change of the words, and with nothing else: helplines come and go."""
    told = [[passage.text, passage.headline] for passage in passages]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _speaks(sentence: Sentence) -> bool:
    return compiled(rules.TOPIC).search(sentence.folded) is not None


def _helps(passages: Sequence[Passage]) -> bool:
    return any(passage.helps for passage in passages) or any(
        compiled(rules.HELP).search(sentence.folded) for passage in passages for sentence in passage.sentences
    )


def _of_sentence(sentence: Sentence, passage: Passage, *, speaks: bool, near: bool) -> Iterator[Finding]:
    applies = {
        Where.ANYWHERE: True,
        Where.SENTENCE: speaks,
        Where.NEAR: near,
        Where.HEADLINE: speaks and passage.headline,
    }
    for rule in RULES:
        if not applies[rule.where] or compiled(rule.unless).search(sentence.folded):
            continue
        for match in compiled(rule.phrases).finditer(sentence.folded):
            yield Finding(
                rule,
                passage.label,
                passage.block_id,
                sentence.words(*match.span()),
                sentence.excerpt(*match.span()),
            )
