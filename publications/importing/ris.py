"""RIS, what reference managers and publishers hand out.

The tags are those of rispy. Lines are read and records put together here: rispy keeps no line numbers, drops a record
whose ER line is missing, and the first letter of what stands behind a dash without a space.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from rispy.config import TAG_KEY_MAPPING

from publications.importing import dates, languages, names, texts
from publications.importing.results import Collector, Item, Result

# Types of reference, as CSL calls them. Whatever else there is, is a document.
TYPES = {
    "JOUR": "article-journal", "EJOUR": "article-journal", "ABST": "article-journal", "INPR": "article-journal",
    "JFULL": "periodical", "MGZN": "article-magazine", "NEWS": "article-newspaper", "BOOK": "book", "EBOOK": "book",
    "EDBOOK": "book", "CHAP": "chapter", "ECHAP": "chapter", "CONF": "paper-conference", "CPAPER": "paper-conference",
    "RPRT": "report", "GOVDOC": "report", "STAND": "standard", "THES": "thesis", "DATA": "dataset", "ELEC": "webpage",
    "BLOG": "post-weblog", "SLIDE": "speech", "PAMP": "pamphlet", "UNPB": "manuscript", "MANSCPT": "manuscript",
    "LEGAL": "legislation", "STAT": "legislation", "BILL": "bill", "COMP": "software", "VIDEO": "motion_picture",
}  # fmt: skip
# Which tags may hold what an item of CSL says, the first that is filled wins.
_TITLES = ("TI", "T1", "CT", "BT")
_TEXTS = {
    "container-title": ("JF", "T2", "JO", "JA", "J2"),
    "collection-title": ("T3",),
    "publisher": ("PB",),
    "publisher-place": ("CY", "PP"),
    "volume": ("VL",),
    "edition": ("ET",),
    "abstract": ("AB", "N2"),
}
_KNOWN = {*TAG_KEY_MAPPING, "BT", "CT", "ED", "PP", "LK", "L3", "PM", "VO"}
_LINE = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*)|)$")
# What programs, web pages and word processors make of it: other spaces, fewer or more of them, another dash.
_ROUGH_LINE = re.compile(r"\s*([A-Z][A-Z0-9])\s{1,4}[-\u2013\u2014]\s*(.*)$")
_BROKEN_LINE = re.compile(r"([A-Z][A-Z0-9])(?:\s*[:=-]|\s+\S)")
_LONG = ("AB", "AD", "KW", "N1", "N2")  # go on over lines that may begin with any word
_DAY = re.compile(r"\d{4}/\d{1,2}/\d{1,2}", re.ASCII)
_ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,3}[.-]?\d[\w.-]{0,18}", re.ASCII)


@dataclass
class _Record:
    line: int
    tags: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    last: str = ""

    def first(self, *tags: str) -> str:
        """Return the first text that one of the tags holds, plain."""
        return next((found for tag in tags for text in self.tags.get(tag, ()) if (found := texts.plain(text))), "")

    def all(self, *tags: str) -> list[str]:
        return [text for tag in tags for text in self.tags.get(tag, ())]


def read(text: str) -> Result:
    """Return the records of `text`, and with line and reason what can't be read. Lines may end in any way."""
    found = Collector(text)
    record: _Record | None = None
    for line, (tag, content) in enumerate(map(_split, text.split("\n")), start=1):
        if tag in ("TY", "ER") and record:
            _take(record, found, ended=tag == "ER")
            record = None
        if tag == "TY":
            if found.is_full:
                found.stop(line)
                return found.result("")
            record = _Record(line)
        if fault := _fault(record, tag, content):
            found.refuse(line, fault)
            if found.is_full:
                found.stop(line)
                return found.result("")
        elif record:
            _keep(record, tag, content)
    if record:
        _take(record, found, ended=False)
    return found.result(_("No RIS record begins here: its first line is “TY  - ”."))


def _split(line: str) -> tuple[str, str]:
    """Return the tag of a line and what follows; without a tag it goes on with the line before."""
    match = _LINE.match(line.rstrip())
    if not match and (rough := _ROUGH_LINE.match(line.rstrip())) and rough[1] in _KNOWN:
        match = rough
    return (match[1], (match[2] or "").strip()) if match else ("", line.strip())


def _fault(record: _Record | None, tag: str, content: str) -> str:
    """Return in words what is wrong with a line; nothing where it begins, or goes on with, what `record` says."""
    if record is None:
        return _("This line stands in no record: TY begins one.") if tag in _KNOWN - {"ER"} else ""
    match = _BROKEN_LINE.match(content)
    if tag or not match or match[1] not in _KNOWN or record.last in _LONG:
        return ""
    return _("In this line “ - ” is missing after the tag.")


def _keep(record: _Record, tag: str, content: str) -> None:
    if tag:
        record.tags[tag].append(content[: texts.MAX_FIELD])
        record.last = tag
    elif content and record.last == "KW":  # EndNote writes the tag before the first keyword only
        record.tags["KW"].append(content[: texts.MAX_FIELD])
    elif content and record.last:
        before = record.tags[record.last]
        if len(before[-1]) < texts.MAX_FIELD:
            before[-1] = f"{before[-1]} {content}".strip()


def _take(record: _Record, found: Collector, *, ended: bool) -> None:
    notes = []
    if not ended:
        notes.append(_("The line “ER” is missing at its end."))
    if unknown := sorted(set(record.tags) - _KNOWN):
        notes.append(_("Left out, because nobody knows these tags: %s.") % ", ".join(unknown[:10]))
    found.add(record.line, _item(record, notes), notes)


def _item(record: _Record, notes: list[str]) -> Item:
    item: Item = {"type": TYPES.get(record.first("TY").upper(), "document"), "title": record.first(*_TITLES)}
    for variable, tags in _TEXTS.items():
        item[variable] = record.first(*tags)
    if item["title"] == "" and item["type"] == "book":
        item["title"], item["container-title"] = item["container-title"], ""
    if _DAY.fullmatch(item["edition"]):  # EndNote: the day on which an article of PubMed came out online
        item["edition"] = ""
    serial, kind = record.first("SN"), record.first("M3")  # some programs write the DOI where the kind stands
    item |= {
        "author": list(_names(record.all("AU", "A1"), notes)),
        "editor": list(_names(record.all("ED", "A2"), notes)),
        "translator": list(_names(record.all("A4", "TA"), notes)),
        "genre": "" if texts.doi(kind) else kind,
        "keyword": "; ".join(filter(None, map(texts.plain, record.all("KW")))),
        "issue": record.first("IS"),
        "issued": _issued(record, notes),
        "language": languages.code(record.first("LA")),
        "ISSN": texts.issn(serial),
        "ISBN": "" if texts.issn(serial) else texts.isbn(serial),
        "PMID": texts.pmid(record.first("AN")) if _is_of_pubmed(record) else "",
    }
    return item | _pages(record) | _addresses(record, notes)


def _names(lines: list[str], notes: list[str]) -> Iterator[names.Name]:
    for written in (part for line in lines for part in line.split(";")):
        if names.is_others(written):
            notes.append(names.more_note())
        elif name := names.from_ris(written):
            yield name


def _issued(record: _Record, notes: list[str]) -> dates.Date | None:
    """Return the most exact of the dates given; they are of one year, or the year's own tag is right."""
    written = record.all("PY", "Y1", "DA")
    found = [date for text in written if (date := dates.read(text))]
    if not found:
        if any(written):
            notes.append(_("The date “%s” is not understood and left out.") % texts.plain(" ".join(written))[:40])
        return None
    same_year = [date for date in found if date["date-parts"][0][0] == found[0]["date-parts"][0][0]]
    return max(same_year, key=lambda date: len(date["date-parts"][0]))


def _pages(record: _Record) -> Item:
    """Return pages and article number. The latter has no tag of its own: C7 in EndNote, AN or M1 with publishers.

    Of a record that a database gave, AN is the database's own number.
    """
    begin, end = texts.pages(record.first("SP")), texts.pages(record.first("EP"))
    page = f"{begin}–{end}" if begin and end and "–" not in begin and end != begin else begin or end
    number = record.first("C7")
    if not number and not page:
        number = next(filter(_ARTICLE_NUMBER.fullmatch, [_number_of_publisher(record), record.first("M1")]), "")
    return {"page": page, "number": number}


def _number_of_publisher(record: _Record) -> str:
    return "" if record.first("DB", "DP") else record.first("AN")


def _is_of_pubmed(record: _Record) -> bool:
    return not {record.first("DB").lower(), record.first("DP").lower()}.isdisjoint({"pubmed", "medline", "nlm"})


def _addresses(record: _Record, notes: list[str]) -> Item:
    written = [part for line in record.all("UR", "L2", "LK") for part in line.split(";") if part.strip()]
    doi = record.first("DO") or texts.doi(record.first("M3"))
    return texts.addresses(doi, written, notes)
