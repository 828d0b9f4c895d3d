"""What staff do with a file: bring it, say what it is, have it checked, imported, taken back.

Each verb moves the batch by one conditional update: of two people who press two buttons one is refused, in words.
Workers are asked on commit, by a bell that need not be heard (`sweep`).
"""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from kombu.exceptions import OperationalError

from stakeholders.importing import claims, headings, undoing
from stakeholders.importing.checking import table_of
from stakeholders.importing.claims import State
from stakeholders.importing.committing import WRITING
from stakeholders.importing.fields import IGNORE
from stakeholders.importing.options import Options
from stakeholders.importing.problems import FileProblem
from stakeholders.importing.tables import MAX_BYTES, Table
from stakeholders.models import ImportBatch, ImportMapping, ImportRow

log = logging.getLogger(__name__)

# What works on a batch in which state: names of tasks in `stakeholders.tasks`.
TASKS = {State.CHECKING: "check_import", State.COMMITTING: "commit_import", State.UNDOING: "undo_import"}
_NAMES = {"name", "given_name", "family_name", "name_ur"}
NOT_AS_SEEN = gettext_lazy("This file is no longer as you saw it: somebody was faster. Look at it again.")
OPEN = (State.UPLOADED, State.CHECKED)  # may still be told what its columns are, and be checked


class ImportRefusedError(Exception):
    """What was asked for can't be done with this batch now; the text says why."""


def upload(*, data: bytes, filename: str, by: int | None, now: datetime) -> ImportBatch:
    """Take a file in, with what its columns seem to be. One that can't be read is kept as refused, with the reason."""
    batch = ImportBatch(
        filename=filename[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        created_by_id=by,
        created_at=now,
    )
    if len(data) <= MAX_BYTES:
        batch.file = data
    try:
        if len(data) > MAX_BYTES:
            raise FileProblem("too_big", _("The file is larger than %d MB.") % (MAX_BYTES // 1024**2))
        _describe(batch, table_of(batch))
    except FileProblem as problem:
        batch.state, batch.problem, batch.file = State.REFUSED, problem.text[:500], None
    batch.save()
    log.info("import.uploaded", extra={"batch_id": batch.pk, "by": by, "state": batch.state})
    return batch


def same_file(batch: ImportBatch) -> list[ImportBatch]:
    """Return the earlier imports of the very same file, the latest first."""
    same = ImportBatch.objects.filter(sha256=batch.sha256, pk__lt=batch.pk).defer("file")
    return list(same.exclude(state=State.REFUSED))


def choose_sheet(batch: ImportBatch, *, sheet: str) -> None:
    """Read another sheet of the workbook.

    Raises:
        ImportRefusedError: the file was imported already; or the sheet can't be read.
    """
    try:
        _describe(batch, table_of(batch, sheet=sheet))
    except FileProblem as problem:
        raise ImportRefusedError(problem.text) from problem
    batch.options = {**batch.options, "sheet": sheet}
    _write(batch, OPEN, "columns", "options", "encoding", "rows_total", "problem")


def choose_columns(batch: ImportBatch, *, fields: Sequence[str], keep_as: str = "", by: int | None) -> None:
    """Say what each column is, and keep it under a name for the next file with these headings.

    Raises:
        ImportRefusedError: the file was imported already; or no row could be told apart by these columns.
    """
    chosen = set(fields)
    if not chosen & {"email", "email2"} and not (chosen & {"phone", "phone2", "whatsapp"} and chosen & _NAMES):
        raise ImportRefusedError(_("Say which column is the e-mail address, or which are the name and the telephone."))
    for column, field in zip(batch.columns, fields, strict=True):
        column["field"] = field
    batch.state = State.UPLOADED  # what was checked was checked with other columns
    _write(batch, OPEN, "columns", "state")
    if keep_as:
        names = [column["heading"] for column in batch.columns]
        ImportMapping.objects.update_or_create(
            name=keep_as,
            defaults={
                "headings": headings.digest(names),
                "columns": dict(zip(names, fields, strict=True)),
                "created_by_id": by,
            },
        )


def choose_options(batch: ImportBatch, *, options: Options) -> None:
    """Say how the rows are to be taken.

    Raises:
        ImportRefusedError: the file was imported already.
    """
    batch.options = options.to_json()
    batch.state = State.UPLOADED
    _write(batch, OPEN, "options", "state")


def start_check(batch: ImportBatch, *, now: datetime) -> None:
    """Have the file checked.

    Raises:
        ImportRefusedError: it is being checked, or was imported.
    """
    _move(batch, OPEN, State.CHECKING, now=now, counts={}, problem="")


def cancel_check(batch: ImportBatch, *, now: datetime) -> None:
    """Stop a check. Its worker finds out at the next chunk.

    Raises:
        ImportRefusedError: no check is running.
    """
    _move(batch, (State.CHECKING,), State.UPLOADED, now=now)


def start_commit(batch: ImportBatch, *, now: datetime) -> None:
    """Import what the check found good.

    Raises:
        ImportRefusedError: it was not checked, or is being imported already.
    """
    total = ImportRow.objects.filter(batch=batch, outcome__in=WRITING, applied_at=None).count()
    _move(batch, (State.CHECKED,), State.COMMITTING, now=now, rows_total=total)


def start_undo(batch: ImportBatch, *, now: datetime) -> None:
    """Take back what the import wrote.

    Raises:
        ImportRefusedError: it was not imported, or is being taken back already.
    """
    _move(batch, (State.COMMITTED,), State.UNDOING, now=now, rows_total=undoing.start_count(batch))


def sweep(*, now: datetime) -> None:
    """Ring again for every step that nobody works on: the bell was not heard, or the worker died."""
    for batch_id, state in claims.forgotten(now=now):
        log.warning("import.forgotten", extra={"batch_id": batch_id, "state": state})
        _ring(TASKS[state], batch_id)


def _describe(batch: ImportBatch, table: Table) -> None:
    """Write down the table's columns, with what they were the last time, or what they seem to be."""
    samples = table.samples()
    kept = ImportMapping.objects.filter(headings=headings.digest(table.headings)).order_by("-updated_at").first()
    guessed = headings.guess(table.headings, samples)
    batch.columns = [
        {
            "heading": heading,
            "sample": [sample[:80] for sample in cells[:3]],
            "field": kept.columns.get(heading, IGNORE) if kept else guess,
        }
        for heading, cells, guess in zip(table.headings, samples, guessed, strict=True)
    ]
    batch.encoding, batch.rows_total = table.encoding, table.total
    batch.problem = " ".join(note.text for note in table.notes)[:500]
    batch.options = {**batch.options, "sheets": [sheet.name for sheet in table.sheets]}


def _write(batch: ImportBatch, states: Sequence[State], *names: str) -> None:
    values = {name: getattr(batch, name) for name in names}
    if not ImportBatch.objects.filter(pk=batch.pk, state__in=states).update(**values):
        raise ImportRefusedError(_("This file is being worked on, or was imported. Nothing was changed."))


def _move(batch: ImportBatch, states: Sequence[State], to: State, *, now: datetime, **written: Any) -> None:
    with transaction.atomic():
        moved = ImportBatch.objects.filter(pk=batch.pk, state__in=states).update(
            state=to, runner=None, beat_at=now, rows_done=0, **written
        )
        if not moved:
            raise ImportRefusedError(NOT_AS_SEEN)
        if to in TASKS:
            transaction.on_commit(partial(_ring, TASKS[to], batch.pk))
    batch.refresh_from_db(fields=["state", "rows_done", "rows_total", "counts", "problem"])
    log.info("import.moved", extra={"batch_id": batch.pk, "state": to})


def _ring(task: str, batch_id: int) -> None:
    try:
        current_app.send_task(
            f"stakeholders.tasks.{task}",
            args=[batch_id],
            retry_policy={"max_retries": 1, "interval_start": 0.2},
        )
    except OperationalError as error:
        # Nothing is lost: the row says that there is work, and the sweep rings again.
        log.warning("import.unheard", extra={"task": task, "batch_id": batch_id, "reason": str(error)})
