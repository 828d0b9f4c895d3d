"""The small language in which the rules say what they look for, in English and Urdu alike.

Words stand for themselves, however they are spelt: both sides are folded. ``a|b`` is either; ``word*`` any ending;
``two_words`` one alternative of two words; ``word?`` may be missing; ``…`` is up to six words; ``!a|b``, at the end,
says what must not follow.
"""

import re
from functools import cache

from home.safe_messaging.reading import read

_GAP = r"(?:\w+ ){0,6}"


@cache
def compiled(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds any of `phrases` in a folded sentence; of none, one that finds nothing."""
    if not phrases:
        return re.compile(r"(?!)")
    return re.compile("|".join(f"(?:{_phrase(phrase)})" for phrase in phrases))


def _phrase(phrase: str) -> str:
    *parts, last = phrase.split(" ")
    ending = ""
    if last.startswith("!"):
        ending = rf"(?! (?:{_alternatives(last[1:])})(?!\w))"
        *parts, last = parts
    return rf"(?<!\w){''.join(map(_part, parts))}(?:{_alternatives(last)})(?!\w){ending}"


def _part(part: str) -> str:
    if part == "…":
        return _GAP
    if part.endswith("?"):
        return f"(?:(?:{_alternatives(part[:-1])}) )?"
    return f"(?:{_alternatives(part)}) "


def _alternatives(part: str) -> str:
    return "|".join(map(_word, part.split("|")))


def _word(word: str) -> str:
    ending = r"\w*" if word.endswith("*") else ""
    return re.escape(read(word.rstrip("*").replace("_", " ")).folded) + ending
