"""Meetings on the record of the home page: those that took place, and their minutes once everybody may read them."""

import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Locale

from home.record import OF_PAGES, RecordEntry
from meetings import addresses, enums
from meetings.enums import MinutesState, Visibility
from meetings.models import Meeting, MeetingPage, Minutes


def meetings(locale: Locale, now: datetime.datetime, limit: int | None) -> Iterator[RecordEntry]:
    """Yield the meetings that have ended at `now`."""
    held = Meeting.objects.public().happening().past(now).order_by().values("pk")
    pages = MeetingPage.objects.live().public().filter(locale=locale, meeting__in=held)
    pages = pages.select_related("locale", "meeting").only(
        *OF_PAGES, "meeting__kind", "meeting__start", "meeting__zone"
    )
    for page in pages.order_by("-meeting__start", "-pk")[:limit]:
        yield RecordEntry(page.listing_date, page.title, page, str(enums.Kind(page.meeting.kind).label), "kind-meeting")


def approved_minutes(locale: Locale, now: datetime.datetime, limit: int | None) -> Iterator[RecordEntry]:
    """Yield the minutes that were approved by `now` and that the public may read. Two queries."""
    approved = Minutes.objects.filter(
        addresses.open_to_all("meeting"),
        state__in=[MinutesState.APPROVED, MinutesState.AMENDED],
        approved_at__lte=now,
        meeting__in=Meeting.objects.public().filter(minutes_visibility=Visibility.PUBLIC).order_by().values("pk"),
    )
    rows = approved.select_related("meeting").only(
        "approved_at", "meeting__title", "meeting__title_ur", "meeting__slug", "meeting__zone"
    )
    for minutes in rows.order_by("-approved_at", "-pk")[:limit]:
        meeting, at = minutes.meeting, minutes.approved_at
        assert at is not None  # noqa: S101  # asked for above
        with translation.override(locale.language_code):
            title, url = meeting.title_in_language, reverse("meetings:minutes", args=[meeting.slug])
            yield RecordEntry(
                at.astimezone(ZoneInfo(meeting.zone)).date(),
                _("Minutes: %(title)s") % {"title": title},
                url,
                _("Minutes"),
                "kind-meeting",
            )
