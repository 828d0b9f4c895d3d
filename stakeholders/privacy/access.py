"""The file that somebody gets who asks what is held on them: one page that needs nothing else to be read or parsed."""

import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.staticfiles import finders
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe

from delivery.rendering import direction
from stakeholders.mail import unit
from stakeholders.models import Contact, ExportRecord
from stakeholders.privacy import holdings

CONTENT_TYPE = "text/html; charset=utf-8"
STYLES = "css/held.css"
WHAT = "all that is held on one person"


def as_file(contact: Contact, *, language: str, now: datetime.datetime) -> tuple[str, bytes, str]:
    """Return file name, content and content type of all that is held on the person, in `language`.

    The page holds its data a second time as JSON (``<script type="application/json" id="held">``), for whoever takes
    them elsewhere: one file can't be parted from its twin.
    """
    with translation.override(language):
        sections = holdings.of(contact)
        context = {
            "language": language,
            "direction": direction(language),
            "unit": unit(),
            "at": now,
            "styles": _styles(),
            "sections": [
                {"section": each, "rows": [[_shown(cell) for cell in row] for row in each.rows]} for each in sections
            ],
            "data": {
                "at": now.isoformat(),
                "sections": [
                    {
                        "title": each.title,
                        "columns": each.columns,
                        "rows": [[_plain(cell) for cell in row] for row in each.rows],
                    }
                    for each in sections
                ],
            },
        }
        page = render_to_string("stakeholders/held.html", context)
    return f"held-{now:%Y-%m-%d}.html", page.encode(), CONTENT_TYPE


@transaction.atomic
def hand_out(
    contact: Contact, *, language: str, by: AbstractBaseUser, now: datetime.datetime
) -> tuple[str, bytes, str]:
    """Return the same for a member of staff, and write down who took it. The log does not say whose it was."""
    ExportRecord.objects.create(by_id=by.pk, at=now, what=WHAT, format="html", rows=1)
    return as_file(contact, language=language, now=now)


def _shown(cell: Any) -> str:
    """Return a cell as it is read, in the active language."""
    if isinstance(cell, datetime.datetime):
        return date_format(timezone.localtime(cell), "DATETIME_FORMAT")
    if isinstance(cell, datetime.date):
        return date_format(cell)
    return "–" if cell in ("", None) else str(cell)


def _plain(cell: Any) -> str | int | None:
    """Return a cell as it is parsed: dates as ISO 8601."""
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, int) else str(cell)


def _styles() -> SafeString:
    """Return the style sheet as an element: the file has no site beside it to load one from."""
    found = finders.find(STYLES)
    if found is None:
        raise FileNotFoundError(STYLES)
    with open(found, encoding="utf-8") as sheet:
        return mark_safe(f"<style>{sheet.read()}</style>")  # noqa: S308 - our own file
