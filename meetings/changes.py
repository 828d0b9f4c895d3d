"""What was changed of a meeting: every change of its record goes through `write`, which keeps what stood there before.

Whoever calls it holds the lock on the meeting.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db.models import Field, Model
from django.utils.html import strip_tags
from django.utils.text import Truncator, capfirst
from wagtail.fields import RichTextField

from home import formats
from meetings.models import Meeting, MeetingChange

# Sets of related records; in the log they stand as names, so that it can be read when these are gone.
RELATED = ("groups", "co_organisers", "provinces")
_QUIET = {"previous_start"}  # says again what another line says


def write(
    meeting: Meeting,
    values: dict[str, Any],
    *,
    in_calendars: bool,
    by: AbstractUser | None,
    now: datetime.datetime,
) -> MeetingChange | None:
    """Set `values` (field: value; sets of records for `RELATED`), save, and note what changed; None where nothing did.

    `in_calendars`: the change concerns the calendars of invited people, so its sequence rises.
    """
    before, after = {}, {}
    for field in differing(meeting, values):
        before[field], after[field] = _stored(meeting, field), _as_stored(values[field])
    if not after:
        return None
    for field in after.keys() - set(RELATED):
        setattr(meeting, field, values[field])
    meeting.sequence += in_calendars
    meeting.revision += 1
    meeting.save()
    for field in after.keys() & set(RELATED):
        getattr(meeting, field).set(values[field])
    return MeetingChange.objects.create(
        meeting=meeting, sequence=meeting.sequence, at=now, by_id=by.pk if by else None, before=before, after=after
    )


def differing(meeting: Meeting, values: dict[str, Any]) -> list[str]:
    """Return the fields of `values` that stand otherwise in `meeting`, in their order.

    Records are told by their keys: two organisations may have one name.
    """
    return [field for field, value in values.items() if _told_apart(_standing(meeting, field)) != _told_apart(value)]


def _standing(meeting: Meeting, field: str) -> Any:
    return getattr(meeting, field).all() if field in RELATED else getattr(meeting, field)


def _stored(meeting: Meeting, field: str) -> Any:
    return _as_stored(_standing(meeting, field))


def _told_apart(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, Iterable) and not isinstance(value, str):
        return sorted(record.pk for record in value)
    return value


def _as_stored(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return sorted(str(record) for record in value)
    return value


@dataclass(frozen=True)
class Line:
    """One field of a change, in words: what it is called, what stood there, what stands there."""

    label: str
    before: str
    after: str


def in_words(change: MeetingChange) -> Iterator[Line]:
    """Yield the fields of a change with both values as people read them, in the zone of the meeting."""
    for name in change.after:
        if name not in _QUIET:
            field: Any = Meeting._meta.get_field(name)
            values = (_readable(field, kept.get(name), change.meeting) for kept in (change.before, change.after))
            yield Line(capfirst(str(field.verbose_name)), *values)


def compare(meeting: Meeting, values: dict[str, Any]) -> Iterator[Line]:
    """Yield the fields in which `values` differ from what stands in `meeting`, as `before`, in words."""
    for name in differing(meeting, values):
        field: Any = Meeting._meta.get_field(name)
        pair = (_readable(field, value, meeting) for value in (_stored(meeting, name), _as_stored(values[name])))
        yield Line(capfirst(str(field.verbose_name)), *pair)


def _readable(field: Any, value: Any, meeting: Meeting) -> str:
    if value in (None, "", []):
        return "–"
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(field, Field) and field.get_internal_type() == "DateTimeField":
        moment = datetime.datetime.fromisoformat(value).astimezone(ZoneInfo(meeting.zone))
        return f"{formats.long_date(moment.date())}, {formats.clock(moment)}"
    if choices := dict(getattr(field, "flatchoices", None) or []):
        return str(choices.get(value, value))
    text = strip_tags(value) if isinstance(field, RichTextField) else str(value)
    return Truncator(text).chars(120)
