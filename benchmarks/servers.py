"""The servers that a benchmark starts for itself, on free ports of this machine, and stops at the end."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import free_port
from benchmarks.sink import HOST
from benchmarks.tools import broker_command, postgresql_bin, program
from coordination_site.supervisor import Child, Supervisor

_READY_WITHIN = 30  # seconds


@dataclass(frozen=True, slots=True)
class PostfixSink:
    """Postfix's smtp-sink, running."""

    port: int
    counter: Path  # what it says of itself, one number over the other

    def taken(self) -> int:
        """How many messages it has got so far."""
        with self.counter.open("rb") as said:
            said.seek(max(0, said.seek(0, os.SEEK_END) - 200))
            counts = re.findall(rb"mesg=(\d+)\r", said.read())
        return int(counts[-1]) if counts else 0


@contextmanager
def postfix_sink(folder: Path) -> Iterator[PostfixSink]:
    """Start Postfix's smtp-sink, which reads every message to its end and keeps none."""
    port, counter = free_port(), folder / "smtp-sink.log"
    unprivileged = ["-u", "nobody"] if os.getuid() == 0 else []  # it refuses to run as root
    command = [str(program("smtp-sink")), "-c", *unprivileged, f"{HOST}:{port}", "200"]
    with serving("smtp-sink", command, port=port, log=counter):
        yield PostfixSink(port, counter)


@contextmanager
def broker(folder: Path, port: int) -> Iterator[None]:
    """Start a Redis-compatible server."""
    folder.mkdir()
    with serving("broker", broker_command(port, folder) or [], port=port, log=folder / "log"):
        yield


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Start a PostgreSQL as durable as it comes (fsync and synchronous_commit on); its URL."""
    programs, port = postgresql_bin(), free_port()
    folder.mkdir(mode=0o700)
    as_owner: list[str] = []
    if os.getuid() == 0:  # it refuses to run as root
        subprocess.run(["chown", "postgres", folder], check=True)
        as_owner = ["runuser", "-u", "postgres", "--"]
        if subprocess.run([*as_owner, "test", "-x", folder], check=False).returncode:
            sys.exit(f"The user postgres cannot reach {folder}: set BENCH_DIR to a folder that everybody may enter.")
    initdb = [f"{programs}/initdb", "-D", str(folder), "-U", "postgres", "--auth=trust", "--locale=C.UTF-8"]
    options = f"-p {port} -c listen_addresses={HOST} -c unix_socket_directories={folder}"
    control = [f"{programs}/pg_ctl", "-D", str(folder), "-s", "-w"]
    subprocess.run([*as_owner, *initdb, "-E", "UTF8"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    subprocess.run([*as_owner, *control, "-l", f"{folder}/log", "-o", options, "start"], check=True, cwd=folder)
    try:
        yield f"postgres://postgres@{HOST}:{port}/postgres"
    finally:
        subprocess.run([*as_owner, *control, "-m", "immediate", "stop"], check=True, cwd=folder)


@contextmanager
def serving(
    name: str, command: Sequence[str], *, port: int, log: Path, environment: Mapping[str, str] = os.environ
) -> Iterator[Child]:
    """Run a server, from when it answers on `port` until the end of the block."""
    child = Child(name, command, log, environment)
    with Supervisor([child]):
        deadline = time.monotonic() + _READY_WITHIN
        while not _answers(port):
            if not child.running or time.monotonic() > deadline:
                sys.exit(f"{name} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield child


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False
