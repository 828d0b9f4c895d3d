"""What comes along when people paste from Word, Google Docs, WordPress or a publisher's page, taken out again."""

import re

# “1. ”, “۲) ”, “Q3: ”, “– ”, “• ”: marks of a list that was typed, before the words.
_MARK = r"\s*(?:(?:Q(?:uestion)?\s*)?\d{1,3}\s*[.):۔]\s+|[AQ]\s*[.:]\s+|[-‐‑‒–—−•·*]+\s+)"
_TYPED_MARK = re.compile(_MARK, re.IGNORECASE)
_FIRST_TYPED_MARK = re.compile(rf"^((?:\s|<[^>]*>|&nbsp;)*){_MARK}", re.IGNORECASE)


def without_mark(text: str) -> str:
    """Return plain text without the number or dash of a typed list before it; “24. hours” loses its number too."""
    return _TYPED_MARK.sub("", text, count=1) if _TYPED_MARK.match(text) else text


def without_first_mark(html: str) -> str:
    """Return rich text without the number or dash before its first words."""
    return _FIRST_TYPED_MARK.sub(r"\1", html, count=1)
