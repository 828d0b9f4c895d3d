"""Reading a pasted list of people: from a chat, a conference program’s export, a signature sheet that was typed up.

Every line that is not empty comes back exactly once, with what it was read as, or why it could not be read. Nothing
is looked up in the database: whom a line means is `matching`'s to say.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from delivery import addresses
from delivery.exceptions import InvalidAddress
from home.folding import fold

LONGEST = 1000  # characters of a line that is a list of people’s
MOST_WORDS = 8  # of a name; more is a sentence
_LIMITS = {"name": 255, "organisation": 255, "designation": 150}


class Problem(StrEnum):
    """Why a line is nobody."""

    TOO_LONG = "too_long"
    NO_NAME = "no_name"
    SENTENCE = "sentence"


PROBLEMS = {
    Problem.TOO_LONG: _("It is too long for a line about one person."),
    Problem.NO_NAME: _("There is no name in it."),
    Problem.SENTENCE: _("It looks like a sentence, not like a name."),
}


@dataclass(frozen=True)
class Line:
    """One line, and what it was read as. `raw` is the line as it was pasted; `number` counts from 1."""

    number: int
    raw: str
    name: str = ""
    organisation: str = ""
    designation: str = ""
    email: str = ""
    heading: bool = False
    problem: Problem | None = None
    repeats: int | None = None  # the number of the line that said the same before

    @property
    def is_somebody(self) -> bool:
        return not self.heading and self.problem is None and self.repeats is None


# Read by the first of these that stands in a line.
_SEPARATORS = ("\t", "|", ";", ",", "،", "؛")
_DASHES = re.compile(r"\s+[-–—]+\s+")
_EMAIL = re.compile(
    r"<?\s*(?:mailto:)?([^\s<>()\[\],;:|\"]+@[^\s<>()\[\],;:|\"]+\.[^\s<>()\[\],;:|\"]+?)\.?\s*>?(?=$|[\s,;|)\]])"
)
_NUMBERING = re.compile(r"^(?:\s*(?:\(?\d{1,4}\s*[.):\]۔-]+(?=\D|$)|\d{1,4}(?=\s+[^\W\d])|[-*+•·–—▪◦‣○●✓✔☑>»#]+))+\s*")
_STAMP = re.compile(
    r"^\s*\[?(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\s+)?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?\]?\s*(?:[-–]\s)?\s*",
    re.I,
)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_URL = re.compile(r"https?://|www\.", re.I)
# What conference programs put behind a name.
_ROLE_WORDS = (
    "host|co host|cohost|host me|me|you|guest|external|unverified|organizer|organiser|presenter|attendee|participant"
)
_ROLES = frozenset(_ROLE_WORDS.split("|"))
_HEADINGS = {
    "name": "name|full name|names|participant|participants|participant name|name original name|user name|display name"
    "|name of participant|نام|مکمل نام",
    "email": "email|e mail|user email|email address|e mail address|mail|ای میل",
    "organisation": "organisation|organization|org|institution|department|affiliation|agency|company|ادارہ|تنظیم",
    "designation": "designation|title|position|job title|post|عہدہ",
    "": "s no|sr no|sno|no|serial|signature|sign|join time|leave time|first join|last leave|duration"
    "|duration minutes|in meeting duration|total duration minutes|guest|role|user action|timestamp|date|time|phone"
    "|contact|contact no|mobile|cell|participant id upn|recording consent|in waiting room|recording disclaimer response"
    "|نمبر شمار|دستخط|نمبر",
}
_FIELD_OF = {fold(name): field_name for field_name, names in _HEADINGS.items() for name in names.split("|")}

Known = Callable[[str], bool]


def read(text: str, *, is_organisation: Known = lambda name: False) -> list[Line]:
    """Read every line of `text` that is not empty; `is_organisation` says whether a name is one of the directory.

    Never raises, whatever the text.
    """
    found = []
    layout = _Layout()
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            layout = _Layout()
            continue
        line, layout = _read(number, raw, layout, is_organisation)
        found.append(line)
    return list(_without_repeats(found))


@dataclass(frozen=True)
class _Layout:
    """What a line of headings said of the columns below it."""

    separator: str = ""
    fields: Sequence[str | None] = field(default_factory=tuple)


def _read(number: int, raw: str, layout: _Layout, known: Known) -> tuple[Line, _Layout]:
    if len(raw) > LONGEST:
        return Line(number, raw, problem=Problem.TOO_LONG), layout
    plain = _plain(raw)
    if (below := _headings(plain)) is not None:
        return Line(number, raw, heading=True), below
    if layout.separator and layout.separator in plain:
        values = _by_headings(_cells(plain, layout.separator), layout.fields)
    else:
        values = _by_guess(plain, known)
    return _checked(Line(number, raw), values), layout


def _plain(raw: str) -> str:
    """Return the line without what is only there to be looked at: emojis, control and invisible characters."""
    return "".join(character for character in unicodedata.normalize("NFC", raw) if _is_text(character)).strip()


def _is_text(character: str) -> bool:
    if character in "\t\u200c\u200d|<>=+^~`$":  # joiners shape Urdu words; the others are signs that part cells
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Me"} and not (
        "\ufe00" <= character <= "\ufe0f"  # variation selectors
    )


def _headings(plain: str) -> _Layout | None:
    """Return the layout that a line of headings gives, or None where it is none: at least two words, one a name."""
    separator = next((sign for sign in _SEPARATORS if sign in plain), "")
    if not separator:
        return None
    fields = [_FIELD_OF.get(fold(cell)) for cell in _cells(plain, separator)]
    known = [name for name in fields if name is not None]
    return _Layout(separator, fields) if "name" in known and len(known) >= 2 else None


def _cells(plain: str, separator: str) -> list[str]:
    """Cut a line, minding quotes as spreadsheets write them."""
    try:
        (cells,) = csv.reader([plain], delimiter=separator, skipinitialspace=True)
    except (csv.Error, ValueError):
        cells = plain.split(separator)
    return [" ".join(cell.split()) for cell in cells]


def _by_headings(cells: Sequence[str], fields: Sequence[str | None]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, cell in zip(fields, cells, strict=False):
        if name and cell:
            values.setdefault(name, cell)
    values["name"] = _without_roles(_NUMBERING.sub("", values.get("name", "")), values)
    return values


def _by_guess(plain: str, known: Known) -> dict[str, str]:
    values: dict[str, str] = {}
    text = _after_stamp(plain)
    text = _NUMBERING.sub("", text)
    if found := _EMAIL.search(text):
        values["email"] = found[1]
        text = f"{text[: found.start()]} \t {text[found.end() :]}" if "\t" in text else text.replace(found[0], " ", 1)
    cells = [cell for cell in _split(text) if not _is_noise(cell)]
    if cells:
        values["name"] = _without_roles(cells[0], values)
        _place(cells[1:], values, known)
    return values


def _after_stamp(plain: str) -> str:
    """Return what a line of a chat says, or who said it where that is no more than a greeting."""
    found = _STAMP.match(plain)
    if not found:
        return plain
    rest = re.sub(r"^From\s+", "", plain[found.end() :])
    author, colon, words = rest.partition(":")
    if not colon:
        return rest
    author = re.sub(r"\s+to\s+(everyone|hosts? and panelists)\s*$", "", author, flags=re.I)
    tells = any(sign in words for sign in _SEPARATORS) or _DASHES.search(words)
    return words.strip() if tells else author.strip()


def _split(text: str) -> list[str]:
    for separator in _SEPARATORS:
        if separator in text:
            return [cell for cell in _cells(text, separator) if cell]
    return [" ".join(cell.split()) for cell in _DASHES.split(text) if cell.strip()]


def _is_noise(cell: str) -> bool:
    """Say whether a cell is a time, a number, a yes or a no: nothing that is called anything."""
    letters = [character for character in cell if character.isalpha()]
    if not letters or fold(cell) in {"yes", "no", "guest", "host", "joined", "left", "joined before", "signed", "sd"}:
        return True
    return bool(re.fullmatch(r"[\d:./,\s-]+\s*([ap]\.?m\.?|h|m|s|min|mins|minutes|hours?)?", cell, re.I)) or bool(
        re.fullmatch(r"(\d+\s*[hms]\s*)+", cell)
    )


def _without_roles(name: str, values: dict[str, str]) -> str:
    """Return a name without what stands in brackets behind it; that is an organisation, if nothing else is."""
    for found in _IN_BRACKETS.finditer(name):
        inside = (found[1] or found[2] or "").strip()
        if inside and fold(inside) not in _ROLES and not _is_noise(inside):
            values.setdefault("organisation", inside)
    return " ".join(_IN_BRACKETS.sub(" ", name).replace('"', " ").split()).strip(" ,;:|-–—*_\t")


def _place(cells: list[str], values: dict[str, str], known: Known) -> None:
    """Say which of the cells behind the name is the organisation: one that is known, or else the last."""
    if not cells:
        return
    at = next((position for position, cell in enumerate(cells) if known(cell)), len(cells) - 1)
    values["organisation"] = cells[at]
    values["designation"] = ", ".join(cell for position, cell in enumerate(cells) if position != at)


def _checked(line: Line, values: dict[str, str]) -> Line:
    """Put what was read into the line, or why it is nobody."""
    email = values.get("email", "").strip("<>.,; ")
    try:
        addresses.fold(email)
    except InvalidAddress:
        email = ""
    name = values.get("name", "")
    if not name and email:
        return replace(line, email=email)
    if sum(character.isalpha() for character in name) < 2 or _URL.search(name):
        return replace(line, problem=Problem.NO_NAME)
    if len(name.split()) > MOST_WORDS or len(name) > _LIMITS["name"]:
        return replace(line, problem=Problem.SENTENCE)
    organisation, designation = (values.get(key, "")[: _LIMITS[key]] for key in ("organisation", "designation"))
    return replace(line, name=name, email=email, organisation=organisation, designation=designation)


def _without_repeats(lines: Iterable[Line]) -> Iterable[Line]:
    """Mark the lines that name again whom a line before them named. Several people may share an address."""
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        where = addresses.fold(line.email) if line.email else fold(line.organisation)
        before = first.setdefault((fold(line.name), where), line.number) if line.is_somebody else line.number
        yield line if before == line.number else replace(line, repeats=before)
