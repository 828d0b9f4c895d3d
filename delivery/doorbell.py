"""The broker is only a doorbell: it is rung on commit, and a bell that nobody hears is found by the sweeper."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def ring(task: str, mailing_id: int, *, times: int = 1) -> None:
    """Ask the workers, once this transaction is committed, to run `delivery.tasks.{task}` for a mailing."""
    for _ in range(times):
        transaction.on_commit(partial(_ring, f"delivery.tasks.{task}", mailing_id))


def _ring(task: str, mailing_id: int) -> None:
    try:
        current_app.send_task(task, args=[mailing_id], retry_policy={"max_retries": 1, "interval_start": 0.2})
    except OperationalError as error:
        # Nothing is lost: the row says that there is work, and the sweeper rings again.
        logger.warning("doorbell.unheard", extra={"task": task, "mailing_id": mailing_id, "reason": str(error)})
