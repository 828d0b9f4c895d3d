"""The list as a table: one line for each publication, for spreadsheet programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from publications import titles
from publications.citing import csl
from publications.enums import Role
from stakeholders.spreadsheets import neutralised

if TYPE_CHECKING:
    from publications.models import PublicationPage

FIELDS = (
    *("kind", "journal", "volume", "number", "pages", "article_number", "publisher", "edition", "doi", "pmid"),
    *("isbn", "issn", "language", "access", "licence", "peer_reviewed", "keywords", "full_text_at"),
)


def write(publications: Sequence[PublicationPage]) -> str:
    """Return the table as CSV (RFC 4180), headings in the active language, no cell of it a formula.

    It begins with a byte order mark, without which Excel takes Urdu for Latin.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(_headings())
    for publication, title in zip(publications, titles.as_published(publications), strict=True):
        writer.writerow([neutralised(cell) for cell in _row(publication, title)])
    return out.getvalue()


def _headings() -> list[str]:
    from publications.models import PublicationPage

    names = [force_str(PublicationPage._meta.get_field(field).verbose_name) for field in FIELDS]
    return [_("title"), _("subtitle"), _("authors"), _("published"), *names, _("abstract"), _("page")]


def _row(publication: PublicationPage, title: str) -> list[str]:
    authors = "; ".join(str(name) for name in publication.contributors.all() if name.role == Role.AUTHOR)
    date = str(publication.published or "")
    facts = [_shown(publication, field) for field in FIELDS]
    abstract = csl.plain(publication.abstract)
    return [title, publication.subtitle, authors, date, *facts, abstract, publication.full_url or ""]


def _shown(publication: PublicationPage, field: str) -> str:
    value = getattr(publication, field)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    display = getattr(publication, f"get_{field}_display", None)
    return str(display() if display else value)
