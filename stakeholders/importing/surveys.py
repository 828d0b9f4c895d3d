"""One pass over a sheet's XML for what openpyxl's reader of large sheets keeps to itself.

Which rows are hidden, which cells are merged, which formulas were saved without their value, and where the last value
stands: programs that once touched a row keep it, so that a list of 300 can have a million rows. The memory it takes
does not grow with the sheet, whatever is in it.
"""

from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.xml.constants import SHEET_MAIN_NS

from stakeholders.importing import archives
from stakeholders.importing.problems import FileProblem
from stakeholders.importing.tables import MAX_ROWS

# What a sheet can hold (ECMA-376, and “Excel specifications and limits”).
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
_MAX_MARKS = 100_000  # merged ranges, hidden rows, empty formulas: more of them than any list of people has
# Of one row, and of all that is no row: what reads the sheet later holds so much of it in memory.
_MAX_ELEMENTS = LAST_COLUMN * 10
_MAX_CHARACTERS = 10_000_000
_IN_SHEET = f"{SHEET_MAIN_NS} "


@dataclass
class Survey:
    """What was found. Rows and columns count from 1, as they do in the file."""

    last_row: int = 0  # with a value
    rows_filled: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # row -> first and last column
    bare_formulas: dict[int, list[int]] = field(default_factory=dict)  # row -> columns
    marks: int = 0

    def mark(self) -> None:
        """Count one more thing to remember.

        Raises:
            FileProblem: there are far too many.
        """
        self.marks += 1
        if self.marks > _MAX_MARKS:
            raise FileProblem("too_complex", _("The sheet is too complex to be a list. Save it as CSV."))


def survey(part: IO[bytes]) -> Survey:
    """Read a sheet through.

    Raises:
        FileProblem: its rows or cells stand where none can be, or it is too long.
        xml.parsers.expat.ExpatError: it is no XML.
    """
    surveyor = _Surveyor()
    archives.feed(surveyor.parser, part)
    return surveyor.found


class _Surveyor:
    """The handlers of the parser, and where in the sheet it is."""

    def __init__(self) -> None:
        self.found = Survey()
        self.row = 0
        self.elements = 0  # since the row began
        self.characters = 0
        self.column = 0
        self.reference: str | None = None
        self.formula = self.value = self.in_value = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.starts = {
            _IN_SHEET + "row": self.begin_row,
            _IN_SHEET + "c": self.begin_cell,
            _IN_SHEET + "f": self.begin_formula,
            _IN_SHEET + "v": self.begin_value,
            _IN_SHEET + "t": self.begin_value,
            _IN_SHEET + "mergeCell": self.merge,
        }
        self.ends = {_IN_SHEET + "c": self.end_cell, _IN_SHEET + "v": self.end_value, _IN_SHEET + "t": self.end_value}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > _MAX_ELEMENTS:
            raise archives.bomb()
        if handler := self.starts.get(tag):
            handler(attributes)

    def end(self, tag: str) -> None:
        if handler := self.ends.get(tag):
            handler()

    def text(self, text: str) -> None:
        self.characters += len(text)
        if self.characters > _MAX_CHARACTERS:
            raise archives.bomb()
        if self.in_value:
            self.value = True

    def begin_value(self, attributes: dict[str, str]) -> None:
        self.in_value = True

    def end_value(self) -> None:
        self.in_value = False

    def begin_formula(self, attributes: dict[str, str]) -> None:
        self.formula = True

    def begin_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        if number and not number.isdecimal():
            raise archives.damaged()
        row = int(number) if number else self.row + 1
        if not self.row < row <= LAST_ROW:
            raise archives.damaged()
        self.row, self.column = row, 0
        self.elements = self.characters = 0
        if attributes.get("hidden") in ("1", "true"):
            self.found.mark()
            self.found.hidden_rows.add(row)

    def begin_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        if self.column > LAST_COLUMN:  # more cells than columns
            raise archives.damaged()
        self.reference = attributes.get("r")
        self.formula = self.value = False

    def end_cell(self) -> None:
        if (self.value or self.formula) and self.found.last_row != self.row:
            self.found.last_row = self.row
            self.found.rows_filled += 1
            if self.found.rows_filled > MAX_ROWS + 10:  # the headings, and titles above them
                raise FileProblem("too_many_rows", _("There are more than %d rows. Split the file.") % MAX_ROWS)
        if self.formula and not self.value:
            self.found.mark()
            column = _column(self.reference) if self.reference else self.column
            self.found.bare_formulas.setdefault(self.row, []).append(column)

    def merge(self, attributes: dict[str, str]) -> None:
        try:
            left, top, right, bottom = range_boundaries(attributes.get("ref", ""))
        except (ValueError, TypeError):
            raise archives.damaged() from None
        if None in (left, top, right, bottom):
            raise archives.damaged()
        for row in range(top, min(bottom, self.found.last_row) + 1):
            self.found.mark()
            self.found.merged.setdefault(row, []).append((left, right))


def _column(reference: str) -> int:
    try:
        return coordinate_to_tuple(reference)[1]
    except (ValueError, IndexError):
        raise archives.damaged() from None
