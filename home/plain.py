"""Rich text as the words in it, for whatever reads or counts them: rules, hints, searches, reading times."""

import re

from bs4 import BeautifulSoup

_BEFORE_LINE = re.compile(r"(?=</?(?:p|li|h[234]|br|blockquote|hr)\b)", re.IGNORECASE)


def lines(html: str) -> str:
    """Return rich text without its tags, each paragraph in a line of its own, words within one left whole."""
    return BeautifulSoup(_BEFORE_LINE.sub("\n", html), "html.parser").get_text()


def words(html: str) -> str:
    """Return rich text without its tags, in one line; nothing of an empty paragraph."""
    return " ".join(lines(html).split())
