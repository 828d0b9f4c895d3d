"""The plain markup of notes: paragraphs, line breaks, lists, **strong** and *emphasis*. Everything else stays as text.

`blocks` reads a note; HTML, plain text, PDF and DOCX are all written from what it returns, so that none of them knows
markup. What people paste from Word or a mail comes out as the lists that they saw there, and no word is ever lost.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

MAX_LIST_DEPTH = 3  # lists within lists; what is deeper is raised to it

_parser = MarkdownIt("zero", {"html": False, "maxNesting": 40}).enable(["list", "newline", "emphasis", "escape"])

# Neither XML, and so DOCX, nor a database takes these. Tabs and line ends are dealt with before.
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MAX_INDENT = 12  # columns: bounds how deep the parser goes, as each level of a list takes two
_MARKER = r"(?:[-+*]|\d{1,9}[.)])[ ]+"
# What Word and mail programs put before a point; a Latin o is one only where a tab or two spaces follow it.
_PASTED_BULLET = re.compile(r"^([ \t]*)(?:[•●○■▪▫◦‣⁃·–—\uf0b7\uf0a7]|o(?=\t| {2}))(?:[ \t]+|$)")
_SECOND_MARKER = re.compile(rf"( *{_MARKER}(?:\d{{1,9}}(?=[.)] ))?)(?=[-+*.)](?: |$))")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style. A line break is a newline in `text`."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def language(self) -> str:
        return _language(self.text)


@dataclass(frozen=True)
class Item:
    """One point of a list; `number` is the one that was typed, in a numbered list."""

    blocks: "tuple[Paragraph | Listing, ...]"
    number: int | None = None

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)


@dataclass(frozen=True)
class Listing:
    """A list with bullets, or with numbers where `numbered`; at most `MAX_LIST_DEPTH` of them within each other."""

    items: tuple[Item, ...]
    numbered: bool = False

    @property
    def text(self) -> str:
        return "\n".join(item.text for item in self.items)

    @property
    def language(self) -> str:
        return _language(self.text)


Block = Paragraph | Listing


def blocks(text: str) -> list[Block]:
    """Read a note: its paragraphs and lists. Takes whatever people paste and never fails."""
    source = "\n".join(_prepared(line) for line in text.splitlines())
    return list(_blocks(SyntaxTreeNode(_parser.parse(source)).children, depth=0))


def to_html(text: str) -> SafeString:
    """Return a note as HTML: only p, br, ul, ol, li, strong and em, each block with its language and direction."""
    # Every piece of text went through `escape`, and the elements are our own.
    return mark_safe("".join(_html(block) for block in blocks(text)))  # noqa: S308


def to_text(text: str) -> str:
    """Return a note as plain text for mail: a blank line between paragraphs, points with a dash or their number."""
    return "\n\n".join("\n".join(_lines(block)) for block in blocks(text))


def writable(text: str) -> str:
    """Return `text` as it is stored: newlines as one character, and no characters that files can't hold."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _prepared(line: str) -> str:
    """Return a line as the parser takes it: one marker at most, told by what people paste too; no deep indents."""
    line = _PASTED_BULLET.sub(r"\1- ", _UNWRITABLE.sub("", line)).expandtabs(4).replace("\\", "\\\\")
    words = line.lstrip(" ")
    line = " " * min(len(line) - len(words), _MAX_INDENT) + words
    second = _SECOND_MARKER.match(line)
    return f"{second[0]}\\{line[second.end() :]}" if second else line


def _blocks(nodes: Iterable[SyntaxTreeNode], depth: int) -> Iterator[Block]:
    for node in nodes:
        if node.type == "paragraph":
            yield Paragraph(tuple(_runs(node.children[0].children)))
        else:
            yield Listing(tuple(_items(node, depth + 1)), numbered=node.type == "ordered_list")


def _items(node: SyntaxTreeNode, depth: int) -> Iterator[Item]:
    """Yield the points of a list; those of a list that would be too deep follow the point that they stand under."""
    for point in node.children:
        number = int(point.info) if point.info else None
        inner = list(_blocks(point.children, depth))
        if depth < MAX_LIST_DEPTH:
            yield Item(tuple(inner), number)
            continue
        yield Item(tuple(block for block in inner if isinstance(block, Paragraph)), number)
        for block in inner:
            if isinstance(block, Listing):
                yield from (_raised(item, numbered=node.type == "ordered_list") for item in block.items)


def _raised(item: Item, *, numbered: bool) -> Item:
    """Return a point that moves into another list: its number becomes a word of it where the list has none."""
    if numbered or item.number is None:
        return item
    return Item((Paragraph((Run(f"{item.number}. "),)), *item.blocks))


def _runs(nodes: Iterable[SyntaxTreeNode], style: Run = Run("")) -> Iterator[Run]:
    for node in nodes:
        if node.type == "strong":
            yield from _runs(node.children, replace(style, bold=True))
        elif node.type == "em":
            yield from _runs(node.children, replace(style, italic=True))
        elif node.type in ("softbreak", "hardbreak"):
            yield replace(style, text="\n")
        elif node.content:
            yield replace(style, text=node.content)


def _language(text: str) -> str:
    """Return the language that most letters are of, ``ur`` or ``en``; empty for digits and signs.

    A title is Urdu as soon as one letter is (`home.formats.language_of`). Notes quote: an English paragraph that names
    somebody in Urdu is still an English one.
    """
    urdu = len(re.findall("[\u0600-\u06ff]", text))
    latin = len(re.findall("[A-Za-z]", text))
    return "" if urdu == latin == 0 else "ur" if urdu > latin else "en"


def _marks(language: str) -> str:
    """Return the attributes of a block in `language`."""
    return {"ur": ' lang="ur" dir="rtl"', "en": ' lang="en" dir="ltr"'}.get(language, "")


def _html(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<p{_marks(block.language)}>{_inline(block)}</p>"
    name, language = "ol" if block.numbered else "ul", block.language
    points = []
    expected = 1
    for item in block.items:
        value = "" if item.number in (None, expected) else f' value="{item.number}"'
        expected = (item.number if item.number is not None else expected) + 1
        points.append(f"<li{value}>{_html_of_point(item, language)}</li>")
    return f"<{name}{_marks(language)}>{''.join(points)}</{name}>"


def _html_of_point(item: Item, around: str) -> str:
    """Return what stands in a point; a single paragraph in the language of the list needs no element of its own."""
    first, *rest = item.blocks or (Paragraph(()),)
    bare = isinstance(first, Paragraph) and first.language in ("", around)
    opening = _inline(first) if bare and isinstance(first, Paragraph) else _html(first)
    return opening + "".join(_html(block) for block in rest)


def _inline(paragraph: Paragraph) -> str:
    return "".join(_html_of_run(run) for run in paragraph.runs)


def _html_of_run(run: Run) -> str:
    html = escape(run.text).replace("\n", "<br>")
    html = f"<em>{html}</em>" if run.italic else html
    return f"<strong>{html}</strong>" if run.bold else html


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from block.text.split("\n")
        return
    for item in block.items:
        marker = "- " if item.number is None else f"{item.number}. "
        lines = [line for inner in item.blocks for line in _lines(inner)] or [""]
        yield f"{marker}{lines[0]}".rstrip()
        yield from (" " * len(marker) + line for line in lines[1:])
