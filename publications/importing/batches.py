"""What staff do with a file of publications: bring it, save what they choose of it, undo that, throw it away.

Nothing of a file is saved before they say so. Each verb locks the batch: of two tabs one is refused, in words.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from publications.importing import formats, saving
from publications.importing.duplicates import Match, Standing, find
from publications.importing.files import UnreadableFileError
from publications.importing.results import Result
from publications.importing.texts import shown
from publications.models import PublicationImport, PublicationImportRow, PublicationIndexPage, PublicationPage

log = logging.getLogger(__name__)
State = PublicationImport.State


class ImportRefusedError(Exception):
    """What was asked for can't be done with this import now; the text says why."""


@dataclass(frozen=True)
class Checked:
    """A row with what it is beside the publications that are there; without a match it could not be read."""

    row: PublicationImportRow
    match: Match | None = None
    repeats: PublicationImportRow | None = None  # the earlier entry of the same text that it is like

    @property
    def can_be_saved(self) -> bool:
        return self.match is not None and self.match.standing != Standing.KNOWN

    @property
    def is_proposed(self) -> bool:
        return self.match is not None and self.match.standing == Standing.NEW


def bring(text: str, *, filename: str = "", by: AbstractUser, now: datetime) -> PublicationImport:
    """Read a text and keep what was found in it.

    Raises:
        UnreadableFileError: it is in no format that can be read.
    """
    code, result = formats.read(text, filename)
    if not code:
        raise UnreadableFileError(result.problems[0].reason)
    with transaction.atomic():
        batch = PublicationImport.objects.create(
            source_format=code, filename=shown(filename)[:255], created_by_id=by.pk, created_at=now
        )
        PublicationImportRow.objects.bulk_create(_rows(batch, result))
    log.info("publications.import.read", extra={"batch_id": batch.pk, "by": by.pk})
    return batch


def check(rows: Sequence[PublicationImportRow], *, under: PublicationIndexPage) -> list[Checked]:
    """Return the rows, each with what it is beside what stands in the list now."""
    readable = [row for row in rows if row.item]
    matches = find([row.item for row in readable], under=under)
    checked = {
        row.pk: Checked(row, match, None if match.repeats is None else readable[match.repeats])
        for row, match in zip(readable, matches, strict=True)
    }
    return [checked.get(row.pk, Checked(row)) for row in rows]


def save(
    batch: PublicationImport,
    *,
    numbers: Collection[int],
    under: PublicationIndexPage,
    by: AbstractUser,
    now: datetime,
) -> int:
    """Save the chosen rows as drafts in the list `under`; return how many those are.

    What has come into the list since it was shown, with the same DOI, is not saved again.

    Raises:
        ImportRefusedError: it was saved or undone already; or nothing is chosen.
    """
    with transaction.atomic():
        locked = _locked(batch, State.READ)
        under = PublicationIndexPage.objects.select_for_update().get(pk=under.pk)  # one import at a time
        chosen = [each for each in check(list(locked.rows.all()), under=under) if each.row.number in numbers]
        rows = [each.row for each in chosen if each.can_be_saved]
        if not rows:
            raise ImportRefusedError(_("Nothing was chosen that could be saved."))
        for row in rows:
            page = saving.draft(row.item, under=under, by=by, now=now, source=_source(locked, row))
            row.page, row.revision = page, page.latest_revision_id
        PublicationImportRow.objects.bulk_update(rows, ["page", "revision"])
        _move(locked, State.SAVED, saved_at=now)
    log.info("publications.import.saved", extra={"batch_id": batch.pk, "by": by.pk, "drafts": len(rows)})
    return len(rows)


def untouched(batch: PublicationImport) -> list[PublicationPage]:
    """Return the drafts that nobody worked on since, nor published, nor sent for review."""
    rows = batch.rows.filter(page__isnull=False).select_related("page")
    return [row.page for row in rows if row.page and _is_untouched(row.page, row.revision)]


def undo(batch: PublicationImport, *, by: AbstractUser, now: datetime) -> int:
    """Delete the drafts that are untouched; return how many those were. What somebody worked on stays.

    Raises:
        ImportRefusedError: it was not saved, or is undone; or everything was worked on, or may not be deleted by `by`.
    """
    with transaction.atomic():
        locked = _locked(batch, State.SAVED)
        pages = [page for page in untouched(locked) if page.permissions_for_user(by).can_delete()]
        if not pages:
            raise ImportRefusedError(_("There is no draft left that nobody has worked on and that you may delete."))
        for page in pages:
            page.delete(user=by)
        _move(locked, State.UNDONE, undone_at=now)
    log.info("publications.import.undone", extra={"batch_id": batch.pk, "by": by.pk, "drafts": len(pages)})
    return len(pages)


def discard(batch: PublicationImport, *, by: AbstractUser) -> None:
    """Throw away what was read and not saved.

    Raises:
        ImportRefusedError: something of it was saved, and this is the record of it.
    """
    with transaction.atomic():
        pk = _locked(batch, State.READ).pk
        PublicationImport.objects.filter(pk=pk).delete()
    log.info("publications.import.discarded", extra={"batch_id": pk, "by": by.pk})


def _rows(batch: PublicationImport, result: Result) -> list[PublicationImportRow]:
    rows = [
        PublicationImportRow(line=problem.line, reason=problem.reason[:300], text=problem.text)
        for problem in result.problems
    ]
    for found in result.items:
        cut = saving.page_of(found.item)[1]
        rows.append(PublicationImportRow(line=found.line, item=found.item, notes=[*found.notes, *cut]))
    rows.sort(key=lambda row: row.line)
    for number, row in enumerate(rows, start=1):
        row.batch, row.number = batch, number
    return rows


def _source(batch: PublicationImport, row: PublicationImportRow) -> str:
    """Return what the page's history says: BibTeX, line 12 of publications.bib."""
    words = {"format": batch.get_source_format_display(), "line": row.line, "file": batch}
    return _("%(format)s, line %(line)d of %(file)s") % words if batch.filename else str(words["format"])


def _is_untouched(page: PublicationPage, revision: int | None) -> bool:
    is_as_saved = page.latest_revision_id == revision and not page.live and page.first_published_at is None
    return is_as_saved and page.current_workflow_state is None


def _locked(batch: PublicationImport, state: str) -> PublicationImport:
    found = PublicationImport.objects.select_for_update().filter(pk=batch.pk, state=state).first()
    if found is None:
        raise ImportRefusedError(_("This import is no longer as you saw it. Look at it again."))
    return found


def _move(batch: PublicationImport, state: str, **when: datetime) -> None:
    PublicationImport.objects.filter(pk=batch.pk).update(state=state, **when)
