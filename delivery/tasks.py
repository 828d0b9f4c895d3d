"""What workers do: ids in, one call. Doing any of them twice, late or not at all changes no outcome."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from delivery import conf, engine, health, preparing, sweeper
from delivery.returns import maildir
from delivery.sender import history


@shared_task
def prepare(mailing_id: int) -> None:
    """Freeze the audience of a started mailing. Bulk queue."""
    preparing.prepare(mailing_id, now=timezone.now())


@shared_task
def deliver(mailing_id: int) -> None:
    """Deliver a bulk mailing for some seconds. Bulk queue."""
    engine.deliver(mailing_id)


@shared_task
def deliver_one_off(mailing_id: int) -> None:
    """Deliver a one-off mail. Fast queue, so that it never waits behind bulk mail."""
    engine.deliver(mailing_id)


@shared_task
def sweep() -> None:
    """Find what is due and what was left behind; every few seconds by beat."""
    sweeper.sweep(now=timezone.now())


@shared_task
def heartbeat() -> None:
    """Say that beat, broker and a worker are alive; every few seconds by beat."""
    health.beat(now=timezone.now())


@shared_task
def check_sender(asked_at: str = "") -> None:
    """Look at the sending domain's records; every day by beat, and when staff ask. Bulk queue: the DNS takes its time.

    `asked_at` (ISO 8601): a look since then will do.
    """
    history.look_now(now=timezone.now(), asked_at=datetime.fromisoformat(asked_at) if asked_at else None)


@shared_task
def read_returns() -> None:
    """Read what came back to the maildir of returned mail, if there is one; every minute by beat. Bulk queue."""
    folder = conf.returns_maildir()
    if folder is not None:
        maildir.read_maildir(folder, now=timezone.now(), limit=maildir.MOST_AT_ONCE)
