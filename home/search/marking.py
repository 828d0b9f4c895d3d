"""The words that were asked for, marked where they stand in a text."""

import itertools
import re
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from home.formats import prevailing_language
from home.search import text as texts

LENGTH = 240  # characters of a snippet
BEFORE = 70  # of them before the first word that was asked for
READ = 20_000  # characters of a text in which that word is looked for
# A word with the marks that Arabic and Latin letters carry, and the joiners within it.
_WORD = re.compile("[^\\W_][^\\W_\u0300-\u036f\u064b-\u065f\u0670\u0640\u200c\u200d]*"
                   "(?:[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200c\u200d]+[^\\W_]*)*")  # fmt: skip

_URDU = re.compile("([\u0600-\u06ff](?:[\u0600-\u06ff\\s\u200c\u200d]*[\u0600-\u06ff])?)")


def marked(text: str, asked: list[str]) -> SafeString:
    """Return `text` as HTML, with every word marked that begins with one of the folded words `asked`."""
    pieces = []
    end = 0
    for word in _WORD.finditer(text):
        if _begins(word[0], tuple(asked)):
            pieces.append(format_html("{}<mark>{}</mark>", text[end : word.start()], word[0]))
            end = word.end()
    return format_html("{}{}", format_html_join("", "{}", ((piece,) for piece in pieces)), text[end:])


def snippet(text: str, asked: list[str]) -> SafeString:
    """Return the part of `text` around the first word that was asked for, marked; the beginning where none stands.

    Urdu names in an English text are told apart, since they are set and read aloud as Urdu.
    """
    words = _WORD.finditer(text[:READ])
    first = next((word.start() for word in words if _begins(word[0], tuple(asked))), 0)
    start = _after_blank(text, max(0, first - BEFORE)) if first > BEFORE else 0
    part = text[start : start + LENGTH]
    whole = start + LENGTH >= len(text)
    if not whole:
        part = part.rsplit(" ", 1)[0]
    shown = marked(part, asked) if prevailing_language(part) == "ur" else _with_urdu_apart(part, asked)
    return format_html("{}{}{}", "… " if start else "", shown, "" if whole else " …")


def _with_urdu_apart(text: str, asked: list[str]) -> SafeString:
    runs = (marked(run, asked) for run in _URDU.split(text))
    forms = itertools.cycle(("{}", '<bdi lang="ur" dir="rtl">{}</bdi>'))  # by turns, since `_URDU` keeps what it finds
    return format_html_join("", "{}", ((format_html(form, run),) for form, run in zip(forms, runs, strict=False)))


def _after_blank(text: str, place: int) -> int:
    blank = text.find(" ", place, place + BEFORE)
    return blank + 1 if blank != -1 else place


def _begins(word: str, asked: tuple[str, ...]) -> bool:
    return any(folded.startswith(asked) for folded in _folded(word))


@lru_cache(maxsize=8192)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(texts.words(word))
