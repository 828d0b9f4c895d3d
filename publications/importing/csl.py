"""CSL-JSON: a list of items, or a single one; also a list within an object, as some programs hand out.

Items are read one by one, so that one that is broken keeps no other out.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from publications.importing import dates, languages, names, texts
from publications.importing.results import Collector, Item, Result

# All types of CSL 1.0.2. A name that is none of them is a document.
TYPES = {
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast", "chapter",
    "classic", "collection", "dataset", "document", "entry", "entry-dictionary", "entry-encyclopedia", "event",
    "figure", "graphic", "hearing", "interview", "legal_case", "legislation", "manuscript", "map", "motion_picture",
    "musical_score", "pamphlet", "paper-conference", "patent", "performance", "periodical", "personal_communication",
    "post", "post-weblog", "regulation", "report", "review", "review-book", "software", "song", "speech", "standard",
    "thesis", "treaty", "webpage",
}  # fmt: skip
_ALSO = {"journal-article": "article-journal", "book-chapter": "chapter", "proceedings-article": "paper-conference"}
_TEXTS = (
    "container-title", "collection-title", "publisher", "publisher-place", "volume", "issue", "edition", "version",
    "genre", "keyword", "number",
)  # fmt: skip
_NEXT = re.compile(r"\}[\s,]*(?=\{)")
_LIST = re.compile(r"\s*\{\s*\"(?:items|data|references)\"\s*:\s*(?=\[)")
# Numbers stay as they are written: nobody needs to count with them, and some have a million digits.
_decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str, strict=False)


def read(text: str) -> Result:
    """Return the items of `text`, and with line and reason those that can't be read."""
    found = Collector(text)
    for position, item in _values(text, found):
        line = text.count("\n", 0, position) + 1
        if found.is_full:
            found.stop(line)
            break
        if isinstance(item, dict):
            notes: list[str] = []
            found.add(line, _item(item, notes), notes)
        else:
            found.refuse(line, _("This is no item: one stands in braces { }."))
    return found.result(_("There is no item in it."))


def _values(text: str, found: Collector) -> Iterator[tuple[int, Any]]:
    """Yield what stands in the list, each with its position; what is broken is told, and reading goes on behind it."""
    wrapped = _LIST.match(text)
    position = _skip(text, wrapped.end() if wrapped else 0)
    in_list = text.startswith("[", position)
    position = _skip(text, position + in_list)
    mended = False
    while position < len(text) and not (in_list and text[position] == "]"):
        try:
            item, end = _decoder.raw_decode(text, position)
        except (json.JSONDecodeError, RecursionError) as error:
            at = error.pos if isinstance(error, json.JSONDecodeError) else position
            if not mended:
                found.refuse(text.count("\n", 0, at) + 1, _reason(error))
            position, mended = _behind(text, max(at - 1, position)), True
            continue
        if mended and not _is_whole(item):
            position = _behind(text, end - 1)
            continue
        mended = False
        yield position, item
        position = _skip(text, end)


def _is_whole(item: object) -> bool:
    """Tell an item from a part of one: behind a fault the next brace may open a name of the broken item."""
    return isinstance(item, dict) and "title" in item


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\n,":
        position += 1
    return position


def _behind(text: str, position: int) -> int:
    """Return where the next brace opens after one was closed, at `position` or behind it; else the end."""
    found = _NEXT.search(text, position)
    return found.end() if found else len(text)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return _("Too many brackets stand within each other.")
    return _("Here it is not JSON any more: a comma, a quotation mark or a bracket is missing or too many.")


def _item(source: dict[str, Any], notes: list[str]) -> Item:
    kind = _text(source, "type")
    item: Item = {variable: _text(source, variable) for variable in _TEXTS}
    title, subtitle = _text(source, "title"), _text(source, "subtitle")
    item |= {
        "type": kind if kind in TYPES else _ALSO.get(kind, "document"),
        "title": f"{title}: {subtitle}" if title and subtitle else title,
        "author": _names(source.get("author"), notes),
        "editor": _names(source.get("editor"), notes),
        "page": _text(source, "page"),
        "translator": _names(source.get("translator"), notes),
        "abstract": _paragraphs(source.get("abstract")),
        "number": item["number"] or _text(source, "article-number"),
        "issued": _issued(source, notes),
        "language": languages.code(_text(source, "language")),
        "ISSN": texts.issn(_text(source, "ISSN")),
        "ISBN": texts.isbn(_text(source, "ISBN")),
        "PMID": texts.pmid(_text(source, "PMID")),
    }
    return item | texts.addresses(_text(source, "DOI"), list(filter(None, [_text(source, "URL")])), notes)


def _text(source: dict[str, Any], key: str) -> str:
    """Return a variable as plain text; of a list, as Crossref writes, its first."""
    found = source.get(key, "")
    if isinstance(found, list):
        found = found[0] if found else ""
    return texts.plain(found) if isinstance(found, str) else ""


def _paragraphs(source: object) -> str:
    return texts.paragraphs(source) if isinstance(source, str) else ""


def _names(source: object, notes: list[str]) -> list[names.Name]:
    listed = source if isinstance(source, list) else [source] if source else []
    found = [name for name in map(names.from_csl, listed) if name]
    people = [name for name in found if not names.is_others(name.get("literal") or name.get("family", ""))]
    if len(people) < len(found):
        notes.append(names.more_note())
    return people


def _issued(source: dict[str, Any], notes: list[str]) -> dates.Date | None:
    date = source.get("issued") or source.get("published")
    if not date:
        return None
    found = _date(date)
    if found is None:
        written = texts.plain(json.dumps(date, ensure_ascii=False)[:200])
        notes.append(_("The date “%s” is not understood and left out.") % written[:40])
    return found


def _date(date: object) -> dates.Date | None:
    """Return a date given by its parts, which may be numbers or words, or in words of its own."""
    if isinstance(date, str):
        return dates.read(date)
    if not isinstance(date, dict):
        return None
    parts = date.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list) and first:
        year, month, day = (str(part) for part in (*first, "", "")[:3])
        return dates.of(year, month, day)
    written = date.get("literal") or date.get("raw")
    return dates.read(written) if isinstance(written, str) else None
