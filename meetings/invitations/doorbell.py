"""The rows of rounds that wait, and how workers hear of them. The rows are the record; the broker is only a bell."""

import logging
from collections.abc import Iterable
from functools import partial

from celery import current_app
from django.db import transaction
from django.db.models import QuerySet
from kombu.exceptions import OperationalError

from meetings.models import NoticeMail

log = logging.getLogger(__name__)

SEND = "meetings.tasks.send_notice"


def waiting() -> QuerySet[NoticeMail]:
    """Return the rows that were neither sent nor refused yet."""
    return NoticeMail.objects.filter(message=None, refused="")


def ring(notices: Iterable[int]) -> None:
    """Ask the workers, once this transaction is committed, to send what waits of these rounds."""
    for pk in notices:
        transaction.on_commit(partial(_ring, pk))


def _ring(pk: int) -> None:
    try:
        current_app.send_task(SEND, args=[pk], retry_policy={"max_retries": 1, "interval_start": 0.2})
    except OperationalError as error:
        # Nothing is lost: the rows say that there is work, and the sweep rings again.
        log.warning("doorbell.unheard", extra={"task": SEND, "notice_id": pk, "reason": str(error)})
