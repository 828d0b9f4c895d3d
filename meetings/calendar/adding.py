"""Links that put a meeting, or a feed, into a reader's own calendar. Plain addresses, with public facts only."""

import datetime
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse

from delivery.links import absolute
from meetings import addresses
from meetings.calendar.events import description, location, summary
from meetings.enums import Kind
from meetings.models import Meeting, WorkingGroup

_GOOGLE = "https://calendar.google.com/calendar/"
_OUTLOOK = "https://outlook.live.com/calendar/0/"


@dataclass(frozen=True)
class Subscription:
    """One feed's address, and what opens it in a calendar at once."""

    url: str

    @property
    def webcal(self) -> str:
        """The address as calendars on the reader's own device know it."""
        return f"webcal://{self.url.partition('://')[2]}"

    @property
    def google(self) -> str:
        return f"{_GOOGLE}r?{_query(cid=self.webcal)}"

    @property
    def outlook(self) -> str:
        return f"{_OUTLOOK}addfromweb?{_query(url=self.url, name=settings.WAGTAIL_SITE_NAME)}"


@dataclass(frozen=True)
class Addition:
    """What puts one meeting into a calendar, as it stands now: a file, and two services' own forms."""

    file: str
    google: str
    outlook: str


def subscription(url: str) -> Subscription:
    """Return the ways to subscribe to the feed at `url`, a whole address."""
    return Subscription(url)


def feed(*, group: WorkingGroup | None = None, kind: str = "") -> Subscription:
    """Return the ways to subscribe to all public meetings, to those of a group, or to those of a kind."""
    if group is not None:
        return Subscription(absolute(reverse("meetings:group_calendar", args=[group.slug])))
    if kind:
        return Subscription(absolute(reverse("meetings:kind_calendar", args=[Kind(kind)])))
    return Subscription(absolute(reverse("meetings:calendar")))


def addition(meeting: Meeting) -> Addition:
    """Return the ways to put a public meeting into a calendar. A query or two, for its address."""
    details = description(meeting, page_url=addresses.meeting_url(meeting), joining=False)
    start, end = (moment.astimezone(datetime.UTC) for moment in (meeting.start, meeting.end))
    google = _query(
        action="TEMPLATE",
        text=summary(meeting),
        dates=f"{start:%Y%m%dT%H%M%SZ}/{end:%Y%m%dT%H%M%SZ}",
        ctz=meeting.zone,
        location=location(meeting),
        details=details,
    )
    outlook = _query(
        path="/calendar/action/compose",
        rru="addevent",
        startdt=f"{start:%Y-%m-%dT%H:%M:%SZ}",
        enddt=f"{end:%Y-%m-%dT%H:%M:%SZ}",
        subject=summary(meeting),
        location=location(meeting),
        body=details,
    )
    return Addition(
        file=reverse("meetings:event", args=[meeting.slug]),
        google=f"{_GOOGLE}render?{google}",
        outlook=f"{_OUTLOOK}deeplink/compose?{outlook}",
    )


def _query(**fields: str) -> str:
    """Return fields as a query; a space as %20, since Outlook shows a plus sign as it is."""
    return urlencode({name: value for name, value in fields.items() if value}, quote_via=quote)
