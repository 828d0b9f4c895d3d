"""BibTeX and BibLaTeX. bibtexparser splits the text into entries; what they say becomes an item here.

Macros and concatenation (`month = 10 # "~" # jun`) are resolved once and cut to size, so that no file grows by them.
"""

import logging
import re
from collections.abc import Iterator

from bibtexparser.middlewares.names import split_multiple_persons_names
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ImplicitComment,
    ParsingFailedBlock,
    String,
)
from bibtexparser.splitter import Splitter
from django.utils.translation import gettext as _

from publications.importing import dates, languages, latex, names, texts
from publications.importing.bibtex_values import Macros, UnreadableValueError, value
from publications.importing.bibtex_words import in_words, not_whole
from publications.importing.results import Collector, Item, Result

# Entry types of BibTeX and BibLaTeX, as CSL calls them. Whatever else there is, is a document.
TYPES = {
    "article": "article-journal", "suppperiodical": "article-journal", "periodical": "periodical", "book": "book",
    "mvbook": "book", "booklet": "pamphlet", "collection": "book", "proceedings": "book", "inbook": "chapter",
    "incollection": "chapter", "inproceedings": "paper-conference", "conference": "paper-conference",
    "techreport": "report", "report": "report", "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis",
    "manual": "report", "dataset": "dataset", "online": "webpage", "electronic": "webpage", "www": "webpage",
    "software": "software", "unpublished": "manuscript", "slides": "speech", "presentation": "speech",
}  # fmt: skip
# Which fields may hold what an item of CSL says, the first that is filled wins.
_TEXTS = {
    "container-title": ("journaltitle", "journal", "booktitle"),
    "collection-title": ("series",),
    "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("address", "location"),
    "volume": ("volume",),
    "edition": ("edition",),
    "version": ("version",),
    "genre": ("type",),
    "abstract": ("abstract",),
    "keyword": ("keywords",),
}
_MISPLACED = re.compile(r"^\s*@\s*(\w+)", re.MULTILINE)

# What an entry leaves behind that a brace too many has ended before its last field.
_LEFT_OVER = re.compile(r"^\s*(?:[,}]|\w+\s*=\s*[{\"\d])", re.MULTILINE)

Fields = dict[str, str]

# What it could not read is told to whoever brought it, not to the log.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)


def read(text: str) -> Result:
    """Return the entries of `text`, and with line and reason those that can't be read."""
    found = Collector(text)
    macros = Macros()
    previous: Block | None = None
    for block in Splitter(text).split().blocks:
        line = (block.start_line or 0) + 1
        if found.is_full:
            found.stop(line)
            break
        _take(block, line, found, macros)
        if isinstance(block, ImplicitComment) and isinstance(previous, Entry | None):
            _take_left_over(block.comment, line, found)
        previous = block
    return found.result(_("No BibTeX entry begins here: @article{key, …}."))


def _take(block: Block, line: int, found: Collector, macros: Macros) -> None:
    notes: list[str] = []
    if isinstance(block, DuplicateFieldKeyBlock):
        notes.append(_("A field stands there twice: its first value is taken."))
    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        block = block.ignore_error_block or block  # two entries may have one key: it is a label, and not kept
    if isinstance(block, String):
        macros.define(block.key, block.value)
    elif isinstance(block, Entry):
        _take_entry(block, line, found, macros, notes)
    elif isinstance(block, ParsingFailedBlock):
        found.refuse(*in_words(block, line))
    elif isinstance(block, ImplicitComment) and (stray := _MISPLACED.search(block.comment)):
        below = block.comment.count("\n", 0, stray.start(1))
        found.refuse(line + below, _("After “@%s” a brace is missing.") % stray[1][:40])


def _take_left_over(comment: str, line: int, found: Collector) -> None:
    if left := _LEFT_OVER.search(comment):
        found.refuse(line + comment.count("\n", 0, left.end()), not_whole())


def _take_entry(entry: Entry, line: int, found: Collector, macros: Macros, notes: list[str]) -> None:
    fields: Fields = {}
    for field in entry.fields:
        key = field.key.lower()
        try:
            fields.setdefault(key, value(field.value, macros, notes))
        except UnreadableValueError as problem:
            found.refuse((field.start_line or 0) + 1, str(problem))
            return
    found.add(line, _item(entry.entry_type, fields, notes), notes)


def _item(entry_type: str, fields: Fields, notes: list[str]) -> Item:
    if "crossref" in fields:
        notes.append(_("What it takes from another entry (“crossref”) is not filled in."))
    item: Item = {"type": TYPES.get(entry_type, "document"), "title": _title(fields)}
    for variable, keys in _TEXTS.items():
        item[variable] = next((found for key in keys if (found := latex.text(fields.get(key, "")))), "")
    item |= {
        "author": _names(fields.get("author", ""), notes),
        "editor": _names(fields.get("editor", ""), notes),
        "translator": _names(fields.get("translator", ""), notes),
        "issue": latex.text(fields.get("issue") or fields.get("number", "")),
        "page": texts.pages(latex.text(fields.get("pages", ""))),
        "number": latex.text(fields.get("eid") or fields.get("articleno") or fields.get("article-number", "")),
        "issued": _issued(fields, notes),
        "language": languages.code(fields.get("language") or fields.get("langid", "")),
        "ISSN": texts.issn(fields.get("issn", "")),
        "ISBN": texts.isbn(fields.get("isbn", "")),
        "PMID": _pmid(fields),
    }
    return item | _addresses(fields, notes)


def _title(fields: Fields) -> str:
    title, subtitle = latex.text(fields.get("title", "")), latex.text(fields.get("subtitle", ""))
    return f"{title}: {subtitle}" if title and subtitle else title


def _names(source: str, notes: list[str]) -> list[names.Name]:
    return list(_each_name(source, notes))


def _each_name(source: str, notes: list[str]) -> Iterator[names.Name]:
    for name in split_multiple_persons_names(source):
        if names.is_others(name):
            notes.append(names.more_note())
        elif found := names.from_bibtex(name, latex.text):
            yield found


def _issued(fields: Fields, notes: list[str]) -> dates.Date | None:
    written = fields.get("date") or fields.get("year", "")
    date = dates.read(latex.text(written))
    if date and "date" not in fields and "month" in fields:
        day, month = dates.day_and_month(latex.text(fields["month"]))
        date = dates.of(date["date-parts"][0][0], month, fields.get("day") or day)
    if written.strip() and date is None:
        notes.append(_("The date “%s” is not understood and left out.") % texts.plain(written)[:40])
    return date


def _pmid(fields: Fields) -> str:
    is_pubmed = fields.get("eprinttype", "").lower() == "pubmed"
    return texts.pmid(fields.get("pmid") or (fields.get("eprint", "") if is_pubmed else ""))


def _addresses(fields: Fields, notes: list[str]) -> Item:
    written = [latex.verbatim(fields.get("url", "")), *_links_in(latex.verbatim(fields.get("howpublished", "")))]
    return texts.addresses(latex.verbatim(fields.get("doi", "")), list(filter(None, written)), notes)


def _links_in(text: str) -> list[str]:
    """Return the address where `howpublished` is one; mostly it says something else."""
    return [text] if text.startswith(("http://", "https://")) else []
