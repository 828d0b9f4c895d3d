"""Workbooks as Excel writes them since 2007 (ECMA-376, “.xlsx”): one of their sheets is the list."""

import datetime
import io
import warnings
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from stakeholders.importing import archives, tables
from stakeholders.importing.problems import FileProblem, Problem
from stakeholders.importing.surveys import Survey, survey
from stakeholders.importing.tables import MAX_COLUMNS, Sheet, SourceRow, Table

# What a cell holds where a formula failed (ECMA-376, 18.17.2.7).
ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)
EXACT = 10**15  # a double, as which Excel keeps every number, is exact to fifteen digits
_OPENPYXL_FAILS = (
    ValueError,  # which its errors and those of defusedxml derive from
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    AssertionError,
    SyntaxError,  # among them the errors of XML parsers
    OverflowError,
)


def open_workbook(data: bytes, *, sheet: str | None = None) -> Table:
    """Return the table in the sheet that is named, or in the first one that is to be seen.

    Raises:
        FileProblem: it can't be read, or has no such sheet.
    """
    archive = _archive(data)
    with archive:
        archives.check(archive)
        _refuse_other_kinds(archive)
        workbook = _load(data)
        sheets = [Sheet(each.title, hidden=each.sheet_state != "visible") for each in workbook.worksheets]
        chosen = _choose(workbook, sheet)
        with archives.reading(), archive.open(chosen._worksheet_path) as part:
            found = survey(part)
    return tables.build(
        lambda: _rows(chosen, found), sheets=sheets, sheet=chosen.title, notes=_notes(sheets, chosen, found)
    )


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


def _load(data: bytes) -> Workbook:
    """Open the workbook: its texts and styles are read, its sheets are not yet."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts it does not know: charts, extensions
            return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (*_OPENPYXL_FAILS, BadZipFile, OSError, EOFError) as error:
        raise FileProblem("damaged", _("The file is damaged. Open it, save it anew and try again.")) from error


def _choose(workbook: Workbook, name: str | None) -> ReadOnlyWorksheet:
    for sheet in workbook.worksheets:
        if sheet.title == name or (name is None and sheet.sheet_state == "visible"):
            return sheet
    if name is not None:
        raise FileProblem("no_such_sheet", _("There is no sheet of that name."))
    raise FileProblem("no_sheet", _("The workbook has no visible sheet with cells."))


def _notes(sheets: list[Sheet], chosen: ReadOnlyWorksheet, found: Survey) -> list[Problem]:
    notes = []
    if len(sheets) > 1:
        text = _("The workbook has several sheets; “%s” is read.") % chosen.title
        notes.append(Problem("several_sheets", text, warning=True))
    if any(sheet.hidden for sheet in sheets):
        notes.append(Problem("hidden_sheets", _("Some sheets are hidden."), warning=True))
    if found.hidden_rows:
        notes.append(Problem("hidden_rows", _("Some rows are hidden. They are read, too, and say so."), warning=True))
    return notes


def _rows(sheet: ReadOnlyWorksheet, found: Survey) -> Iterator[SourceRow]:
    """Yield the rows down to the last one that holds anything.

    Raises:
        FileProblem: what openpyxl can't read; `tables.build` has gone through all of it once, so never later.
    """
    if not found.last_row:
        return
    sheet.reset_dimensions()  # what a sheet says of its size is often wrong, and pads each row
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of dates out of range, which come as errors of the cell
            for number, values in enumerate(sheet.iter_rows(max_row=found.last_row, values_only=True), start=1):
                yield _row(number, values, found)
    except (*_OPENPYXL_FAILS, BadZipFile, OSError, EOFError) as error:
        raise FileProblem("damaged", _("The file is damaged. Open it, save it anew and try again.")) from error


def _row(number: int, values: tuple[Any, ...], found: Survey) -> SourceRow:
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
