"""Names of people within the texts of meetings that they had to do with: found, and taken out when they are erased.

A whole name counts, of two words at least, as it stands in one of the person’s own rows, with or without its titles.
It may be a namesake’s who was at the same meeting; better that one is lost than that the other stays.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet, Value
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from meetings import publishing
from meetings.holdings import attendance_of, delegations_to, invitations_of
from meetings.models import (
    ActionItem,
    ActionUpdate,
    AgendaItem,
    Decision,
    Invitation,
    Meeting,
    MeetingChange,
    MeetingDocument,
    Minutes,
    MinutesComment,
    MinutesVersion,
    Notice,
)
from stakeholders.duplicates.names import words_of_person
from stakeholders.privacy import parts
from stakeholders.privacy.parts import Part
from stakeholders.privacy.subject import Subject

GONE = "…"  # what stands in the place of a name
# Every kind of row that holds text about a meeting, with the way to the meeting.
_TEXTS: dict[type[models.Model], str] = {
    Meeting: "pk",
    MeetingChange: "meeting",
    MeetingDocument: "meeting",
    AgendaItem: "meeting",
    Decision: "meeting",
    ActionItem: "meeting",
    ActionUpdate: "action__meeting",
    Minutes: "meeting",
    MinutesVersion: "minutes__meeting",
    MinutesComment: "version__minutes__meeting",
    Notice: "meeting",
    Invitation: "meeting",
}
# Columns of text that are no text of people's.
_NO_TEXT = frozenset({"slug", "uid", "key", "zone", "sign_in_key", "language", "delegate_email"})


def register() -> None:
    """Have an erasure take names out of these texts; called from `apps.ready()`."""
    for model in _TEXTS:
        label = format_lazy("{rows}: {what}", rows=model._meta.verbose_name_plural, what=_("texts that name them"))
        parts.register(f"naming_{model._meta.model_name}", Part(label, _finder(model), take_out))


def _finder(model: type[models.Model]) -> Any:
    def rows(subject: Subject) -> QuerySet[Any]:
        """Return the rows that name the person; each carries, as `erased`, the pattern by which it does."""
        pattern = pattern_of(names_of(subject))
        if not pattern:
            return model._default_manager.none()
        of_theirs = model._default_manager.filter(**{f"{_TEXTS[model]}__in": meetings_of(subject)})
        found = [row.pk for row in of_theirs if any(_holds(value, pattern) for value in _values(row).values())]
        return model._default_manager.filter(pk__in=found).annotate(erased=Value(pattern))

    return rows


def take_out(rows: QuerySet[Any]) -> None:
    """Put `GONE` in the place of the names by which `rows` were found. Pages of meetings follow."""
    meetings = []
    for row in rows:
        changed = {name: _without(value, row.erased) for name, value in _values(row).items()}
        type(row)._default_manager.filter(pk=row.pk).update(**changed)
        if isinstance(row, Meeting):
            meetings.append(row.pk)
    publishing.publish_meetings(Meeting.objects.filter(pk__in=meetings))


def meetings_of(subject: Subject) -> list[int]:
    """Return the keys of the meetings that the person had to do with: invited, there, sent by others, or a task."""
    found = {*invitations_of(subject).values_list("meeting", flat=True)}
    found.update(attendance_of(subject).values_list("meeting", flat=True))
    found.update(delegations_to(subject).values_list("meeting", flat=True))
    tasks = Q(owner__in=subject.contacts) | Q(updates__by_contact__in=subject.contacts)
    found.update(ActionItem.objects.filter(tasks).values_list("meeting", flat=True))
    return sorted(found)


def names_of(subject: Subject) -> set[str]:
    """Return the names that the person has in their own rows, with and without titles; those of one word are none."""
    written = set(subject.names)
    written.update(attendance_of(subject).values_list("name", flat=True))
    written.update(invitations_of(subject).values_list("name", flat=True))
    written.update(delegations_to(subject).exclude(delegate_email="").values_list("delegate_name", flat=True))
    bare = {" ".join(word for word in name.split() if words_of_person(word)) for name in written}
    return {" ".join(name.split()) for name in written | bare if len(name.split()) > 1}


def pattern_of(names: Iterable[str]) -> str:
    """Return a regular expression that finds any of `names`, however its words are parted; empty for none."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    spaced = (r"\s+".join(map(re.escape, name.split())) for name in longest_first)
    return "|".join(rf"(?<!\w){name}(?!\w)" for name in spaced)


def _values(row: models.Model) -> dict[str, Any]:
    """Return the texts of a row, by column."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    columns = [column for column in row._meta.concrete_fields if isinstance(column, kinds) and not column.choices]
    return {column.name: getattr(row, column.name) for column in columns if column.name not in _NO_TEXT}


def _holds(value: Any, pattern: str) -> bool:
    return bool(value) and _without(value, pattern) != value


def _without(value: Any, pattern: str) -> Any:
    if isinstance(value, str):
        return re.sub(pattern, GONE, value, flags=re.IGNORECASE)
    if isinstance(value, list):
        return [_without(one, pattern) for one in value]
    if isinstance(value, dict):
        return {name: _without(one, pattern) for name, one in value.items()}
    return value
