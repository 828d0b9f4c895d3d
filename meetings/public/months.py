"""A month of meetings: its days in weeks, each with what is on. Days are those of the meetings' own clocks."""

import calendar
import datetime
from dataclasses import dataclass, field
from typing import Self

from meetings.models import Meeting
from meetings.models.meetings import MeetingQuerySet

_A_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year; those before and after it too."""

    year: int
    month: int

    @classmethod
    def of(cls, day: datetime.date) -> Self:
        return cls(day.year, day.month)

    @property
    def first(self) -> datetime.date:
        return datetime.date(self.year, self.month, 1)

    @property
    def last(self) -> datetime.date:
        return self.first.replace(day=calendar.monthrange(self.year, self.month)[1])

    @property
    def path(self) -> str:
        """Its address below the list of meetings."""
        return f"{self.year:04}/{self.month:02}/"

    def before(self) -> "Month":
        return Month.of(self.first - _A_DAY)

    def after(self) -> "Month":
        return Month.of(self.last + _A_DAY)


@dataclass(frozen=True)
class Entry:
    """A meeting on one of its days: the how-manieth, of how many."""

    meeting: Meeting
    day: int
    days: int


@dataclass
class Day:
    date: datetime.date
    is_of_month: bool
    is_today: bool
    is_past: bool
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Span:
    """The months that readers can go to: from the first meeting to the last, and today's in any case."""

    first: Month
    last: Month

    @classmethod
    def of(cls, meetings: MeetingQuerySet, today: datetime.date) -> Self:
        """Return the span of `meetings`. Two queries."""
        rows = meetings.only("start", "end", "zone")
        earliest, latest = rows.order_by("start").first(), rows.order_by("-end").first()
        days = [today, *([earliest.day] if earliest else []), *([latest.local_end.date()] if latest else [])]
        return cls(Month.of(min(days)), Month.of(max(days)))

    def nearest(self, month: Month) -> Month:
        return max(self.first, min(month, self.last))


def of(meetings: MeetingQuerySet) -> list[Month]:
    """Return the months that have a day of any of `meetings`, in their order. One query."""
    found = set()
    for meeting in meetings.order_by().only("start", "end", "zone").iterator():
        month, last = Month.of(meeting.day), Month.of(meeting.local_end.date())
        while month <= last:
            found.add(month)
            month = month.after()
    return sorted(found)


def weeks(month: Month, meetings: MeetingQuerySet, today: datetime.date) -> list[list[Day]]:
    """Return the weeks of `month`, Monday first, with those of `meetings` that are on. One query.

    A meeting of several days stands on each. Days of other months stand empty.
    """
    days = {
        date: Day(date, date.month == month.month, date == today, date < today)
        for date in calendar.Calendar().itermonthdates(month.year, month.month)
    }
    for meeting in _around(month, meetings):
        last = meeting.local_end.date()
        length = (last - meeting.day).days + 1
        for number in range(length):
            day = days.get(meeting.day + number * _A_DAY)
            if day is not None and day.is_of_month:
                day.entries.append(Entry(meeting, number + 1, length))
    in_order = list(days.values())
    return [in_order[start : start + 7] for start in range(0, len(in_order), 7)]


def _around(month: Month, meetings: MeetingQuerySet) -> MeetingQuerySet:
    """Return the meetings that may have a day in `month`: clocks differ from ours by up to a day."""
    begins = datetime.datetime.combine(month.first - _A_DAY, datetime.time(), datetime.UTC)
    ends = datetime.datetime.combine(month.last + 2 * _A_DAY, datetime.time(), datetime.UTC)
    return meetings.filter(start__lt=ends, end__gt=begins).order_by("start", "pk")
