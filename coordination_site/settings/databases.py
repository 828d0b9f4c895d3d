"""Database options that the delivery engine's promises rest on: whatever was acknowledged must survive a power cut."""

from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

# WAL lets readers read while a worker writes; IMMEDIATE takes the write lock at BEGIN, so that two writers queue for
# it (20 s) instead of failing half-way; synchronous=FULL makes a commit durable.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;",
}


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for the database at `url` (``sqlite:///path`` or ``postgres://…``).

    Raises:
        ImproperlyConfigured: the URL names no database that the engine is proved on. It is not repeated: it holds a
            password.
    """
    if urlsplit(url).scheme not in ("sqlite", "postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL is sqlite:///path or postgres://user:password@host:port/name.")
    options: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    if options["ENGINE"] == "django.db.backends.sqlite3":
        options["OPTIONS"] = SQLITE_OPTIONS
    return options
