"""What minutes hold on a person: what they said on circulated ones, and their name in versions."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.models import MinutesComment, MinutesVersion
from stakeholders.privacy import holdings, parts
from stakeholders.privacy.holdings import Section
from stakeholders.privacy.subject import Subject


def register() -> None:
    """Have this handed out and erased; called from `apps.ready()`."""
    holdings.register(said)
    parts.register("minutes_comments", parts.Part(gettext_lazy("comments on minutes"), comments_of, _empty))
    parts.register("minutes_names", parts.Part(gettext_lazy("names in versions of minutes"), versions_naming, _unname))


def said(subject: Subject) -> Iterator[Section]:
    """Yield what the person said on minutes, and what was answered."""
    rows = comments_of(subject).select_related("version__minutes__meeting").order_by("at", "pk")
    yield Section(
        title=_("Comments on minutes"),
        columns=[_("Meeting"), _("Date"), _("Comment"), _("Answer")],
        rows=[[str(row.version.minutes.meeting), row.at.date(), row.text, row.answer] for row in rows],
    )


def comments_of(subject: Subject) -> QuerySet[MinutesComment]:
    """Return what was said by the links of the person's invitations."""
    mine = Q(invitation__contact__in=subject.contacts) | Q(invitation__address__in=subject.own)
    return MinutesComment.objects.filter(mine).exclude(text="")


def versions_naming(subject: Subject) -> QuerySet[MinutesVersion]:
    """Return the versions in which the person stands by name, each with the keys that they are known by.

    Reads all versions: they are few, and erasures rare.
    """
    named = Q(pk=None)
    for key in subject.contacts:
        named |= Q(as_text__contains=f'"contact": {key},') | Q(as_text__contains=f'"contact": {key}}}')
    versions = MinutesVersion.objects.annotate(as_text=Cast("content", TextField()))
    return versions.filter(named).annotate(erased=Value(json.dumps(list(subject.contacts)), output_field=TextField()))


def _empty(comments: QuerySet[MinutesComment]) -> None:
    """Keep that something was said, and whether it was an objection; not what, nor by whom."""
    comments.update(text="", answer="", invitation=None)


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
