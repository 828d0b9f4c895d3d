"""The product's own workers and beat, in processes of their own, as deploy/compose.yaml starts them."""

import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import redis
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from benchmarks import letters, readers
from benchmarks.bench import Bench
from benchmarks.databases import Database
from benchmarks.processes import cpu_seconds, family, forget_peak, peak_memory
from benchmarks.sink import HOST, MailSink
from coordination_site.celery import app
from coordination_site.supervisor import Child, Supervisor
from delivery import mailings, preparing
from delivery.enums import MailingState
from delivery.models import Mailing
from delivery.rendering import Content

_ON_ITS_WAY = (MailingState.PREPARING, MailingState.SENDING)
_WARM_UP_READERS = 20


@dataclass(frozen=True, slots=True)
class Crew:
    """Running workers."""

    workers: Sequence[Child]

    def cpu(self) -> float:
        """CPU seconds that all their processes have used so far."""
        return cpu_seconds(self._pids())

    def forget_peak(self) -> None:
        """Let `peak_memory` begin anew."""
        for pid in self._at_work():
            forget_peak(pid)

    def peak_memory(self) -> float:
        """The most that one process that does the work held in memory since then, in MB."""
        return max(peak_memory(pid) for pid in self._at_work())

    def wait(self, mailing: Mailing, *, within: float) -> None:
        """Wait until a mailing is sent.

        Raises:
            RuntimeError: it did not end well, or not within so many seconds, or a worker has died.
        """
        deadline = time.monotonic() + within
        while mailing.state in _ON_ITS_WAY and time.monotonic() < deadline and self._alive():
            time.sleep(0.1)
            mailing.refresh_from_db()
        if mailing.state != MailingState.SENT:
            said = "\n".join(worker.log.read_text()[-2000:] for worker in self.workers)
            raise RuntimeError(f"The mailing is {mailing.state} ({mailing.pause_reason}). The workers said:\n{said}")

    def _alive(self) -> bool:
        return all(worker.running for worker in self.workers)

    def _at_work(self) -> list[int]:
        """Celery's main process only hands out the work."""
        return [pid for worker in self.workers if worker.process for pid in family(worker.process.pid)[1:]]

    def _pids(self) -> list[int]:
        return [pid for worker in self.workers if worker.process for pid in family(worker.process.pid)]


@contextmanager
def crew(
    bench: Bench,
    database: Database,
    sink: MailSink,
    *,
    workers: int,
    processes: int = 1,
    connections: int | None = None,
    fast_worker: bool = False,
) -> Iterator[Crew]:
    """Start beat and `workers` workers of so many processes each, which have sent before: a first mailing loads code.

    With `fast_worker` there is one more, of one process, for the fast queue and nothing else. A process opens as many
    connections as asked for here, or as the scale says. Each worker also listens to a queue of its own, by which it
    a small mailing to warm up with.
    """
    environment = {"DATABASE_URL": database.url, "CELERY_BROKER_URL": bench.broker}
    environment["SMTP_URL"] = f"smtp://{HOST}:{sink.port}"
    environment["SMTP_CONNECTIONS"] = str(connections or bench.scale.connections)
    celery = partial(_celery, bench.folder, os.environ | environment)
    named = {f"worker-{number}": ("bulk,fast", processes) for number in range(workers)}
    if fast_worker:
        named["fast-worker"] = ("fast", 1)
    children = [
        celery(name, "worker", "-c", str(count), "-n", f"{name}@%h", "-Q", f"{queues},{name}")
        for name, (queues, count) in named.items()
    ]
    beat = celery("beat", "beat", "-s", str(bench.folder / "beat-schedule"), "--pidfile=")
    warm_ups = [_prepared_for_warm_up() for _ in named]
    with redis.Redis.from_url(bench.broker) as broker:
        broker.flushdb()  # the bells that preparing has rung
    with Supervisor([*children, beat]):
        started = Crew(children)
        for name, mailing in zip(named, warm_ups, strict=True):
            app.send_task("delivery.tasks.deliver", args=[mailing.pk], queue=name)
        for mailing in warm_ups:
            started.wait(mailing, within=60)
        yield started


def _celery(folder: Path, environment: Mapping[str, str], name: str, *words: str) -> Child:
    command = [sys.executable, "-m", "celery", "-A", "coordination_site", *words, "-l", "WARNING"]
    return Child(name, command, folder / f"{name}.log", environment)


def approved(audience: dict[str, object]) -> Mailing:
    """Return a mailing of the newsletter that may be started."""
    mailing = mailings.draft(
        purpose=readers.PURPOSE,
        title=letters.SUBJECT,
        default_language="en",
        from_name=letters.SENDER[0],
        by=somebody(),
    )
    mailings.set_audience(mailing, audience=audience, words="Readers", by=somebody())
    content = Content(subject=letters.SUBJECT, html=letters.html(), text=letters.TEXT)
    mailings.approve(mailing, by=somebody(), contents={"en": content}, now=timezone.now())
    return mailing


def somebody() -> AbstractBaseUser:
    """Return who approves here."""
    user, _created = get_user_model().objects.get_or_create(username="bench")
    return user


def _prepared_for_warm_up() -> Mailing:
    mailing = approved({"resolver": readers.EVERY_ADDRESS, "count": _WARM_UP_READERS})
    mailings.start(mailing, by=None, now=timezone.now())
    assert preparing.prepare(mailing.pk, now=timezone.now())
    mailing.refresh_from_db()
    return mailing
