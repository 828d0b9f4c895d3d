"""What workers do here: one call. Doing it twice, late or not at all changes no outcome."""

from celery import shared_task
from django.utils import timezone

from home.helplines import register


@shared_task
def note_expired_helplines() -> None:
    """Have staff told of helplines that nobody has verified in time, each end once; by beat."""
    register.note_expired(now=timezone.now())
