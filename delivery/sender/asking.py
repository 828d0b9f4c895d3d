"""Asking the workers for a look at the sending domain: the DNS may take its time, and a request has none."""

import logging
from datetime import datetime

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def ask(*, now: datetime) -> bool:
    """Ask for a look from `now` on; return whether the broker took the question. Asking twice makes one look."""
    try:
        current_app.send_task(
            "delivery.tasks.check_sender",
            args=[now.isoformat()],
            retry_policy={"max_retries": 1, "interval_start": 0.2},
        )
    except OperationalError as error:
        logger.warning("sender.unheard", extra={"reason": str(error)})
        return False
    return True
