"""Keeps the pages of meetings and groups as their records say: one in each language, live while everybody may know.

A page is never made by hand and never holds words of its own. Whoever changes records in bulk calls `publish_meetings`
or `publish_groups`; saving one by one does it by signal.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from wagtail.models import Page
from wagtail.search.index import insert_or_update_object

from meetings import visibility
from meetings.enums import Visibility
from meetings.models import GroupIndexPage, GroupPage, Meeting, MeetingIndexPage, MeetingPage, WorkingGroup


def publish_meetings(meetings: Iterable[Meeting]) -> None:
    """Make, change or take offline the pages of `meetings`."""
    indexes = list(MeetingIndexPage.objects.select_related("locale"))
    for meeting in meetings:
        live = visibility.of_meeting(meeting) == Visibility.PUBLIC
        for index in indexes:
            with translation.override(index.locale.language_code):
                words = {"title": meeting.title_in_language, "summary": meeting.summary_in_language}
            _publish(index, {"meeting": meeting}, {**words, "slug": meeting.slug, "live": live})


def publish_groups(groups: Iterable[WorkingGroup]) -> None:
    """Make, change or take offline the pages of `groups`."""
    indexes = list(GroupIndexPage.objects.select_related("locale"))
    for group in groups:
        live = group.visibility == Visibility.PUBLIC
        for index in indexes:
            with translation.override(index.locale.language_code):
                words = {"title": group.name_in_language, "summary": _opening(group.purpose_in_language)}
            _publish(index, {"group": group}, {**words, "slug": group.slug, "live": live})
        for page in GroupPage.objects.filter(group=group):
            insert_or_update_object(page)  # its acronym is searched and stands in no field of the page


@transaction.atomic
def _publish(index: Page, of: dict[str, Any], words: dict[str, Any]) -> None:
    """Bring the page under `index` of one record (`of`: the field and the record) in line with `words`."""
    model = MeetingPage if "meeting" in of else GroupPage
    page = model.objects.filter(locale=index.locale, **of).first()
    if page is None:
        if words["live"]:
            sibling = model.objects.filter(**of).first()
            key = sibling.translation_key if sibling else uuid.uuid4()
            now = timezone.now()
            page = model(locale=index.locale, translation_key=key, first_published_at=now, **of, **words)
            page.last_published_at = now
            index.add_child(instance=page)
    elif any(getattr(page, field) != value for field, value in words.items()):
        for field, value in words.items():
            setattr(page, field, value)
        page.last_published_at = timezone.now()
        page.save()


def publish_all() -> None:
    """Bring every page in line: after the tree was set up, or a language added."""
    publish_meetings(Meeting.objects.iterator(chunk_size=500))
    publish_groups(WorkingGroup.objects.iterator(chunk_size=500))


def _opening(text: str) -> str:
    """Return the first paragraph, cut to what a summary holds."""
    first = text.split("\n", 1)[0].strip()
    return first if len(first) <= 300 else f"{first[:299].rstrip()}…"
