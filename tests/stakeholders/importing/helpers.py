"""A file on its way in, as staff bring it."""

import csv
import io
from dataclasses import replace

from django.utils import timezone

from stakeholders.importing import batches, checking, committing, undoing
from stakeholders.importing.options import Options
from stakeholders.models import ImportBatch


def as_csv(rows):
    """Return the bytes of a CSV file in UTF-8; the first row holds the headings."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def uploaded(rows, *, filename="list.csv", by=None, **options):
    """Bring a list in; `rows` begin with the headings. `options` are those of `Options`."""
    data = rows if isinstance(rows, bytes) else as_csv(rows)
    batch = batches.upload(data=data, filename=filename, by=by, now=timezone.now())
    if options:
        batches.choose_options(batch, options=replace(Options.from_json(batch.options), **options))
    return batch


def checked(rows, **options):
    """Bring a list in and have it checked."""
    batch = uploaded(rows, **options)
    check(batch)
    return batch


def check(batch):
    batches.start_check(batch, now=timezone.now())
    assert checking.check(batch.pk)
    batch.refresh_from_db()


def imported(rows, **options):
    """Bring a list in, have it checked and imported."""
    batch = checked(rows, **options)
    commit(batch)
    return batch


def commit(batch):
    batches.start_commit(batch, now=timezone.now())
    assert committing.commit(batch.pk)
    batch.refresh_from_db()


def undo(batch):
    batches.start_undo(batch, now=timezone.now())
    assert undoing.undo(batch.pk)
    batch.refresh_from_db()


def report(batch: ImportBatch):
    """Return what the rows were told: number -> (outcome, codes)."""
    return {row.number: (row.outcome, [told["code"] for told in row.problems]) for row in batch.rows.all()}
