"""What workers do: ids in, one call. Doing any of them twice, late or not at all changes no outcome."""

from celery import shared_task
from django.utils import timezone

from meetings.actions import digest


@shared_task
def send_action_digests() -> None:
    """Write to everybody with open actions who was not written to this month; by beat. Bulk queue."""
    digest.send_due(now=timezone.now())
