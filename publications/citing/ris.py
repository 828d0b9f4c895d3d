"""RIS, which every reference manager reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import rispy

from publications.citing.csl import Item

TYPES = {"article-journal": "JOUR", "report": "RPRT", "thesis": "THES", "dataset": "DATA", "speech": "SLIDE"}


class _Writer(rispy.RisWriter):
    """rispy numbers the records, which RIS does not."""

    def set_header(self, count: int) -> str:
        return ""


def write(items: Iterable[Item]) -> str:
    """Return a file with one record for each of `items`."""
    return rispy.dumps([_record(item) for item in items], implementation=_Writer)


def _record(item: Item) -> dict[str, Any]:
    begin, _dash, end = item.get("page", "").replace("\u2013", "-").partition("-")
    parts = item["issued"]["date-parts"][0] if "issued" in item else []
    said = {
        "type_of_reference": TYPES.get(item["type"], "GEN"),
        "title": item["title"],
        "authors": [_name(name) for name in item.get("author", [])],
        "secondary_authors": [_name(name) for name in item.get("editor", [])],
        "subsidiary_authors": [_name(name) for name in item.get("translator", [])],
        "secondary_title": item.get("container-title", ""),
        "volume": item.get("volume", ""),
        "number": item.get("issue", ""),
        "start_page": begin,
        "end_page": end,
        "custom7": item.get("number", ""),
        "publisher": item.get("publisher", ""),
        "edition": item.get("edition", ""),
        "type_of_work": item.get("genre", ""),
        "year": str(parts[0]) if parts else "",
        "date": "/".join([*(f"{part:02}" for part in parts), "", "", ""][:3]) + "/" if parts else "",
        "doi": item.get("DOI", ""),
        "issn": item.get("ISSN") or item.get("ISBN", ""),
        "language": item.get("language", ""),
        "keywords": [word.strip() for word in re.split("[;,]", item.get("keyword", "")) if word.strip()],
        "abstract": item.get("abstract", ""),
        "urls": [item["URL"]] if "URL" in item else [],
    }
    return {tag: _one_line(value) for tag, value in said.items() if value}


def _one_line(value: Any) -> Any:
    """Return a text on one line: a line of its own could pass for another tag."""
    if isinstance(value, list):
        return [_one_line(text) for text in value]
    return " ".join(value.split())


def _name(name: dict[str, str]) -> str:
    """Return “Family, Given”, or the name of a body."""
    if "literal" in name:
        return name["literal"]
    return ", ".join(filter(None, [name["family"], name.get("given", "")]))
