"""Worker runs: who holds messages at this moment, and that they live.

The heartbeat is a thread with a database connection of its own, so that it goes on whatever SMTP, a provider's API or
the main thread's database connection does meanwhile.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from delivery import conf
from delivery.enums import MailingKind
from delivery.models import Mailing, WorkerRun

logger = logging.getLogger(__name__)

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def begin(mailing: Mailing, *, now: datetime) -> WorkerRun | None:
    """Enter a run, unless as many as may deliver this mailing, or bulk mail at all, are alive already.

    The limits keep doorbells from piling up, and processes free for one-off mail. On PostgreSQL two that begin in the
    same instant may both pass, which does no harm; on SQLite one waits for the other's transaction.
    """
    with transaction.atomic():
        if _is_crowded(mailing, alive_since=now - conf.lease()):
            return None
        if mailing.kind == MailingKind.BULK:
            Mailing.objects.filter(pk=mailing.pk).update(served_at=now)
        return WorkerRun.objects.create(
            mailing=mailing, host=socket.gethostname(), pid=os.getpid(), started_at=now, beat_at=now
        )


def _is_crowded(mailing: Mailing, *, alive_since: datetime) -> bool:
    alive = WorkerRun.objects.filter(beat_at__gte=alive_since)
    if alive.filter(mailing=mailing).count() >= conf.parallel_runs():
        return True
    most = conf.bulk_runs()
    if mailing.kind != MailingKind.BULK or most is None:
        return False
    return alive.filter(mailing__kind=MailingKind.BULK).count() >= most


def beat(run_id: UUID, *, now: datetime) -> bool:
    """Say that a run lives; False when its row is gone, so that it has lost everything it held."""
    return bool(WorkerRun.objects.filter(pk=run_id).update(beat_at=now))


def abandon(run: WorkerRun) -> None:
    """Let a run count as dead from now on, whatever its lease."""
    WorkerRun.objects.filter(pk=run.pk).update(beat_at=_LONG_AGO)


class Heartbeat:
    """Beats for a run while its ``with`` block lasts."""

    def __init__(self, run: WorkerRun, clock: Callable[[], datetime] = timezone.now) -> None:
        self._run = run
        self._clock = clock
        self._interval = conf.beat_interval().total_seconds()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{run.pk}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._over.wait(self._interval):
                self._beat_once()
        finally:
            connection.close()

    def _beat_once(self) -> None:
        try:
            if not beat(self._run.pk, now=self._clock()):
                logger.error("run.lease_lost", extra={"run": str(self._run.pk)})
        except DatabaseError:
            # The next beat tries again; if none succeeds within the lease, the sweeper takes over, as it should.
            logger.warning("run.beat_failed", extra={"run": str(self._run.pk)}, exc_info=True)
            connection.close()
