"""Meetings of a series, and the actions that they hand out."""

import datetime

from meetings.actions import numbering
from meetings.enums import State
from meetings.models import Minutes
from tests.factories.meetings import MeetingFactory, MeetingSeriesFactory
from tests.factories.staff import staff

JANUARY = datetime.datetime(2026, 1, 27, 5, tzinfo=datetime.UTC)
MONTH = datetime.timedelta(days=28)


def held_meetings(count, **fields):
    """`count` meetings of one series that were held four weeks apart, the first on 27 January 2026."""
    series = fields.pop("series", None) or MeetingSeriesFactory()
    return [
        MeetingFactory(series=series, number=n + 1, state=State.HELD, start=JANUARY + n * MONTH, **fields)
        for n in range(count)
    ]


def action_of(meeting, text="Send the map of services", **fields):
    return numbering.create(
        meeting, text=text, by=fields.pop("by", None) or staff("Coordinator"), now=meeting.end, **fields
    )


def approve(meeting, state=Minutes.State.APPROVED):
    return Minutes.objects.update_or_create(meeting=meeting, defaults={"state": state})[0]
