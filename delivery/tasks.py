"""What workers do: ids in, one call. Doing any of them twice, late or not at all changes no outcome."""

from celery import shared_task
from django.utils import timezone

from delivery import preparing


@shared_task
def prepare(mailing_id: int) -> None:
    """Freeze the audience of a started mailing."""
    preparing.prepare(mailing_id, now=timezone.now())
