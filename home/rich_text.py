"""Rich text made fit to show: links resolved, publishers' page furniture dropped, sanitised, safe to hand to MJML.

Text comes from people who paste from anywhere. What leaves `clean` is always well formed and in double quotes, which
the MJML compiler relies on, and never nested so deeply that the compiler could fall over.
"""

import functools
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import nh3
from bs4 import BeautifulSoup, Tag
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText, expand_db_html

from home import pasting

MAX_LENGTH = 100_000  # characters of source; a long newsletter has about 20,000
MAX_TAGS = 5_000  # “<” in the source: the parser's worst case grows with their square; this many are seconds of work
MAX_DEPTH = 24  # elements within elements; nobody writes ten
_REMEMBERED = 2_000  # texts that each process holds cleaned
_LONGEST_REMEMBERED = 4_000  # characters

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "i", "img", "li", "ol", "p", "span",
    "strong", "sub", "sup", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
}
IMAGE_CLASSES = {"img": {"richtext-image", "left", "right", "full-width"}}
SCHEMES = {"http", "https", "mailto", "tel"}

# The furniture of publishers' article pages. A line is clutter when it is made of these phrases and nothing else, and
# of at least two of them or of one that nobody would write as a line of their own.
UNMISTAKABLE = (
    "show author details", "hide author details", "supplementary materials", "eletters", "save pdf",
    "rights & permissions", "get rights and content", "aims and scope", "submit manuscript", "submit your article",
    "add to mendeley", "cited by", "view all journals", "guide for authors", "download full issue",
    "share this post", "share this:", "like this:", "leave a reply", "leave a comment", "cancel reply", "post comment",
    "your email address will not be published.", "required fields are marked *", "interested in knowing more about us?",
)  # fmt: skip
AMBIGUOUS = (
    "article", "figures", "metrics", "share", "cite", "download pdf", "abstract", "references", "open access",
    "sign up for our newsletter", "print", "email", "facebook", "twitter", "linkedin", "whatsapp",
)  # fmt: skip
_PHRASES = "|".join(re.escape(phrase) for phrase in sorted(UNMISTAKABLE + AMBIGUOUS, key=len, reverse=True))
_CLUTTER_LINE = re.compile(rf"(?:(?:{_PHRASES})(?:\s*[|·•/]\s*|\s+|$))+", re.IGNORECASE)
_PHRASE = re.compile(_PHRASES, re.IGNORECASE)
# The line under the title of a blog's article: who posted it, its categories, its tags and how many replied.
_POST_LABEL = re.compile(r"(?:posted by|categor(?:y|ies)|tags|comments):", re.IGNORECASE)
_POST_EMPTY = re.compile(r"tags:[\s,]*|comments:\s*\d+", re.IGNORECASE)
_LINES = ("p", "li", "h2", "h3", "h4")
_HOLDS_NO_ELEMENTS = {"br", "hr", "img", "script", "style"}


class RichTextTooLongError(ValueError):
    """More text than any issue holds: more than `MAX_LENGTH` characters of source, or `MAX_TAGS` tags in it."""


class _Shallow(BeautifulSoup):
    """A tree of at most `MAX_DEPTH` levels: the tags of deeper ones are read over, their text stays.

    Thousands of levels would take Beautiful Soup minutes of quadratic work, and crash MJML's compiler.
    """

    def handle_starttag(self, name: str, *args: Any, **kwargs: Any) -> Tag | None:
        """Called by the parser for each start tag; None has it go on as if there was none."""
        # `tagStack` holds the tree itself and all that is open. What cannot hold elements adds no level to speak of.
        if len(self.tagStack) > MAX_DEPTH and name not in _HOLDS_NO_ELEMENTS:
            return None
        return super().handle_starttag(name, *args, **kwargs)


def clean(text: str | RichText, *, base_url: str = "") -> SafeString:
    """Return Wagtail rich text as sanitised HTML: no clutter, no dead anchors, no newlines between inline elements.

    Args:
        text: the stored source of a rich text field, or a block's `RichText` value.
        base_url: where given, links and image addresses are made absolute against it, as mail needs them.

    Raises:
        RichTextTooLongError: the source is longer than any text that is written; `validate_length` keeps it from being
            stored.
    """
    expanded = _expanded(text)
    # The text of a page is cleaned for every reader; whatever is long is read seldom and would fill the memory.
    cleaned = _clean_again if len(expanded) > _LONGEST_REMEMBERED else _clean_once
    return mark_safe(cleaned(expanded, base_url))  # noqa: S308  # nh3 is the last to touch it


def _clean_again(expanded: str, base_url: str) -> str:
    """Return HTML cleaned; it depends on nothing but its arguments."""
    soup = _Shallow(expanded, "html.parser")
    pasting.tidy(soup)
    for anchor in soup.find_all("a"):
        if not anchor.get("href"):  # the page it linked to is gone
            anchor.unwrap()
    for line in list(_clutter_lines(soup)):
        line.decompose()
    for emptied in soup.find_all(["ul", "ol"]):
        if not emptied.find("li"):
            emptied.decompose()
    if base_url:
        _make_absolute(soup, base_url)
    sanitised = nh3.clean(
        str(soup), tags=TAGS, attributes=ATTRIBUTES, allowed_classes=IMAGE_CLASSES, url_schemes=SCHEMES, link_rel=None
    )
    # The MJML compiler drops white space that holds only a newline, and so glues words together.
    return re.sub(r"\s*\n\s*", " ", sanitised).strip()


_clean_once = functools.lru_cache(maxsize=_REMEMBERED)(_clean_again)


_whole_characters = RegexValidator("[\ud800-\udfff]", inverse_match=True)


def find_clutter(text: str | RichText) -> list[str]:
    """Return the lines of `text` that `clean` drops as a publisher's page furniture, for telling the author."""
    return [_line_text(line) for line in _clutter_lines(_parse(text))]


def validate_length(value: str | RichText) -> None:
    """Validator for rich text fields and blocks: keeps what `clean` would refuse from being stored.

    That is too much text, or half a character (a lone surrogate), which no database and no page can hold.
    """
    _whole_characters(_source(value))
    if _is_too_long(_source(value)):
        raise ValidationError(_("This text is too long. Split it into several blocks."), code="too_long")


def _is_too_long(source: str) -> bool:
    return len(source) > MAX_LENGTH or source.count("<") > MAX_TAGS


def _source(text: str | RichText) -> str:
    return text.source if isinstance(text, RichText) else text


def _parse(text: str | RichText) -> BeautifulSoup:
    return _Shallow(_expanded(text), "html.parser")


def _expanded(text: str | RichText) -> str:
    source = _source(text)
    if _is_too_long(source):
        raise RichTextTooLongError(
            f"{len(source)} characters and {source.count('<')} tags of rich text; "
            f"at most {MAX_LENGTH} and {MAX_TAGS} are rendered."
        )
    return str(expand_db_html(source))


def _clutter_lines(soup: BeautifulSoup) -> Iterator[Tag]:
    for line in soup.find_all(_LINES):
        if not line.find(_LINES) and _is_clutter(_line_text(line)):
            yield line


def _line_text(line: Tag) -> str:
    return " ".join(line.get_text(" ").split())


def _is_clutter(text: str) -> bool:
    if _POST_LABEL.match(text) and (len(_POST_LABEL.findall(text)) > 1 or _POST_EMPTY.fullmatch(text)):
        return True
    if not _CLUTTER_LINE.fullmatch(text):
        return False
    phrases = [phrase.lower() for phrase in _PHRASE.findall(text)]
    return len(phrases) > 1 or phrases[0] in UNMISTAKABLE


def _make_absolute(soup: BeautifulSoup, base_url: str) -> None:
    for tag, attribute in (("a", "href"), ("img", "src")):
        for element in soup.find_all(tag, attrs={attribute: True}):
            try:
                element[attribute] = urljoin(base_url, str(element[attribute]))
            except ValueError:  # no address at all: “http://[”
                element.unwrap()
