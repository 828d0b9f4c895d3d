"""What every file becomes, whatever it was: headings, and rows of cells that are text."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stakeholders.folding import fold
from stakeholders.importing.problems import FileProblem, Problem

MAX_BYTES = 25 * 1024 * 1024
MAX_ROWS = 200_000  # under the headings, blank ones not counted
MAX_COLUMNS = 200
MAX_CELL = 10_000  # characters

_TITLE_ROWS = 10  # how far down headings are looked for
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
    total: int  # rows that `rows` gives
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
) -> Table:
    """Return the table that `raw` gives the rows of, each pass anew: headings found, widths evened, limits kept.

    Raises:
        FileProblem: it is empty, or too long or too wide.
    """
    told = list(notes)
    first = _heading_row(raw())
    has_headings = not any(_ADDRESS.search(cell) for cell in first.cells)
    headings = _headings(first.cells if has_headings else [""] * len(first.cells), told, has_headings)
    begin = first.number + 1 if has_headings else first.number
    if has_headings and first.number > 1:
        told.append(Problem("title_rows", _("The headings were taken from row %d.") % first.number, warning=True))
    pattern = [cell.strip() for cell in first.cells]

    def source() -> Iterator[SourceRow]:
        for row in raw():
            if row.number >= begin and (row.problems or any(cell.strip() for cell in row.cells)):
                yield _even(row, len(headings), pattern if has_headings else None)

    total = 0
    for total, _row in enumerate(source(), start=1):
        if total > MAX_ROWS:
            raise FileProblem("too_many_rows", _("There are more than %d rows. Split the file.") % MAX_ROWS)
    if not total:
        raise FileProblem("only_headings", _("There is nothing under the headings."))
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


def _heading_row(rows: Iterator[SourceRow]) -> SourceRow:
    """Return the row that holds the headings: the first one, or the one below a title that stands alone."""
    top = list(islice((row for row in rows if row.problems or any(cell.strip() for cell in row.cells)), _TITLE_ROWS))
    if not top:
        raise FileProblem("empty", _("There is nothing in this file."))
    wide = next((row for row in top if _filled(row) > 1), None)
    row = top[0] if wide is None or _ADDRESS.search(" ".join(top[0].cells)) else wide
    for problem in row.problems:
        if not problem.warning:
            raise FileProblem(problem.code, _("The headings can’t be read: %s") % problem.text)
    return row


def _filled(row: SourceRow) -> int:
    return sum(1 for cell in row.cells if cell.strip())


def _headings(cells: list[str], told: list[Problem], has_headings: bool) -> list[str]:
    """Return a heading for every column, none twice, and tell what had to be made up."""
    cells = [" ".join(cell.split()) for cell in cells]
    while has_headings and cells and not cells[-1]:
        cells.pop()
    if len(cells) > MAX_COLUMNS:
        raise FileProblem("too_many_columns", _("There are more than %d columns.") % MAX_COLUMNS)
    if not has_headings:
        told.append(Problem("no_headings", _("The first row holds an address: there are no headings."), warning=True))
    names: list[str] = []
    seen: dict[str, int] = {}
    for column, cell in enumerate(cells):
        name = cell[:100] or _("Column %d") % (column + 1)
        if not cell and has_headings:
            told.append(Problem("blank_heading", _("Column %d has no heading.") % (column + 1), column, warning=True))
        seen[fold(name)] = count = seen.get(fold(name), 0) + 1
        if count > 1:
            told.append(Problem("heading_twice", _("“%s” is the heading of several columns.") % name, column, True))
            name = f"{name} ({count})"
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
        if "\ufffd" in text:
            problems.append(Problem("damaged", _("Some characters were lost when the file was saved."), column))
        cells.append(text)
    cells.extend([""] * (width - len(cells)))
    beyond = sum(1 for cell in row.cells[width:] if cell.strip())
    if beyond:
        text = ngettext("%d cell stands beyond the last heading.", "%d cells stand beyond the last heading.", beyond)
        problems.append(Problem("row_too_long", text % beyond))
    if headings and [cell.strip() for cell in cells] == headings[:width]:
        problems.append(Problem("headings_again", _("The headings stand here once more.")))
    return SourceRow(row.number, cells, problems)
