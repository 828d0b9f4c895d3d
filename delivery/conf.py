"""The engine's settings, each with its default: an installation sets only what it wants otherwise.

Read at call time, so that tests and `override_settings` hold.
"""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection


def _seconds(name: str, default: float) -> timedelta:
    return timedelta(seconds=getattr(settings, name, default))


def address_hash_key() -> str:
    """The key of suppression hashes, unsubscribe links and return paths: kept apart from SECRET_KEY, never rotated.

    Raises:
        ImproperlyConfigured: it is not set.
    """
    key: str = settings.ADDRESS_HASH_KEY
    if not key:
        raise ImproperlyConfigured("ADDRESS_HASH_KEY is not set.")
    return key


def lease() -> timedelta:
    """How long a claim outlives its worker run's last heartbeat."""
    return _seconds("DELIVERY_LEASE_SECONDS", 60)


def beat_interval() -> timedelta:
    """How often a worker run says that it lives."""
    return _seconds("DELIVERY_BEAT_SECONDS", 5)


def run_time() -> timedelta:
    """After how long a run of bulk mail makes room for other tasks."""
    return _seconds("DELIVERY_RUN_SECONDS", 5)


def chunk() -> int:
    """How many messages are claimed at once."""
    return int(getattr(settings, "DELIVERY_CHUNK", 200))


def api_batch(limit: int) -> int:
    """How many readers go into one call of a provider's API that allows `limit`.

    A call that gets no answer leaves them all uncertain.
    """
    return max(1, min(limit, int(getattr(settings, "DELIVERY_API_BATCH", limit))))


def tracking() -> bool:
    """Whether a provider may tell who opened and who clicked. Off unless the unit turns it on."""
    return bool(getattr(settings, "DELIVERY_TRACKING", False))


def parallel_runs() -> int:
    """How many runs may deliver one mailing at a time, over all workers. SQLite has one writer: one is best there."""
    return int(getattr(settings, "DELIVERY_PARALLEL_RUNS", 1 if connection.vendor == "sqlite" else 2))


def bulk_runs() -> int | None:
    """How many runs may deliver bulk mail at a time, of all mailings together; None: as many as come.

    On SQLite one, so that with two processes one is always free for one-off mail.
    """
    runs: int | None = getattr(settings, "DELIVERY_BULK_RUNS", 1 if connection.vendor == "sqlite" else None)
    return runs


def late_after() -> timedelta:
    """A scheduled mailing that is later than this waits for a person."""
    return timedelta(hours=getattr(settings, "DELIVERY_LATE_AFTER_HOURS", 6))


def preparing_limit() -> timedelta:
    """After how long a mailing that still prepares gets its doorbell again."""
    return _seconds("DELIVERY_PREPARING_SECONDS", 60)


def settle_patience() -> timedelta:
    """How long a failing database is tried before an outcome is given up as uncertain."""
    return _seconds("DELIVERY_SETTLE_PATIENCE_SECONDS", 600)


def due_age_limit() -> timedelta:
    """/health/ fails when a due message waits longer than this."""
    return _seconds("DELIVERY_DUE_AGE_SECONDS", 900)


def returns_maildir() -> Path | None:
    """Where returned mail is delivered, if workers are to read it there."""
    folder = getattr(settings, "DELIVERY_RETURNS_MAILDIR", "")
    return Path(folder) if folder else None
