"""Meetings on the record of the home page: those that took place."""

import datetime
from collections.abc import Iterator

from wagtail.models import Locale

from home.record import RecordEntry
from meetings.models import MeetingPage


def meetings(locale: Locale, now: datetime.datetime, limit: int | None) -> Iterator[RecordEntry]:
    """Yield the meetings that have ended at `now`."""
    pages = MeetingPage.objects.live().public().filter(locale=locale).happening().past(now).select_related("locale")
    for page in pages.defer("body")[:limit]:
        yield RecordEntry(page.listing_date, page.title, page.url, page.get_kind_display(), "kind-meeting")
