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

from stakeholders.importing.problems import FileProblem
from stakeholders.importing.tables import MAX_ROWS

# What a sheet can hold (ECMA-376, and “Excel specifications and limits”).
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
_MAX_MARKS = 100_000  # merged ranges, hidden rows, empty formulas: more of them than any list of people has
_CHUNK = 64 * 1024  # bytes


@dataclass
class Survey:
    """What was found. Rows and columns count from 1, as they do in the file."""

    last_row: int = 0  # with a value
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
    while chunk := part.read(_CHUNK):
        surveyor.parser.Parse(chunk, False)
    surveyor.parser.Parse(b"", True)
    return surveyor.found


class _Surveyor:
    """The handlers of the parser, and where in the sheet it is."""

    def __init__(self) -> None:
        self.found = Survey()
        self.rows_filled = 0
        self.row = 0
        self.column = 0
        self.formula = self.value = self.in_value = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "c":
            self.begin_cell(attributes.get("r", ""))
        elif name in ("v", "t"):
            self.in_value = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.begin_row(attributes)
        elif name == "mergeCell":
            self.merge(attributes.get("ref", ""))

    def text(self, text: str) -> None:
        if self.in_value and text:
            self.value = True

    def end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name in ("v", "t"):
            self.in_value = False
        elif name == "c":
            self.end_cell()

    def begin_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        if number and not number.isdecimal():
            raise _misplaced()
        row = int(number) if number else self.row + 1
        if not self.row < row <= LAST_ROW:
            raise _misplaced()
        self.row, self.column = row, 0
        if attributes.get("hidden") in ("1", "true"):
            self.found.mark()
            self.found.hidden_rows.add(row)

    def begin_cell(self, reference: str) -> None:
        row, column = _position(reference) if reference else (self.row, self.column + 1)
        if row != self.row or not self.column < column <= LAST_COLUMN:
            raise _misplaced()
        self.column = column
        self.formula = self.value = False

    def end_cell(self) -> None:
        if (self.value or self.formula) and self.found.last_row != self.row:
            self.found.last_row = self.row
            self.rows_filled += 1
            if self.rows_filled > MAX_ROWS + 10:  # the headings, and titles above them
                raise FileProblem("too_many_rows", _("There are more than %d rows. Split the file.") % MAX_ROWS)
        if self.formula and not self.value:
            self.found.mark()
            self.found.bare_formulas.setdefault(self.row, []).append(self.column)

    def merge(self, reference: str) -> None:
        try:
            left, top, right, bottom = range_boundaries(reference)
        except (ValueError, TypeError):
            raise _misplaced() from None
        if None in (left, top, right, bottom):
            raise _misplaced()
        for row in range(top, min(bottom, self.found.last_row) + 1):
            self.found.mark()
            self.found.merged.setdefault(row, []).append((left, right))


def _position(reference: str) -> tuple[int, int]:
    try:
        return coordinate_to_tuple(reference)
    except (ValueError, IndexError):
        raise _misplaced() from None


def _misplaced() -> FileProblem:
    return FileProblem("damaged", _("The file is damaged. Open it, save it anew and try again."))
