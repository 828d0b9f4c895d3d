"""What the list of all meetings shows, and what one month of it does."""

import datetime
import itertools
from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator

from meetings.models import Meeting
from meetings.models.meetings import MeetingQuerySet
from meetings.public import months
from meetings.public.months import Month, Span
from meetings.public.selection import Selection

PAST_PER_PAGE = 60


def as_list(query: Mapping[str, str], now: datetime.datetime, today: datetime.date) -> dict[str, Any]:
    """Return what fits the `query` of the address: what is ahead first, then what was, by year."""
    selection = Selection(query)
    meetings = selection.among(_meetings())
    held = Paginator(meetings.past(now), PAST_PER_PAGE).get_page(query.get("page"))
    years = itertools.groupby(held, key=lambda meeting: meeting.day.year)
    return _narrowing(selection, today) | {
        "upcoming": list(meetings.upcoming(now)) if held.number == 1 else [],
        "held": held,
        "years": [(year, list(group)) for year, group in years],
        "newer": selection.address(page=held.number - 1 if held.number > 2 else "") if held.has_previous() else None,
        "older": selection.address(page=held.number + 1) if held.has_next() else None,
        "groups": selection.groups(),
        "kinds": selection.kinds(),
    }


def as_month(query: Mapping[str, str], month: Month, today: datetime.date) -> dict[str, Any]:
    """Return what of `month`, one that the span of meetings has, fits the `query` of the address."""
    selection = Selection(query)
    weeks = months.weeks(month, selection.among(_meetings()), today)
    span = span_of(today)
    return _narrowing(selection, today) | {
        "month": month,
        "weeks": weeks,
        "is_empty": not any(day.entries for week in weeks for day in week),
        "before": month.before() if month > span.first else None,
        "after": month.after() if month < span.last else None,
        "groups": selection.groups(),
        "kinds": selection.kinds(),
    }


def span_of(today: datetime.date) -> Span:
    """Return which months can be looked at. Two queries."""
    return Span.of(Meeting.objects.public(), today)


def _meetings() -> MeetingQuerySet:
    return Meeting.objects.public().defer("body", "body_ur")


def _narrowing(selection: Selection, today: datetime.date) -> dict[str, Any]:
    """Return what both show above the meetings."""
    return {"selection": selection, "chosen": selection.address(), "this_month": Month.of(today)}
