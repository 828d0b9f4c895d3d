"""The mail's text part: markup into lines that read well alone, and lines wrapped to a width every program shows.

Templates and `from_html` write one line per paragraph or entry; `wrap` breaks them once, at the very end.
"""

import re
import textwrap
from collections.abc import Iterator

from bs4 import BeautifulSoup, NavigableString, Tag

WIDTH = 74  # columns; RFC 3676 recommends at most 78
_PREFIX = re.compile(r"(?:> )?\s*(?:(?:\d+\.|[-*]) )?")
_FSI, _PDI = "\u2068", "\u2069"  # FIRST STRONG ISOLATE, POP DIRECTIONAL ISOLATE
_BLOCKS = ("p", "blockquote", "ul", "ol", "h2", "h3", "h4", "hr")


def from_html(html: str) -> str:
    """Return clean HTML as plain text: links as `words <address>`, lists numbered or dashed, blank lines between."""
    return "\n\n".join(part for part in _parts(BeautifulSoup(html, "html.parser")) if part)


def link(text: str, url: str) -> str:
    """Return `text <url>`; the address alone where the text is the address."""
    address = url.removeprefix("mailto:")
    if not address or address in (text, f"{text}/"):
        return address or text
    return f"{text} <{address}>"


def underline(text: str, mark: str = "=") -> str:
    """Return `text` underlined, as headings are in plain text."""
    text = " ".join(text.split())
    return f"{text}\n{mark * min(len(text), WIDTH)}" if text else ""


def isolate(text: str) -> str:
    """Return `text` as a run whose direction is its own (FSI and PDI, UAX #9)."""
    return f"{_FSI}{text}{_PDI}"


def wrap(text: str) -> str:
    """Return `text` with lines of at most `WIDTH` columns, entries hanging, at most one blank line in a row.

    Addresses and other words longer than a line stay whole: a broken address leads nowhere.
    """
    lines = (_wrap_line(line.rstrip()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _wrap_line(line: str) -> str:
    if len(line) <= WIDTH:
        return line
    prefix = _PREFIX.match(line)
    hanging = prefix[0] if prefix else ""
    quoted = "> " if hanging.startswith("> ") else ""
    lines = textwrap.wrap(
        line[len(hanging) :],
        WIDTH,
        initial_indent=hanging,  # given apart from the words, or a first word that doesn't fit would lose it
        subsequent_indent=quoted + " " * (len(hanging) - len(quoted)),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(_isolated_by_line(lines))


def _isolated_by_line(lines: list[str]) -> Iterator[str]:
    """Close a run of its own direction at the end of a line and open it again on the next: a line break ends it."""
    still_open = False
    for line in lines:
        words = line.lstrip(" ")
        opened = f"{line[: len(line) - len(words)]}{_FSI}{words}" if still_open else line
        still_open = opened.count(_FSI) > opened.count(_PDI)
        yield opened + _PDI * still_open


def _parts(element: Tag) -> Iterator[str]:
    """Yield the paragraphs, lists and headings within `element`; what stands loose between them is a paragraph too."""
    loose: list[str] = []
    for child in element.children:
        if isinstance(child, Tag) and child.name in _BLOCKS:
            yield _tidy("".join(loose))
            loose = []
            yield _block(child)
        else:
            loose.append(_inline(child))
    yield _tidy("".join(loose))


def _block(element: Tag) -> str:
    match element.name:
        case "ul" | "ol":
            return _list(element)
        case "blockquote":
            return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(filter(None, _parts(element))).splitlines())
        case "hr":
            return "* * *"
        case "h2" | "h3" | "h4":
            return underline(_inline_children(element), "-")
        case _:
            return _tidy(_inline_children(element))


def _list(element: Tag) -> str:
    numbered = element.name == "ol"
    lines = []
    for number, item in enumerate(element.find_all("li", recursive=False), start=_first_number(element)):
        mark = f"{number}. " if numbered else "- "
        first, *rest = "\n".join(filter(None, _parts(item))).splitlines() or [""]
        lines += [mark + first, *(" " * len(mark) + line for line in rest)]
    return "\n".join(lines)


def _first_number(element: Tag) -> int:
    start = str(element.get("start", ""))
    return int(start) if start.isdecimal() else 1


def _inline(node: object) -> str:
    if isinstance(node, Tag):
        if node.name == "br":
            return "\n"
        if node.name == "img":
            return str(node.get("alt", ""))
        if node.name == "a":
            return link(" ".join(_inline_children(node).split()), str(node.get("href", "")))
        return _inline_children(node)
    return str(node) if isinstance(node, NavigableString) else ""


def _inline_children(element: Tag) -> str:
    return "".join(_inline(child) for child in element.children)


def _tidy(text: str) -> str:
    """Collapse white space within lines, keep line breaks that were meant."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
