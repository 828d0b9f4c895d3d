"""Empties the shelf after every commit that wrote to a table of which public pages show something.

It listens to statements and not to signals: much is written in bulk, moved by raw SQL, or updated without being
loaded, of which signals say nothing.
"""

import functools
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from coordination_site.page_cache.shelf import empty

ROOMS = ("home", "newsletters", "meetings", "publications", "stakeholders", "taggit")
# Of Wagtail what pages are made of, and no drafts, locks, logs or renditions: the last are made by showing a page.
OF_WAGTAIL = (
    *("wagtailcore.Page", "wagtailcore.Site", "wagtailcore.Locale", "wagtailcore.PageViewRestriction"),
    *("wagtailcore.Collection", "wagtailcore.CollectionViewRestriction", "wagtailimages.Image", "wagtaildocs.Document"),
)
# Of our rooms what no page shows to everybody and what is written often, by mailings, imports and replies.
# Anything else empties the shelf, so that nobody has to think of it here.
SILENT = (
    *("stakeholders.Engagement", "stakeholders.EngagementMark", "stakeholders.Pause", "stakeholders.Resemblance"),
    *("stakeholders.DuplicateSearch", "stakeholders.ExportFile", "stakeholders.ExportPiece", "stakeholders.Segment"),
    *("stakeholders.ExportRecord", "stakeholders.RetentionRun", "stakeholders.Repermission", "stakeholders.Correction"),
    *("stakeholders.ImportMapping", "stakeholders.ImportBatch", "stakeholders.ImportRow"),
    *("meetings.ActionDigest", "meetings.CalendarFeed", "meetings.Invitation", "meetings.Notice"),
    *("meetings.NoticeMail", "meetings.MinutesComment", "meetings.MeetingChange"),
    *("publications.PublicationImport", "publications.PublicationImportRow", "home.MessagingOverride"),
)
# Saving a draft writes these into the page's row, and nothing that is shown.
OF_DRAFTS = {"draft_title", "has_unpublished_changes", "latest_revision_id", "latest_revision_created_at", "id"}

_WRITE = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+\"?(\w+)", re.IGNORECASE)
_COLUMN = re.compile(r'"(\w+)" = ')

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class _Noted(threading.local):
    """How many changes this thread has noted so far, and up to which of them the shelf was emptied."""

    changes = 0
    told = 0


_noted = _Noted()


@functools.cache
def shown_tables() -> frozenset[str]:
    """Return the tables of which public pages show something."""
    return frozenset(_shown_tables())


def _shown_tables() -> Iterator[str]:
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models(include_auto_created=True):
            if model._meta.label not in SILENT:
                yield model._meta.db_table
    for label in OF_WAGTAIL:
        model = apps.get_model(label)
        yield model._meta.db_table
        yield from (field.remote_field.through._meta.db_table for field in model._meta.local_many_to_many)


def changes_pages(sql: object) -> bool:
    """Whether a statement writes something that public pages show."""
    if not isinstance(sql, str):  # psycopg takes composed statements, too: the delivery engine's
        return False
    written = _WRITE.match(sql)
    if written is None or written[1] not in shown_tables():
        return False
    columns = set(_COLUMN.findall(sql)) if written[1] == "wagtailcore_page" else set()
    return not columns or not columns <= OF_DRAFTS


def listen() -> None:
    """Have the shelf emptied by whatever this process writes. Called once, when it starts."""
    connection_created.connect(_listen_to, dispatch_uid="page_cache.emptying")


def _listen_to(sender: object, connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    if _empty_after_writing not in connection.execute_wrappers:  # it is the same object when it connects again
        connection.execute_wrappers.append(_empty_after_writing)


def _empty_after_writing(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    result = execute(sql, params, many, context)
    if changes_pages(sql):
        _noted.changes += 1
        transaction.on_commit(
            functools.partial(_empty_once, _noted.changes), using=context["connection"].alias, robust=True
        )
    return result


def _empty_once(change: int) -> None:
    """Empty the shelf unless that was done since `change`: one commit may hold thousands.

    `told` moves only after commits of this thread, so all that was noted up to it is either committed or undone.
    """
    if change > _noted.told:
        _noted.told = _noted.changes
        empty()
