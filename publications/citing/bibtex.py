"""BibTeX, as LaTeX and reference managers read it: UTF-8, with the fields of BibLaTeX where BibTeX has none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

import bibtexparser
from bibtexparser.model import Entry, Field

from publications.citing.csl import Item

TYPES = {
    "article-journal": "article",
    "report": "techreport",
    "thesis": "phdthesis",
    "dataset": "dataset",
    "speech": "misc",
}
PUBLISHERS = {"techreport": "institution", "phdthesis": "school"}
_SPECIAL = {sign: f"\\{sign}" for sign in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_ESCAPES = str.maketrans(_SPECIAL)
# What LaTeX draws together: dashes, quotation marks, the marks that begin a question in Spanish.
_LIGATURES = re.compile(r"-(?=-)|'(?=')|`(?=`)|[?!](?=`)|<(?=<)|>(?=>)|,(?=,)")
_PARTS_A_NAME = re.compile(r" and |,")
_OWN_CAPITALS = re.compile(r"\S*\w[A-Z]\S*")


def write(items: Iterable[Item]) -> str:
    """Return a file with one entry for each of `items`."""
    library = bibtexparser.Library([_entry(item) for item in items])
    return bibtexparser.write_string(library)


def _entry(item: Item) -> Entry:
    kind = TYPES.get(item["type"], "misc")
    year, month, day = [*item.get("issued", {"date-parts": [[]]})["date-parts"][0], None, None, None][:3]
    said = {
        "author": _names(item.get("author", [])),
        "editor": _names(item.get("editor", [])),
        "translator": _names(item.get("translator", [])),
        "title": _title(item["title"]),
        "journal": _text(item, "container-title"),
        "volume": _text(item, "volume"),
        "number": _text(item, "issue"),
        "pages": _pages(item.get("page", "")),
        "eid": _text(item, "number"),
        PUBLISHERS.get(kind, "publisher"): _text(item, "publisher"),
        "type": _text(item, "genre"),
        "edition": _text(item, "edition"),
        "year": str(year or ""),
        "month": str(month or ""),
        "day": str(day or ""),
        "doi": _verbatim(item, "DOI"),
        "pmid": item.get("PMID", ""),
        "isbn": item.get("ISBN", ""),
        "issn": item.get("ISSN", ""),
        "url": _verbatim(item, "URL"),
        "language": item.get("language", ""),
        "keywords": _text(item, "keyword"),
        "abstract": _text(item, "abstract"),
    }
    return Entry(kind, item["id"], [Field(name, value) for name, value in said.items() if value])


def _text(item: Item, variable: str) -> str:
    return _escaped(item.get(variable, ""))


def _escaped(text: str) -> str:
    """Return `text` on one line, no sign of which means anything to LaTeX."""
    return _LIGATURES.sub(r"\g<0>{}", " ".join(text.split()).translate(_ESCAPES))


def _pages(text: str) -> str:
    """Return a range of pages with the dash that LaTeX makes of two hyphens."""
    return "--".join(_escaped(part) for part in re.split(r"\s*[-\u2013]+\s*", text))


def _verbatim(item: Item, variable: str) -> str:
    """Return an address or DOI, in which LaTeX escapes nothing: a brace would end the field."""
    return re.sub(r"[{}\\]", lambda sign: quote(sign[0]), item.get(variable, ""))


def _title(title: str) -> str:
    """Return a title whose words with capitals of their own (mhGAP-HIG) keep them in every style."""
    words = [(word, _escaped(word)) for word in title.split()]
    return " ".join(f"{{{written}}}" if _OWN_CAPITALS.fullmatch(word) else written for word, written in words)


def _names(names: list[dict[str, str]]) -> str:
    return " and ".join(map(_name, names))


def _name(name: dict[str, str]) -> str:
    """Return “Family, Given”; a body, or a single name, in braces, which keep it whole."""
    family, given = (_escaped(name.get(part, "")) for part in ("family", "given"))
    if given:
        return ", ".join(f"{{{part}}}" if _PARTS_A_NAME.search(f" {part} ") else part for part in (family, given))
    return "{" + _escaped(name.get("literal", name.get("family", ""))) + "}"
