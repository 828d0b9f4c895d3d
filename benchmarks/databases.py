"""Durable databases on disk, each with the product's schema; one of them at a time is this process's."""

import os
import subprocess
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import connection, connections
from modelsearch.backends.database.postgres import weights

from benchmarks import tools
from coordination_site.settings.databases import database as settings_for

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
# What workers of ours on each of them need.
NEEDS = {SQLITE: tools.OURS, POSTGRESQL: (*tools.OURS, tools.POSTGRESQL)}


@dataclass(slots=True)
class Database:
    """Where a ledger is kept."""

    name: str
    url: str
    contacts: int = 0  # how many were made up so far

    def make(self) -> None:
        """Bring the schema up to date, and refuse what does not keep what it acknowledges.

        In processes of their own: Wagtail chooses at its import what it does for which database.

        Raises:
            CalledProcessError: the system checks found a fault: the database is not durable, for example.
        """
        self._manage("migrate", "--verbosity", "0")
        self._manage("check", "--database", "default")

    def select(self) -> None:
        """Make it this process's database."""
        connections["default"].close()
        connections.databases.update(connections.configure_settings({"default": settings_for(self.url)}))
        connections["default"] = connections.create_connection("default")
        if connection.vendor == "postgresql" and not weights.BOOSTS_WEIGHTS:
            weights.set_weights()  # the search does it when a process starts on PostgreSQL; this one came to it later

    def _manage(self, *words: str) -> None:
        environment = {**os.environ, "DATABASE_URL": self.url}
        subprocess.run([sys.executable, "manage.py", *words], env=environment, check=True, stdout=subprocess.DEVNULL)

    def settle(self) -> None:
        """Let it look at what was loaded, as it would have done by itself within a minute."""
        if urlsplit(self.url).scheme == "postgres":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
