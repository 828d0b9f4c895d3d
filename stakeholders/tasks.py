"""What workers do here: ids in, one call. Doing any of them twice, late or not at all changes no outcome."""

from celery import shared_task
from django.utils import timezone

from stakeholders.duplicates import searching


@shared_task
def ask_for_duplicates() -> None:
    """Have what was changed compared with everything; every night by beat."""
    searching.ask(by=None, now=timezone.now())


@shared_task
def search_duplicates() -> None:
    """Run the search for duplicates that waits, if one does; when asked for, and by beat. Bulk queue."""
    searching.run()
