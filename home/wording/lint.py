"""Finds variants that are to be avoided, and says what is written instead."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from home.models.terms import PreferredTerm

_ARABIC_LETTER = re.compile(r"[\u0600-\u06ff]")


@dataclass(frozen=True)
class Misnomer:
    """A variant as it stands in a text, and what the unit writes."""

    found: str
    preferred: str

    def in_words(self) -> str:
        return _("Write “%(preferred)s”, not “%(found)s”.") % {"preferred": self.preferred, "found": self.found}


class Lint:
    """The preferred terms, read once for any number of texts."""

    def __init__(self, terms: Iterable[PreferredTerm] | None = None) -> None:
        """Take `terms`; without them those of the database: one query."""
        settled: set[str] = set()
        instead: dict[str, str] = {}
        for term in PreferredTerm.objects.all() if terms is None else terms:
            settled |= {_folded(words) for words in (term.preferred, term.preferred_ur) if words}
            for variant in term.variants:
                in_urdu = bool(_ARABIC_LETTER.search(variant))
                instead[_folded(variant)] = (in_urdu and term.preferred_ur) or term.preferred
        # What is preferred is met first, so that a variant within it (“Mazdoor” in “Ehsaas Mazdoor”) is no finding.
        self._settled = _any_of(_longest_first(settled))
        variants = _longest_first(instead)
        self._variants = _any_of(variants, re.IGNORECASE)
        self._instead = [instead[variant] for variant in variants]

    def misnomers(self, text: str) -> list[Misnomer]:
        """Return the variants in plain `text`, each spelling once, in reading order."""
        if self._variants is None:
            return []
        text = _folded(text)
        rest = self._settled.sub("\n", text) if self._settled else text
        found = (
            Misnomer(" ".join(match.group().split()), self._instead[match.lastindex - 1])
            for match in self._variants.finditer(rest)
            if match.lastindex
        )
        return list(dict.fromkeys(found))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


def _any_of(phrases: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str] | None:
    """Return a pattern for whole words, however they are spaced, with a group for each phrase; None without any."""
    spaced = ["(" + r"\s+".join(map(re.escape, phrase.split())) + ")" for phrase in phrases]
    return re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", flags) if spaced else None
