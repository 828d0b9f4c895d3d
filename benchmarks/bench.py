"""What benchmarks of one run share: servers and databases, made when first asked for, gone at the end."""

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings

from benchmarks import gatherings, people, readers, servers
from benchmarks.databases import NEEDS, POSTGRESQL, SQLITE, Database
from benchmarks.scale import Scale
from benchmarks.servers import PostfixSink
from benchmarks.tools import Tool
from meetings.models import Meeting


class Bench:
    """A context: within it are servers."""

    def __init__(self, scale: Scale, home: Path) -> None:
        """`home` is a folder on a disk that keeps what it acknowledges; the run has one of its own in it."""
        self.scale = scale
        self.home = home
        self._stack = ExitStack()
        self._databases: dict[str, Database] = {}

    def __enter__(self) -> Self:
        self.home.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix="run-", dir=self.home)).resolve()
        self.folder.chmod(0o755)  # PostgreSQL runs as a user of its own
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stack.close()

    @property
    def databases(self) -> Mapping[str, tuple[Tool, ...]]:
        """Where pages and counts are measured, and what that needs; in the short form on SQLite alone."""
        return {SQLITE: NEEDS[SQLITE]} if self.scale.quick else NEEDS

    @cached_property
    def sink(self) -> PostfixSink:
        """Where mail goes."""
        return self._stack.enter_context(servers.postfix_sink(self.folder))

    @cached_property
    def broker(self) -> str:
        """The broker of this process's settings, running; its URL."""
        url = str(settings.CELERY_BROKER_URL)
        self._stack.enter_context(servers.broker(self.folder / "broker", urlsplit(url).port or 0))
        return url

    def database(self, name: str, *, readers_up_to: int = 0) -> Database:
        """Return a database that has at least so many readers, as this process's own."""
        database = self._made(name, "bench")
        if readers_up_to:
            readers.load(database, [size for size in self.scale.sizes if size <= readers_up_to])
        return database

    def directory(self, name: str, *, contacts: int) -> Database:
        """Return a database with a directory of so many people and nothing else, as this process's own."""
        database = self._made(name, "directory")
        if not database.contacts:
            people.load(contacts)
            database.contacts = contacts
            database.settle()
        return database

    def meetings(self, name: str, *, meetings: int, actions: int, invited: int) -> Database:
        """Return a database with so many meetings and nothing else, as this process's own."""
        database = self._made(name, "meetings")
        if not Meeting.objects.exists():
            gatherings.load(meetings, actions, invited)
            database.settle()
        return database

    def _made(self, name: str, content: str) -> Database:
        key = f"{name} {content}"
        if key not in self._databases:
            made = Database(name, self._new_database(name, content))
            made.make()
            self._databases[key] = made
        self._databases[key].select()
        return self._databases[key]

    def address(self, name: str, content: str) -> str:
        """Return the URL of a new and empty database for `content` that other processes fill."""
        return self._new_database(name, content)

    def _new_database(self, name: str, content: str) -> str:
        if name == SQLITE:
            return f"sqlite:///{self.folder / f'{content}.sqlite3'}"
        assert name == POSTGRESQL
        return self._stack.enter_context(servers.postgresql(self.folder / f"postgresql-{content}"))
