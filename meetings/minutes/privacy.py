"""People in versions of minutes: they stand there by key, and are taken out when they are erased."""

import json
from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy

from meetings.models import MinutesVersion
from stakeholders.privacy import parts
from stakeholders.privacy.subject import Subject


def register() -> None:
    """Have an erasure take people out of versions; called from `apps.ready()`."""
    parts.register("minutes_names", parts.Part(gettext_lazy("names in versions of minutes"), versions_naming, _unname))


def versions_naming(subject: Subject) -> QuerySet[MinutesVersion]:
    """Return the versions in which the person stands by name, each with the keys that they are known by.

    Reads all versions: they are few, and erasures rare.
    """
    named = Q(pk=None)
    for key in subject.contacts:
        named |= Q(as_text__contains=f'"contact": {key},') | Q(as_text__contains=f'"contact": {key}}}')
    versions = MinutesVersion.objects.annotate(as_text=Cast("content", TextField()))
    return versions.filter(named).annotate(erased=Value(json.dumps(list(subject.contacts)), output_field=TextField()))


def _unname(versions: QuerySet[Any]) -> None:
    for version in versions:
        version.content = _without(version.content, set(json.loads(version.erased)))
        version.save(update_fields=["content"])


def _without(value: Any, contacts: set[int]) -> Any:
    """Return JSON of a version without the people of those keys."""
    if isinstance(value, list):
        return [_without(each, contacts) for each in value if not _is_one_of(each, contacts)]
    if isinstance(value, dict):
        return {name: None if _is_one_of(each, contacts) else _without(each, contacts) for name, each in value.items()}
    return value


def _is_one_of(value: Any, contacts: set[int]) -> bool:
    return isinstance(value, dict) and value.get("contact") in contacts
