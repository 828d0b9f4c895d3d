"""Text files whose cells are parted by commas, semicolons, tabs or bars, with quotation marks (RFC 4180)."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from stakeholders.importing import encodings, tables
from stakeholders.importing.encodings import Encoding
from stakeholders.importing.problems import FileProblem, Problem
from stakeholders.importing.tables import SourceRow, Table

SEPARATORS = (",", ";", "\t", "|")
_PROBE = 50  # records that are tried with each separator


def open_text(data: bytes) -> Table:
    """Return the table in a text file.

    Raises:
        FileProblem: it has none.
    """
    encoding = encodings.detect(data)
    if encodings.is_binary(data, encoding):
        raise FileProblem("not_a_list", _("This is no list. Upload CSV, or an Excel workbook (.xlsx)."))
    separator, skip = _separator(data, encoding)
    return tables.build(
        lambda: _records(data, encoding, separator, skip),
        encoding=encoding.codec,
        separator=separator,
        notes=_notes(encoding),
    )


def _notes(encoding: Encoding) -> list[Problem]:
    if encoding.last_resort:
        text = _("Which encoding the file is in could not be told. Look at names with accents.")
        return [Problem("encoding_unsure", text, warning=True)]
    if encoding.mixed:
        text = _("The file mixes encodings. Rows whose characters are lost say so.")
        return [Problem("encoding_mixed", text, warning=True)]
    return []


def _lines(data: bytes, encoding: Encoding, skip: int) -> Iterator[str]:
    """Yield the lines, of any operating system, without taking a copy of the whole file."""
    with io.TextIOWrapper(io.BytesIO(data), encoding=encoding.codec, errors=encoding.errors, newline="") as text:
        yield from islice(text, skip, None)


def _separator(data: bytes, encoding: Encoding) -> tuple[str, int]:
    """Return what parts the cells, and how many lines to skip: Excel’s own ``sep=;`` says it in a line of its own."""
    first = next(_lines(data, encoding, 0), "").strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == len("sep=") + 1:
        return first[-1], 1
    if first.lower() == "sep=":  # a tab, which strip() took
        return "\t", 1
    return max(SEPARATORS, key=lambda separator: _fitness(data, encoding, separator)), 0


def _fitness(data: bytes, encoding: Encoding, separator: str) -> tuple[float, int]:
    """Return how well a separator fits the first records: how many are as wide as the widest heading, and how wide."""
    widths = [
        len(row.cells)
        for row in islice(_records(data, encoding, separator, 0, whole=False), _PROBE)
        if row.cells and not row.problems
    ]
    common = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
    return (widths.count(common) / len(widths) if common > 1 else 0.0), common


def _records(data: bytes, encoding: Encoding, separator: str, skip: int, *, whole: bool = True) -> Iterator[SourceRow]:
    """Yield the records, blank ones too, numbered as a spreadsheet program would.

    Raises:
        FileProblem: a quotation mark is never closed, so that nobody can tell where the rows after it begin. Not
            raised if `whole` is not asked for.
    """
    lines = _Counted(_lines(data, encoding, skip))
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        lines.taken = 0
        try:
            yield SourceRow(number, next(reader))
        except StopIteration:
            return
        except csv.Error:
            if lines.ended or (lines.taken > 1 and lines.characters > csv.field_size_limit()):
                if not whole:
                    return
                raise FileProblem(
                    "open_quote", _("The quotation mark that opens in row %d is never closed.") % number
                ) from None
            if lines.characters > csv.field_size_limit():
                problem = Problem("cell_too_long", _("More than %d characters in one cell.") % tables.MAX_CELL)
            else:
                problem = Problem("quotes", _("The quotation marks don’t pair up."))
            yield SourceRow(number, [lines.text.rstrip("\r\n")], [problem])


class _Counted:
    """Lines that say how many of them a record took."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.taken = 0
        self.characters = 0
        self.text = ""  # the beginning of the record
        self.ended = False

    def __iter__(self) -> "_Counted":
        return self

    def __next__(self) -> str:
        try:
            line = next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        self.characters = len(line) + (self.characters if self.taken else 0)
        self.text = ((self.text if self.taken else "") + line)[: tables.MAX_CELL]
        self.taken += 1
        return line
