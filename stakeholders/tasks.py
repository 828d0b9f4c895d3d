"""What workers do: ids in, one call. Doing any of them twice, late or not at all changes no outcome."""

from celery import shared_task
from django.utils import timezone

from stakeholders import engagement, search, still_you
from stakeholders.duplicates import searching
from stakeholders.exporting import making
from stakeholders.importing import batches, checking, committing, undoing
from stakeholders.privacy import retention
from stakeholders.repermission import asking


@shared_task
def check_import(batch_id: int) -> None:
    """Write the report on an uploaded file. Bulk queue."""
    checking.check(batch_id)


@shared_task
def commit_import(batch_id: int) -> None:
    """Import what a check found good. Bulk queue."""
    committing.commit(batch_id)


@shared_task
def undo_import(batch_id: int) -> None:
    """Take an import back. Bulk queue."""
    undoing.undo(batch_id)


@shared_task
def sweep_imports() -> None:
    """Find imports whose worker died or never heard of them; every minute by beat."""
    batches.sweep(now=timezone.now())


@shared_task
def ask_for_duplicates() -> None:
    """Have what was changed compared with everything; every night by beat."""
    searching.ask(by=None, now=timezone.now())


@shared_task
def search_duplicates() -> None:
    """Run the search for duplicates that waits, if one does; when asked for, and by beat. Bulk queue."""
    searching.run()


@shared_task
def clean_up() -> None:
    """Throw out what was kept long enough; every night by beat. Bulk queue."""
    retention.carry_out(now=timezone.now())


@shared_task
def record_asked() -> None:
    """Write down whom a question to the list has reached; every few minutes by beat. Bulk queue."""
    asking.record_asked(now=timezone.now())


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


@shared_task
def ask_still_you() -> None:
    """Ask a few people whether what we hold of them is still right; every hour by beat."""
    still_you.ask(now=timezone.now())


@shared_task
def refresh_engagement() -> None:
    """Bring up to date who opened and clicked what; every ten minutes by beat. Bulk queue."""
    engagement.refresh(now=timezone.now())
