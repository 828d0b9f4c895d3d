"""References to sources: [1] in a text leads to the first source, and the source back to where it is first named."""

import re

from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamValue

# Urdu digits are digits too.
_REFERENCE = re.compile(r"(\[\d{1,3}\])")
_NOT_WITHIN = ["a", "code"]


class Citations:
    """The references of one page, as they are met while it is rendered."""

    def __init__(self, sources: int = 0) -> None:
        """Take how many sources the page has; a number beyond them stays the text that it is."""
        self._sources = sources
        self.named: set[int] = set()

    @classmethod
    def of(cls, body: StreamValue) -> "Citations":
        """Return the references of a page to the sources that stand in its body."""
        return cls(sum(len(child.value) for child in body if child.block_type == "sources"))

    def link(self, html: str) -> SafeString:
        """Return clean HTML in which references to sources are links.

        The first one to each source has an id, which the list of sources leads back to.
        """
        if not self._sources or not _REFERENCE.search(html):
            return mark_safe(html)  # noqa: S308  # what goes in is clean
        soup = BeautifulSoup(html, "html.parser")
        for text in soup.find_all(string=_REFERENCE):
            if not text.find_parent(_NOT_WITHIN):
                text.replace_with(*(self._part(soup, part) for part in _REFERENCE.split(text) if part))
        return mark_safe(str(soup))  # noqa: S308  # clean before, and links were added alone

    def _part(self, soup: BeautifulSoup, words: str) -> Tag | NavigableString:
        number = int(words[1:-1]) if _REFERENCE.fullmatch(words) else 0
        if not 1 <= number <= self._sources:
            return NavigableString(words)
        link = soup.new_tag("a", attrs={"class": "reference", "href": f"#source-{number}"})
        if number not in self.named:
            link["id"] = f"named-{number}"
        self.named.add(number)
        link.string = words
        return link
