"""Starts processes, starts them again when they die, and stops them all: what systemd does where there is one."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from types import TracebackType
from typing import Self

RESTART_AFTER = 1.0  # seconds between a death and the next start, so that a broken child doesn't spin
PR_SET_PDEATHSIG = 1
STOP_WITHIN = 10.0  # seconds for a warm stop before SIGKILL


def _end_with_parent() -> None:
    """Ask Linux to end this child when the supervisor is killed: nothing may go on sending unattended (prctl(2)).

    By SIGINT, as Ctrl-C would: the embedded broker's wrapper takes its server along then, and not on SIGTERM.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


@dataclass
class Child:
    """One process with all its descendants (a session of its own), and a log file for what it says."""

    name: str
    command: Sequence[str]
    log: Path
    env: Mapping[str, str]
    process: Popen[bytes] | None = None
    died_at: float | None = field(default=None, repr=False)

    def start(self) -> None:
        self.died_at = None
        with self.log.open("ab") as log:
            self.process = Popen(  # noqa: S603 - our own commands, no shell
                self.command,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Signal the process and its descendants: a pool's children must not outlive a killed parent."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


@contextlib.contextmanager
def passing(command: Sequence[str], *, env: Mapping[str, str], stdout: int | None = None) -> Iterator[Popen[str]]:
    """Run a command that ends by itself; where the block is left before that, by an interrupt, end it too."""
    with Popen(command, env=env, stdout=stdout, text=True, preexec_fn=_end_with_parent) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.terminate()


class Supervisor:
    """Keeps its children running between `with` and the end of the block; then none is left."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children

    def __enter__(self) -> Self:
        for child in self.children:
            child.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def tend(self, now: float) -> list[str]:
        """Start again what has died a moment ago; return the names of what died since the last look.

        Args:
            now: `time.monotonic()`.
        """
        died = []
        for child in self.children:
            if child.running:
                continue
            if child.died_at is None:
                child.died_at = now
                child.signal(signal.SIGKILL)  # what the dead process left behind
                died.append(child.name)
            elif now - child.died_at >= RESTART_AFTER:
                child.start()
        return died

    def stop(self) -> None:
        """Ask every child to end, last started first, and kill what has not ended within ten seconds."""
        for child in reversed(self.children):
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN
        for child in self.children:
            if child.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.0, deadline - time.monotonic()))
                child.signal(signal.SIGKILL)  # and whatever it left behind
                child.process.wait()
