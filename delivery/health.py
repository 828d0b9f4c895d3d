"""Whether mail can leave: database, broker, a worker that lives, and nothing due that waits too long."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.db import DatabaseError, connection
from django.db.models import Exists, Min, OuterRef
from kombu.exceptions import OperationalError

from delivery import conf
from delivery.enums import WAITING_STATES, MailingState
from delivery.models import Heartbeat, Mailing, Message

logger = logging.getLogger(__name__)

_WORKER = "worker"
_SILENCE = timedelta(seconds=60)
_BROKER_PATIENCE = 2  # seconds


@dataclass(frozen=True, slots=True)
class Check:
    """One answer. `detail` is for operators: numbers and plain words, no address, no secret."""

    healthy: bool
    detail: str


def beat(*, now: datetime) -> None:
    """Record that a worker executed a task."""
    Heartbeat.objects.update_or_create(name=_WORKER, defaults={"beat_at": now})


def check(*, now: datetime) -> dict[str, Check]:
    """Return every check by name; one that breaks is unhealthy and never an exception."""
    checks: dict[str, Callable[[datetime], Check]] = {
        "database": _database,
        "broker": _broker,
        "worker": _worker,
        "oldest_due_message": _oldest_due,
    }
    return {name: _guarded(name, ask, now) for name, ask in checks.items()}


def _guarded(name: str, ask: Callable[[datetime], Check], now: datetime) -> Check:
    try:
        return ask(now)
    except (DatabaseError, OSError, OperationalError):
        logger.exception("health.check_failed", extra={"check": name})
        return Check(False, "no answer")


def _database(now: datetime) -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Check(True, "answers")


def _broker(now: datetime) -> Check:
    with current_app.connection_for_write(connect_timeout=_BROKER_PATIENCE) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0.1, timeout=_BROKER_PATIENCE)
    return Check(True, "answers")


def _worker(now: datetime) -> Check:
    last = Heartbeat.objects.filter(name=_WORKER).values_list("beat_at", flat=True).first()
    if last is None:
        return Check(False, "never heard")
    silence = now - last
    return Check(silence <= _SILENCE, f"last heard {silence.total_seconds():.0f} s ago")


def _oldest_due(now: datetime) -> Check:
    """A message that is due for long is a fault only where its mailing stands still: a large one takes its time."""
    settled = Message.objects.filter(mailing=OuterRef("pk"), settled_at__gte=now - conf.due_age_limit())
    sending = Mailing.objects.filter(state=MailingState.SENDING)
    waiting = Message.objects.filter(state__in=WAITING_STATES, mailing__in=sending, due_at__lte=now)
    oldest = waiting.filter(mailing__in=sending.filter(~Exists(settled))).aggregate(oldest=Min("due_at"))["oldest"]
    if oldest is None:
        return Check(True, "nothing waits" if not waiting.exists() else "what waits is on its way")
    age = now - oldest
    return Check(age <= conf.due_age_limit(), f"due for {age.total_seconds():.0f} s")
