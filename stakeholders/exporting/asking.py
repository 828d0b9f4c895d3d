"""Asking for a file: written down, with who asks, before anything is made. The broker is only a doorbell."""

import datetime
import logging
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import translation
from kombu.exceptions import OperationalError

from stakeholders.exporting.sources import Source
from stakeholders.models import ExportFile, ExportRecord

logger = logging.getLogger(__name__)

KEPT_FOR = datetime.timedelta(days=1)
MAKE = "stakeholders.tasks.make_export"


@transaction.atomic
def ask(
    *,
    source: Source,
    question: dict[str, Any],
    columns: Sequence[str],
    file_format: str,
    narrowed: str,
    by: int | None,
    now: datetime.datetime,
) -> ExportFile:
    """Write down that the user with the key `by` takes these data away, and have a worker make the file.

    `question` is what `Source.keys` answers; `columns` are codes of the source's; `narrowed` says in words, without
    anybody's name, which of all records these are. The caller has checked the permission.
    """
    with translation.override(settings.LANGUAGE_CODE):  # one language for the log, whoever reads it
        what = str(source.label)
    record = ExportRecord.objects.create(
        by_id=by, at=now, what=what, format=file_format, columns=list(columns), narrowed=narrowed[:500]
    )
    file = ExportFile.objects.create(
        record=record,
        question={"source": source.code, **question},
        language=translation.get_language() or settings.LANGUAGE_CODE,
        filename=f"{source.code}-{now:%Y-%m-%d}.{file_format}",
        expires_at=now + KEPT_FOR,
    )
    ring([file.pk])
    logger.info("export.asked", extra={"export_id": record.pk, "user_id": by})
    return file


def ring(files: Iterable[int]) -> None:
    """Ask the workers, once this transaction is committed, to make these files."""
    for pk in files:
        transaction.on_commit(partial(_ring, pk))


def _ring(pk: int) -> None:
    try:
        current_app.send_task(MAKE, args=[pk], retry_policy={"max_retries": 1, "interval_start": 0.2})
    except OperationalError as error:
        # Nothing is lost: the row says that there is work, and the sweep rings again.
        logger.warning("doorbell.unheard", extra={"task": MAKE, "export_file_id": pk, "reason": str(error)})
