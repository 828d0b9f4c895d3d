"""Workbooks as Excel writes them since 2007 (ECMA-376, “.xlsx”): one of their sheets is the list.

openpyxl reads them, a part at a time and not by `load_workbook`: that begins to read every sheet before anybody can
have a look at it, and goes to the end of each that does not say how large it is.
"""

import datetime
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import WorkSheetParser

from stakeholders.importing import archives, tables
from stakeholders.importing.problems import FileProblem, Problem
from stakeholders.importing.surveys import Survey, survey
from stakeholders.importing.tables import MAX_COLUMNS, Sheet, SourceRow, Table

# What a cell holds where a formula failed (ECMA-376, 18.17.2.7).
ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)
_AT_A_TIME = 500  # rows
EXACT = 10**15  # a double, as which Excel keeps every number, is exact to fifteen digits


@dataclass(frozen=True)
class _Part:
    """A sheet of the workbook, and where in the archive it is."""

    sheet: Sheet
    path: str


def open_workbook(data: bytes, *, sheet: str | None = None) -> Table:
    """Return the table in the sheet that is named, or in the first one that is to be seen.

    Raises:
        FileProblem: it can't be read, or has no such sheet.
    """
    archive = _archive(data)
    archives.check(archive)
    _refuse_other_kinds(archive)
    with _in_words():
        reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        _refuse_disguises(reader)
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)  # which numbers are days
        parts = [
            _Part(Sheet(each.name, hidden=each.state != "visible"), relation.target)
            for each, relation in reader.parser.find_sheets()
            if relation.target in reader.valid_files and "chartsheet" not in relation.Type
        ]
    chosen = _choose(parts, sheet)
    with archives.reading(), archive.open(chosen.path) as source:
        found = survey(source)
    return tables.build(
        lambda: _rows(reader, chosen.path, found),
        sheets=[part.sheet for part in parts],
        sheet=chosen.sheet.name,
        notes=_notes([part.sheet for part in parts], chosen.sheet, found),
        filled=found.rows_filled,
    )


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn whatever openpyxl meets in a damaged workbook into words; it has many ways to fail, and no error of its own.

    What it only warns of (charts, extensions, dates out of range) is no matter of ours.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except FileProblem:
        raise
    except Exception as error:
        raise archives.damaged() from error


def _archive(data: bytes) -> ZipFile:
    with archives.reading():
        try:
            return ZipFile(io.BytesIO(data))
        except ValueError as error:
            raise BadZipFile from error


def _refuse_other_kinds(archive: ZipFile) -> None:
    """Say of the other files that are ZIP archives what to do with them."""
    names = set(archive.namelist())
    lower = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") for name in lower):
        raise FileProblem("macros", _("The workbook holds macros. Save it as an Excel workbook (.xlsx) without them."))
    if "mimetype" in names or any(name.endswith(".iwa") for name in lower) or "xl/workbook.bin" in names:
        raise FileProblem("other_spreadsheet", _("Save the sheet as an Excel workbook (.xlsx) or as CSV."))
    if "[Content_Types].xml" not in names and any(name.endswith((".csv", ".xlsx", ".txt")) for name in lower):
        raise FileProblem("archive", _("This is an archive of files. Unpack it and upload the list alone."))
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in lower):
        raise FileProblem("not_a_list", _("This is no list. Upload CSV, or an Excel workbook (.xlsx)."))


def _refuse_disguises(reader: ExcelReader) -> None:
    """Refuse a part that stands among the sheets, not looked through yet, and claims to be something else."""
    for part in reader.package.Override:
        if archives.is_sheet(part.PartName) and not part.ContentType.endswith(("worksheet+xml", "chartsheet+xml")):
            raise archives.damaged()


def _choose(parts: list[_Part], name: str | None) -> _Part:
    for part in parts:
        if part.sheet.name == name or (name is None and not part.sheet.hidden):
            return part
    if name is not None:
        raise FileProblem("no_such_sheet", _("There is no sheet of that name."))
    raise FileProblem("no_sheet", _("The workbook has no visible sheet with cells."))


def _notes(sheets: list[Sheet], chosen: Sheet, found: Survey) -> list[Problem]:
    notes = []
    if len(sheets) > 1:
        text = _("The workbook has several sheets; “%s” is read.") % chosen.name
        notes.append(Problem("several_sheets", text, warning=True))
    if any(sheet.hidden for sheet in sheets):
        notes.append(Problem("hidden_sheets", _("Some sheets are hidden."), warning=True))
    if found.hidden_rows:
        notes.append(Problem("hidden_rows", _("Some rows are hidden. They are read, too, and say so."), warning=True))
    return notes


def _rows(reader: ExcelReader, path: str, found: Survey) -> Iterator[SourceRow]:
    """Yield the rows down to the last one that holds anything.

    Raises:
        FileProblem: a cell holds what none can hold, a number without digits for example.
    """
    book = reader.wb
    with archives.reading(), reader.archive.open(path) as source:
        parser = WorkSheetParser(
            source,
            reader.shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        rows = parser.parse()
        while True:
            with _in_words():
                some = list(islice(rows, _AT_A_TIME))
            for number, cells in some:
                if number > found.last_row:
                    return
                yield _row(number, _in_order(cells), found)
            if not some:
                return


def _in_order(cells: list[dict[str, Any]]) -> list[Any]:
    """Return what is in the cells of a row, a place for each column down to the last filled one."""
    filled = {cell["column"]: cell["value"] for cell in cells if cell["value"] is not None}
    return [filled.get(column) for column in range(1, max(filled, default=0) + 1)]


def _row(number: int, values: list[Any], found: Survey) -> SourceRow:
    problems: list[Problem] = []
    cells = []
    for column, value in enumerate(values):
        text = as_text(value)
        if text in ERRORS:
            problems.append(Problem("cell_error", _("The cell holds the error %s.") % text, column))
        elif isinstance(value, (int, float)) and abs(value) >= EXACT:
            problems.append(
                Problem("lost_digits", _("Excel keeps only 15 digits of a number. Enter it as text."), column)
            )
        cells.append(text)
    for column in found.bare_formulas.get(number, ()):
        text = _("The formula was saved without its value. Open the file in Excel, save it and try again.")
        problems.append(Problem("formula_without_value", text, column - 1))
    for first, last in found.merged.get(number, ()):
        text = _("Merged cells: only the first of them holds a value.")
        problems.append(Problem("merged_cells", text, first - 1 if last <= MAX_COLUMNS else None, warning=True))
    if number in found.hidden_rows:
        problems.append(Problem("hidden_row", _("The row is hidden in the file."), warning=True))
    return SourceRow(number, cells, problems)


def as_text(value: Any) -> str:
    """Return what a cell holds as text: dates as ISO 8601, whole numbers without a point or an exponent."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "seconds")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)
    return str(value)
