"""What workers do for stakeholders: ids in, one call. Doing it twice, late or not at all changes no outcome."""

from celery import shared_task
from django.utils import timezone

from stakeholders.privacy import retention
from stakeholders.repermission import asking


@shared_task
def clean_up() -> None:
    """Throw out what was kept long enough; every night by beat. Bulk queue."""
    retention.carry_out(now=timezone.now())


@shared_task
def record_asked() -> None:
    """Write down whom a question to the list has reached; every few minutes by beat. Bulk queue."""
    asking.record_asked(now=timezone.now())
