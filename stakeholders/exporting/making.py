"""Making a file: on the worker's disk first, then into the database by the piece. Killed, it begins again."""

import datetime
import logging
import tempfile
import uuid
from array import array
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from stakeholders.exporting import asking
from stakeholders.exporting.formats import FORMATS
from stakeholders.exporting.sources import SOURCES, Source
from stakeholders.models import ExportFile, ExportPiece, ExportRecord

logger = logging.getLogger(__name__)

PIECE = 256 * 1024  # bytes
PATIENCE = datetime.timedelta(minutes=3)  # without a sign of life; to close a large workbook takes half a minute
UNHEARD = datetime.timedelta(seconds=30)
State = ExportFile.State


class _TakenOverError(Exception):
    """This runner was silent for so long that another one has begun, or the file's time is over."""


def make(pk: int) -> bool:
    """Make the file, unless somebody else does; return whether it is made. Clock times are those of the moments."""
    runner = uuid.uuid4()
    file = _claim(pk, runner)
    if file is None:
        return False
    source = SOURCES[file.question["source"]]
    try:
        keys = source.keys(file.question)
    except BadRequest:
        _mine(pk, runner).update(state=State.FAILED)
        return False
    try:
        with tempfile.TemporaryFile() as output, translation.override(file.language):
            _write(file, source, keys, output)
            _store(file, output)
    except _TakenOverError:
        logger.warning("export.taken_over", extra={"export_file_id": pk})
        return False
    logger.info("export.made", extra={"export_id": file.record_id, "rows": len(keys)})
    return True


def sweep(*, now: datetime.datetime) -> None:
    """Throw away the files whose time is over, and ring for those that nobody makes; every minute by beat."""
    for file in ExportFile.objects.filter(expires_at__lte=now).only("pk"):
        file.delete()
    unheard = Q(state=State.WAITING, record__at__lte=now - UNHEARD)
    left_behind = Q(state=State.MAKING, beat_at__lte=now - PATIENCE)
    asking.ring(ExportFile.objects.filter(unheard | left_behind).values_list("pk", flat=True))


def _claim(pk: int, runner: uuid.UUID) -> ExportFile | None:
    now = timezone.now()
    free = Q(state=State.WAITING) | Q(state=State.MAKING, beat_at__lte=now - PATIENCE)
    claimed = ExportFile.objects.filter(free, pk=pk, expires_at__gt=now).update(
        state=State.MAKING, runner=runner, beat_at=now, rows_done=0, rows_total=None
    )
    return ExportFile.objects.select_related("record").get(pk=pk) if claimed else None


def _mine(pk: int, runner: uuid.UUID | None) -> Any:
    return ExportFile.objects.filter(pk=pk, runner=runner, state=State.MAKING)


def _beat(file: ExportFile, **progress: int) -> None:
    if not _mine(file.pk, file.runner).update(beat_at=timezone.now(), **progress):
        raise _TakenOverError


def _write(file: ExportFile, source: Source, keys: array, output: BinaryIO) -> None:
    columns = source.chosen(file.record.columns)

    def batches() -> Iterator[list[Any]]:
        done = 0
        for batch in source.rows(keys):
            yield batch
            done += len(batch)
            _beat(file, rows_done=done, rows_total=len(keys))

    FORMATS[file.record.format].write(output, columns, batches())


def _store(file: ExportFile, output: BinaryIO) -> None:
    """Put the file into the database. What an earlier runner left there goes first."""
    _beat(file)
    ExportPiece.objects.filter(file=file).delete()
    size = output.tell()
    output.seek(0)
    for number in range((size + PIECE - 1) // PIECE):
        with transaction.atomic():
            _beat(file)
            ExportPiece.objects.create(file=file, number=number, data=output.read(PIECE))
    with transaction.atomic():
        _beat(file, size=size)
        _mine(file.pk, file.runner).update(state=State.READY)
        rows = ExportFile.objects.values_list("rows_done", flat=True).get(pk=file.pk)
        ExportRecord.objects.filter(pk=file.record_id).update(rows=rows)


def pieces(file: ExportFile) -> Iterator[bytes]:
    """Yield the bytes of a file that is ready, a piece in memory at a time."""
    numbers = list(file.pieces.values_list("number", flat=True))
    for number in numbers:
        yield bytes(file.pieces.values_list("data", flat=True).get(number=number))
