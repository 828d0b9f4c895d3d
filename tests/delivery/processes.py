"""Workers in processes of their own, and what a test needs to live beside them."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections

_PATIENCE = 60  # seconds: of a test that fails, not of one that passes


@contextmanager
def database_on_disk(folder: Path) -> Iterator[str]:
    """The test database where other processes reach it; its URL. One in memory is copied to a file for the while."""
    connection = connections["default"]
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        part = connection.settings_dict
        yield f"postgres://{part['USER']}:{part['PASSWORD']}@{part['HOST']}:{part['PORT']}/{part['NAME']}"
        return
    path = folder / "shared.sqlite3"
    with sqlite3.connect(path) as file:
        connection.connection.backup(file)
    file.close()
    settings, memory = connections.databases["default"], connections.databases["default"]["NAME"]
    settings["NAME"] = str(path)  # for the connections of threads, too
    connections["default"] = connections.create_connection("default")
    try:
        yield f"sqlite:///{path}"
    finally:
        connections["default"].close()
        settings["NAME"], connections["default"] = memory, connection


@contextmanager
def python(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process with the tests' settings, which does not outlive the block."""
    command = [sys.executable, *arguments]
    settings = {"DJANGO_SETTINGS_MODULE": "coordination_site.settings.test", "PYTHONWARNINGS": "default"}
    with subprocess.Popen(command, env={**os.environ, **settings, **environment}) as process:  # noqa: S603 - our own
        try:
            yield process
        finally:
            process.kill()


def eventually(condition: Callable[[], object]) -> bool:
    """Whether `condition` comes true, given time."""
    deadline = time.monotonic() + _PATIENCE
    while not (true := condition()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return bool(true)
