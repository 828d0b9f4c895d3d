"""The broker is only a doorbell: it is rung on commit, and a bell that nobody hears is found by the sweeper."""

import logging
from datetime import timedelta
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def ring(task: str, mailing_id: int, *, times: int = 1, after: timedelta = timedelta()) -> None:
    """Ask the workers, once this transaction is committed, to run `delivery.tasks.{task}` for a mailing.

    `after` is for a few seconds at most: a worker keeps the task in its memory meanwhile.
    """
    for _ in range(times):
        transaction.on_commit(partial(_ring, f"delivery.tasks.{task}", mailing_id, after=after))


def _ring(task: str, mailing_id: int, *, after: timedelta) -> None:
    try:
        current_app.send_task(
            task,
            args=[mailing_id],
            countdown=after.total_seconds() or None,
            retry_policy={"max_retries": 1, "interval_start": 0.2},
        )
    except OperationalError as error:
        # Nothing is lost: the row says that there is work, and the sweeper rings again.
        logger.warning("doorbell.unheard", extra={"task": task, "mailing_id": mailing_id, "reason": str(error)})
