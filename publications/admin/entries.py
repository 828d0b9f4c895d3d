"""The entries of an import as its screens show them: what each says, what it is, what was done to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from publications.importing import saving
from publications.importing.batches import Checked
from publications.importing.duplicates import Standing
from publications.models import PublicationPage


class State(models.TextChoices):
    """What an entry is, in words."""

    NEW = "new", _("New")
    SIMILAR = "similar", _("May be the same")
    KNOWN = "known", _("Already there")
    UNREADABLE = "unreadable", _("Can’t be read")


_OF = {Standing.NEW: State.NEW, Standing.SIMILAR: State.SIMILAR, Standing.KNOWN: State.KNOWN}


@dataclass(frozen=True)
class Entry:
    """One line of the table. `page` is what would be saved; None where the entry can't be read."""

    checked: Checked
    state: State
    page: PublicationPage | None = None

    @property
    def reference(self) -> str:
        """Return where and when it appeared, shortened where there are very many authors."""
        return Truncator(self.page.reference()).chars(240) if self.page else ""


def of(rows: Sequence[Checked]) -> list[Entry]:
    """Return the entries of `rows`, without asking the database anything."""
    return [_entry(each) for each in rows]


def _entry(checked: Checked) -> Entry:
    if checked.match is None:
        return Entry(checked, State.UNREADABLE)
    page, _notes = saving.page_of(checked.row.item)
    return Entry(checked, _OF[checked.match.standing], page)
