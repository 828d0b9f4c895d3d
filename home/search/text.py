"""The words of a page as they stand, for snippets, and folded, for the index; the words of a question likewise.

What is found by is what Wagtail indexes: the `SearchField`s of the page's type.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Manager
from wagtail.models import Page
from wagtail.search import index

from home.folding import fold

LONGEST = 100_000  # characters of one page: PostgreSQL indexes a megabyte at most
LONGEST_QUESTION = 200  # characters
# Folding keeps these for addresses and numbers; databases part words there, each in its own way.
_JOINTS = re.compile("[@.+]+")


def words(text: str) -> list[str]:
    """Return the folded words of `text`, letters and digits only, as both databases part them."""
    return _JOINTS.sub(" ", fold(text)).split()


def of(page: Page) -> str:
    """Return what `page` is found by besides its title, as plain text in one line."""
    parts = _values(page, page.get_search_fields())
    return " ".join(" ".join(parts).split())[:LONGEST]


def folded(page: Page) -> str:
    """Return all words by which `page` is found, folded."""
    return " ".join(words(f"{page.title} {of(page)}"))


def _values(record: Any, fields: Iterable[Any]) -> Iterator[str]:
    for field in fields:
        if isinstance(field, index.RelatedFields):
            related = field.get_value(record)
            for other in related.all() if isinstance(related, Manager) else filter(None, [related]):
                yield from _values(other, field.fields)
        elif isinstance(field, index.SearchField) and field.field_name not in ("title", "folded_words"):
            yield from _flat(field.get_value(record))


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for part in value:
            yield from _flat(part)
    elif value not in (None, ""):
        yield str(value)
