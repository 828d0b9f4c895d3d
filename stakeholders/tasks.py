"""What workers do for people: ids in, one call. Doing any of them twice, late or not at all loses nothing."""

from celery import shared_task
from django.utils import timezone

from stakeholders import still_you


@shared_task
def ask_still_you() -> None:
    """Ask a few people whether what we hold of them is still right; every hour by beat."""
    still_you.ask(now=timezone.now())
