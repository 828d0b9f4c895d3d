"""How long an agenda takes, and when each item is planned to begin by the meeting's own clock."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import ngettext

from home import formats
from meetings.models import AgendaItem, Meeting


@dataclass(frozen=True)
class Length:
    """What the items of an agenda add up to, against the time that there is. All in minutes."""

    planned: int
    available: int | None  # None: the meeting lasts several days, and has nights in between
    untimed: int  # items of which nobody said how long they take

    @property
    def overrun(self) -> int:
        """How much too long the agenda is; 0 if it fits."""
        return max(0, self.planned - self.available) if self.available is not None else 0

    @property
    def left(self) -> int:
        """How much time is not planned."""
        return max(0, self.available - self.planned) if self.available is not None else 0

    @property
    def planned_in_words(self) -> str:
        return in_words(self.planned)

    @property
    def available_in_words(self) -> str:
        return in_words(self.available or 0)

    @property
    def overrun_in_words(self) -> str:
        return in_words(self.overrun)

    @property
    def left_in_words(self) -> str:
        return in_words(self.left)


def length(meeting: Meeting, items: Iterable[AgendaItem]) -> Length:
    """Add up `items` against the length of `meeting`."""
    durations = [item.duration for item in items]
    return Length(
        planned=sum(duration or 0 for duration in durations),
        available=None if meeting.lasts_days else int((meeting.end - meeting.start).total_seconds()) // 60,
        untimed=durations.count(None),
    )


def planned(meeting: Meeting, items: list[AgendaItem]) -> list[AgendaItem]:
    """Set `starts` of each item, by the meeting's clock; behind one of unknown length nothing can be told.

    At a meeting of several days nothing is: the agenda does not say where a day ends.
    """
    zone = ZoneInfo(meeting.zone)
    start: datetime.datetime | None = None if meeting.lasts_days else meeting.start
    for item in items:
        item.starts = start.astimezone(zone) if start else None
        start = start + datetime.timedelta(minutes=item.duration) if start and item.duration else None
    return items


def in_words(minutes: int) -> str:
    """Return a length of time: 45 minutes, 2 hours, 1 hour 5 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(shown)s hour", "%(shown)s hours", hours) % {"shown": formats.number(hours)})
    if rest or not hours:
        parts.append(ngettext("%(shown)s minute", "%(shown)s minutes", rest) % {"shown": formats.number(rest)})
    return " ".join(parts)
