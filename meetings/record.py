"""Meetings on the record of the home page: those that took place."""

import datetime
from collections.abc import Iterator

from wagtail.models import Locale

from home.record import RecordEntry
from meetings.models import Meeting, MeetingPage


def meetings(locale: Locale, now: datetime.datetime, limit: int | None) -> Iterator[RecordEntry]:
    """Yield the meetings that have ended at `now`."""
    held = Meeting.objects.public().happening().past(now).order_by().values("pk")
    pages = MeetingPage.objects.live().public().filter(locale=locale, meeting__in=held)
    pages = pages.select_related("locale", "meeting").defer("meeting__body", "meeting__body_ur")
    for page in pages.order_by("-meeting__start", "-pk")[:limit]:
        yield RecordEntry(page.listing_date, page.title, page.url, page.meeting.get_kind_display(), "kind-meeting")
