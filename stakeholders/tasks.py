"""What workers do for people: ids in, one call. Doing any of them twice, late or not at all loses nothing."""

from celery import shared_task
from django.utils import timezone

from stakeholders import search
from stakeholders.exporting import making


@shared_task
def make_export(export_file_id: int) -> None:
    """Make a file that somebody asked for. Bulk queue."""
    making.make(export_file_id)


@shared_task
def sweep_exports() -> None:
    """Throw away files whose time is over, ring for those that nobody makes; every minute by beat."""
    making.sweep(now=timezone.now())


@shared_task
def refresh_search() -> None:
    """Mend the search columns that were forgotten; every night by beat. Bulk queue."""
    search.refresh_all()
