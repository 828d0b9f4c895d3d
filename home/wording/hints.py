"""Preferred terms, told to whoever writes."""

from home.wording.lint import Lint


def of(text: str) -> list[str]:
    """Return what in plain `text` is called otherwise, in words. One query."""
    return [misnomer.in_words() for misnomer in Lint().misnomers(text)]
