"""The outline of a body, with an anchor for each heading, and how long the body takes to read."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

from home import formats, plain

WORDS_PER_MINUTE = 220
LONG = 3  # minutes from which on a page says how long it takes, and has a table of contents
ANCHOR_LENGTH = 60


@dataclass(frozen=True)
class Entry:
    """A heading: its level (2 or 3), its words, and the id that it has on the page."""

    level: int
    text: str
    anchor: str


class Anchors:
    """Gives every text an id of its own, the same as long as the texts before it don't repeat it.

    Ids begin with a word of their own, so that no heading takes one that the page around it uses.
    """

    def __init__(self, beginning: str) -> None:
        self._beginning = beginning
        self._given: set[str] = set()

    def of(self, text: str) -> str:
        """Return the id of `text`; letters of every script stay as they are."""
        words = slugify(text, allow_unicode=True)[:ANCHOR_LENGTH].rstrip("-_")
        anchor = wanted = f"{self._beginning}-{words}".rstrip("-")
        repeated = 2
        while anchor in self._given:
            anchor, repeated = f"{wanted}-{repeated}", repeated + 1
        self._given.add(anchor)
        return anchor


def outline(body: StreamValue) -> list[Entry]:
    """Return the headings of `body` in the order of the page, those of questions and sources among them."""
    return [entry for _child, entry in with_entries(body) if entry]


def with_entries(body: StreamValue) -> Iterator[tuple[StreamValue.StreamChild, Entry | None]]:
    """Yield the blocks of `body` as they stand on the page, sources last, each with its heading if it has one.

    A subheading before the first heading becomes a heading: an outline with a step left out misleads screen readers.
    """
    anchors, headed = Anchors("part"), False
    for child in sorted(body, key=lambda child: child.block_type == "sources"):
        text = _heading(child)
        if not text:
            yield child, None
            continue
        level = 3 if headed and child.block_type == "heading" and child.value["level"] == "h3" else 2
        headed = True
        yield child, Entry(level, text, anchors.of(text))


def _heading(child: StreamValue.StreamChild) -> str:
    fixed = {"faq": _("Questions and answers"), "sources": _("Sources")}
    return str(child.value["text"]) if child.block_type == "heading" else fixed.get(child.block_type, "")


def plain_text(body: StreamValue) -> str:
    """Return the words of `body` that are read one after the other: no captions, no list of sources."""
    return "\n".join(words for child in body for words in _WORDS.get(child.block_type, _no_words)(child.value) if words)


def is_long(text: str) -> bool:
    """Whether an adult takes so long to read plain `text` that its page says how long."""
    return _minutes(text) >= LONG


def reading_time(text: str) -> str:
    """Say how long it takes to read a long text; of a short one, nothing."""
    minutes = _minutes(text)
    words = ngettext("%(number)s minute to read", "%(number)s minutes to read", minutes)
    return words % {"number": formats.digits(minutes)} if minutes >= LONG else ""


def _minutes(text: str) -> int:
    return math.ceil(len(text.split()) / WORDS_PER_MINUTE)


def _words_of(text: str | RichText) -> str:
    return plain.words(text.source if isinstance(text, RichText) else text)


def _no_words(value: Any) -> list[str]:
    return []


_WORDS: dict[str, Callable[[Any], list[str]]] = {
    "heading": lambda value: [value["text"]],
    "text": lambda value: [_words_of(value)],
    "quote": lambda value: [value["quote"], value["attribution"]],
    "faq": lambda value: [words for item in value for words in (item["question"], _words_of(item["answer"]))],
}
