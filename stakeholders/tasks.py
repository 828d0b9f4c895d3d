"""What workers do for stakeholders: ids in, one call. Doing it twice, late or not at all changes no outcome."""

from celery import shared_task
from django.utils import timezone

from stakeholders.privacy import retention


@shared_task
def clean_up() -> None:
    """Throw out what was kept long enough; every night by beat. Bulk queue."""
    retention.carry_out(now=timezone.now())
