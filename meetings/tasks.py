"""What workers do: ids in, one call. Doing any of them twice, late or not at all changes no outcome."""

from celery import shared_task
from django.utils import timezone

from meetings.minutes import lifecycle


@shared_task
def approve_minutes() -> None:
    """Approve the minutes to which nobody objected in time."""
    now = timezone.now()
    for minutes in lifecycle.silent(now):
        lifecycle.approve_by_silence(minutes, now=now)
