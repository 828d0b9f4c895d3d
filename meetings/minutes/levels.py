"""How closed the records are that minutes are made from: each with all that it stands in."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from meetings import documents, visibility
from meetings.enums import Visibility
from meetings.models import ActionItem, AgendaItem, Decision, Meeting, MeetingDocument, WorkingGroup
from stakeholders.models import Organisation

# What a part of minutes names in `row`, before the colon. A part with no such record has no row.
_RECORDS: dict[str, QuerySet[Any]] = {
    "item": AgendaItem.objects.only("visibility"),
    "decision": Decision.objects.select_related("meeting", "item"),
    "action": ActionItem.objects.select_related("meeting", "item"),
    "document": MeetingDocument.objects.select_related("meeting", "item"),
    "group": WorkingGroup.objects.only("visibility"),
    "organisation": Organisation.objects.only("public"),
    "meeting": Meeting.objects.only("state", "visibility"),
}
_KINDS = {records.model: kind for kind, records in _RECORDS.items()}


def row_of(record: Any) -> str:
    """Return how a part names the record that it was made from."""
    return f"{_KINDS[type(record)]}:{record.pk}"


def level_of(record: Any) -> Visibility:
    """Return who may see `record`, a row of one of the kinds that minutes are made from."""
    if isinstance(record, Meeting):
        return visibility.of_meeting(record)
    if isinstance(record, Organisation):  # one that the directory doesn't show is not named to the public either
        return Visibility.PUBLIC if record.public else Visibility.PARTNERS
    if isinstance(record, MeetingDocument):
        return documents.level(record)
    levels = [record.visibility]
    if isinstance(record, Decision | ActionItem):  # perhaps of an earlier meeting, which may be more closed
        levels.append(visibility.of_minutes(record.meeting))
        levels += [record.item.visibility] if record.item is not None else []
    return visibility.strictest(*levels)


def attendance_row(meeting: Meeting) -> str:
    """Return how a part names all that is recorded of who was at `meeting`."""
    return f"attendance:{meeting.pk}"


def today(meeting: Meeting, rows: Iterable[str]) -> dict[str, Visibility]:
    """Return the level of each of `rows` of minutes of `meeting` as the records stand; of what was deleted none.

    A query for each kind.
    """
    keys: dict[str, set[int]] = {}
    for row in rows:
        kind, _colon, key = row.partition(":")
        keys.setdefault(kind, set()).add(int(key))
    found = {attendance_row(meeting): visibility.of_attendance(meeting)}
    for kind in keys.keys() & _RECORDS.keys():
        found |= {row_of(record): level_of(record) for record in _RECORDS[kind].filter(pk__in=keys[kind])}
    return found
