"""The file that came, handed back with what was found in it: to be mended where it came from, and brought again."""

import csv
import re
from collections.abc import Iterator
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from stakeholders.importing import reasons
from stakeholders.models import ImportBatch, ImportRow, Topic
from stakeholders.spreadsheets import CHUNK, neutralised

# A number with its sign is no formula, although it begins like one: it is handed back as it came.
_NUMBER = re.compile(r"[+-][0-9][0-9 ().-]*")


def filename(batch: ImportBatch, extension: str) -> str:
    """Return a name for the download that says what it is."""
    return f"{slugify(PurePath(batch.filename).stem) or 'list'}-checked.{extension}"


def as_csv(batch: ImportBatch, *, only_problems: bool = False) -> Iterator[bytes]:
    """Yield the lines of a CSV file in UTF-8 with a mark, which Excel needs. Formulas are neutralised, nothing else."""
    yield b"\xef\xbb\xbf"
    writer = csv.writer(_Echo())
    for row in _rows(batch, only_problems):
        yield writer.writerow([cell if _NUMBER.fullmatch(cell) else neutralised(cell) for cell in row])


def as_xlsx(batch: ImportBatch, *, only_problems: bool = False) -> IO[bytes]:
    """Return a workbook, put together on disk. Every cell is text, so that none is run as a formula."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in _rows(batch, only_problems):
        sheet.append([_text_cell(sheet, cell) for cell in row])
    output = TemporaryFile()  # noqa: SIM115  closed with the response
    workbook.save(output)
    output.seek(0)
    return output


def _rows(batch: ImportBatch, only_problems: bool) -> Iterator[list[str]]:
    """Yield the headings, then every row as it came, with its number, its outcome and what was found."""
    yield [*(column["heading"] for column in batch.columns), _("Row"), _("Outcome"), _("Problem")]
    topics = {topic.code: str(topic) for topic in Topic.objects.all()}
    rows = ImportRow.objects.filter(batch=batch).only("number", "outcome", "cells", "problems").order_by("number")
    if only_problems:
        rows = rows.exclude(problems=[])
    for row in rows.iterator(chunk_size=CHUNK):
        cells = row.cells or [""] * len(batch.columns)  # of whom was erased since nothing is left
        yield [*cells, str(row.number), row.get_outcome_display(), reasons.told(row.problems, topics)]


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"  # also what begins with “=”
    return cell


class _Echo:
    """A file that hands back what is written to it (see Django's “Streaming large CSV files”)."""

    def write(self, value: str) -> bytes:
        return value.encode()
