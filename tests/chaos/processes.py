"""The processes of a run, as a supervisor would keep them, and how to kill one. Needs Linux: it reads /proc."""

import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

from coordination_site.supervisor import Child
from tests.chaos.databases import HOST, SetUp
from tests.chaos.plan import Plan

_PATIENCE = 30  # seconds for a server to answer
_BEGINNING = 256 * 1024  # octets


def environment(set_up: SetUp, *, broker: int, smtp: int) -> dict[str, str]:
    """What all processes of a run are told, the runner included; ports of servers on this machine."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        "DATABASE_URL": set_up.database_url,
        "CELERY_BROKER_URL": f"redis://{HOST}:{broker}/0",
        "SMTP_URL": f"smtp://{HOST}:{smtp}",
    }


def children(plan: Plan, set_up: SetUp, folder: Path, *, broker: int) -> dict[str, Child]:
    """Broker, SMTP server, workers with two pool children each, and beat; in the order in which they start."""
    env = {
        **os.environ,
        "LOG_LEVEL": "INFO",
        "CHAOS_BEAT_FILE": str(folder / "beat"),
        "CHAOS_PARALLEL_RUNS": str(plan.parallel_runs or 0),
        "SMTP_CONNECTIONS": str(plan.connections),
    }
    celery = [sys.executable, "-m", "celery", "--app", "coordination_site"]
    commands: dict[str, Sequence[str]] = {
        "broker": set_up.broker(folder, broker),
        "smtp": [sys.executable, "-m", "tests.chaos.server", str(folder)],
        **{
            f"worker{number}": [*celery, "worker", "--concurrency", "2", "-n", f"worker{number}@chaos", "-l", "INFO"]
            for number in range(1, plan.workers + 1)
        },
        "beat": [*celery, "beat", "-l", "WARNING"],
    }
    return {name: Child(name, list(command), folder / f"{name}.log", env) for name, command in commands.items()}


def wait_for_port(port: int) -> None:
    """Return when somebody listens there.

    Raises:
        TimeoutError: nobody does.
    """
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"Nothing listens on port {port}.")


def descendants(pid: int) -> list[int]:
    """The children of a process, and theirs."""
    found = []
    with suppress(OSError):  # it has ended
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


def one_of_its_children(child: Child, chance: Random) -> int | None:
    """A pool child of a worker, or a backend of the database server."""
    pids = descendants(child.process.pid) if child.process is not None and child.running else []
    return chance.choice(pids) if pids else None


def kill(pid: int) -> None:
    """SIGKILL, if it still lives."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def let_write(workers: Iterable[Child], *, allowed: bool) -> None:
    """Take from worker processes the ability to write beyond a file's beginning, or give it back (setrlimit(2)).

    The write-ahead log of SQLite is full after a few commits then; the processes' own log files are shorter.
    """
    for worker in workers:
        if worker.process is None or not worker.running:
            continue
        for pid in [worker.process.pid, *descendants(worker.process.pid)]:
            with suppress(ProcessLookupError):
                _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard if allowed else _BEGINNING, hard))
