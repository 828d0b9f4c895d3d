"""What every file becomes, whatever it was: headings, and rows of cells that are text."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.folding import fold
from stakeholders.importing.problems import FileProblem, Problem

MAX_BYTES = 25 * 1024 * 1024
MAX_ROWS = 200_000  # under the headings, blank ones not counted
MAX_COLUMNS = 200
MAX_CELL = 10_000  # characters

_TITLE_ROWS = 10  # how far down headings are looked for
_WIDTH_ROWS = 50  # from which the number of columns is told
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


@dataclass(frozen=True)
class SourceRow:
    """A row as it stands in the file. `number` is what a spreadsheet program shows beside it."""

    number: int
    cells: list[str]  # as many as there are headings
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook."""

    name: str
    hidden: bool = False


@dataclass(frozen=True)
class Table:
    """A file that can be read. Everything that can be wrong with the whole of it has been looked for."""

    headings: list[str]  # all filled, all different
    total: int  # rows that `rows` gives; in a workbook there may be a few less, that hold nothing but spaces
    encoding: str = ""  # empty for workbooks, as is the separator
    separator: str = ""
    sheets: list[Sheet] = field(default_factory=list)  # empty for text files
    sheet: str | None = None  # the one that is read
    has_headings: bool = True
    notes: list[Problem] = field(default_factory=list)  # of the whole file, all of them warnings
    source: Callable[[], Iterator[SourceRow]] = field(repr=False, default=lambda: iter(()))

    @property
    def rows(self) -> Iterator[SourceRow]:
        """A fresh pass over the rows, in the order of the file, without blank ones."""
        return self.source()

    def samples(self, count: int = 20) -> list[list[str]]:
        """Return the filled cells of each column in the first `count` rows."""
        head = [row.cells for row in islice(self.rows, count)]
        return [[cells[column] for cells in head if cells[column].strip()] for column in range(len(self.headings))]


def build(
    raw: Callable[[], Iterator[SourceRow]],
    *,
    encoding: str = "",
    separator: str = "",
    sheets: Iterable[Sheet] = (),
    sheet: str | None = None,
    notes: Iterable[Problem] = (),
    filled: int | None = None,
) -> Table:
    """Return the table that `raw` gives the rows of, each pass anew: headings found, widths evened, limits kept.

    Without `filled`, the number of rows that are not blank, they are all gone through once.

    Raises:
        FileProblem: it is empty, or too long or too wide.
    """
    told = list(notes)
    first, above = _heading_row(raw())
    has_headings = not any(_ADDRESS.search(cell) for cell in first.cells)
    begin = first.number + 1 if has_headings else first.number
    width = _width(first.cells if has_headings else [], (row for row in raw() if row.number >= begin))
    headings = _headings(first.cells[:width] if has_headings else [], width, told)
    if above:
        text = ngettext("%d row above the list was left out.", "%d rows above the list were left out.", above)
        told.append(Problem("rows_above", text % above, warning=True))
    again = _even(first, width, None).cells if has_headings else None

    def source() -> Iterator[SourceRow]:
        for row in raw():
            if row.number >= begin and not _is_blank(row):
                yield _even(row, width, again)

    if next(source(), None) is None:
        raise FileProblem("only_headings", _("There is nothing under the headings."))
    total = sum(1 for _row in source()) if filled is None else filled - above - has_headings
    if total > MAX_ROWS:
        raise FileProblem("too_many_rows", _("There are more than %d rows. Split the file.") % MAX_ROWS)
    return Table(
        headings=headings,
        total=total,
        encoding=encoding,
        separator=separator,
        sheets=list(sheets),
        sheet=sheet,
        has_headings=has_headings,
        notes=told,
        source=source,
    )


def _heading_row(rows: Iterator[SourceRow]) -> tuple[SourceRow, int]:
    """Return the row that holds the headings, and how many rows with something in them stand above it.

    It is the first row, or the one below a title that stands alone.
    """
    top = list(islice((row for row in rows if not _is_blank(row)), _TITLE_ROWS))
    if not top:
        raise FileProblem("empty", _("There is nothing in this file."))
    above = next((place for place, row in enumerate(top) if _filled(row) > 1), 0)
    if _ADDRESS.search(" ".join(top[0].cells)):
        above = 0
    for problem in (problem for row in top[: above + 1] for problem in row.problems):
        if not problem.warning:
            raise FileProblem(problem.code, _("The headings can’t be read: %s") % problem.text)
    return top[above], above


def _is_blank(row: SourceRow) -> bool:
    return not any(cell.strip() for cell in row.cells) and all(problem.warning for problem in row.problems)


def _filled(row: SourceRow) -> int:
    return sum(1 for cell in row.cells if cell.strip())


def _width(headings: list[str], rows: Iterator[SourceRow]) -> int:
    """Return how many columns the list has: those with a heading, and further ones that most rows fill.

    What only a few rows have beyond the last heading is a fault of theirs: a comma too many.
    """
    named = max((column for column, cell in enumerate(headings, start=1) if cell.strip()), default=0)
    filled = [_last_filled(row) for row in islice((row for row in rows if not _is_blank(row)), _WIDTH_ROWS)]
    beyond = sorted(width for width in filled if width > named)
    width = beyond[-1] if len(beyond) > len(filled) / 2 else named
    if width > MAX_COLUMNS:
        raise FileProblem("too_many_columns", _("There are more than %d columns.") % MAX_COLUMNS)
    return width


def _last_filled(row: SourceRow) -> int:
    return max((column for column, cell in enumerate(row.cells, start=1) if cell.strip()), default=0)


def _headings(cells: list[str], width: int, told: list[Problem]) -> list[str]:
    """Return a heading for every column, none twice, and tell what had to be made up."""
    if not cells:
        told.append(Problem("no_headings", _("The first row holds an address: there are no headings."), warning=True))
    cells_and_gaps = [" ".join(_CONTROL.sub("", cell).split()) for cell in cells] + [""] * (width - len(cells))
    names: list[str] = []
    seen: set[str] = set()
    for column, cell in enumerate(cells_and_gaps):
        name = cell[:100] or _("Column %d") % (column + 1)
        if not cell and cells:
            told.append(Problem("blank_heading", _("Column %d has no heading.") % (column + 1), column, warning=True))
        if fold(name) in seen:
            told.append(Problem("heading_twice", _("“%s” is the heading of several columns.") % name, column, True))
            name = next(again for count in range(2, MAX_COLUMNS + 2) if fold(again := f"{name} ({count})") not in seen)
        seen.add(fold(name))
        names.append(name)
    return names


def _even(row: SourceRow, width: int, headings: list[str] | None) -> SourceRow:
    """Return the row with a cell for every heading, and tell what stands beyond them or can't stand in a cell."""
    problems = list(row.problems)
    cells = []
    for column, cell in enumerate(row.cells[:width]):
        text = _CONTROL.sub("", cell)
        if text != cell:
            problems.append(
                Problem("control_characters", _("Invisible control characters were left out."), column, True)
            )
        if len(text) > MAX_CELL:
            problems.append(Problem("cell_too_long", _("More than %d characters in one cell.") % MAX_CELL, column))
            text = text[:MAX_CELL]
        cells.append(text)
    cells.extend([""] * (width - len(cells)))
    beyond = sum(1 for cell in row.cells[width:] if cell.strip())
    if beyond:
        text = ngettext("%d cell stands beyond the last heading.", "%d cells stand beyond the last heading.", beyond)
        problems.append(Problem("row_too_long", text % beyond))
    if cells == headings:
        problems.append(Problem("headings_again", _("The headings stand here once more.")))
    return SourceRow(row.number, cells, problems)
