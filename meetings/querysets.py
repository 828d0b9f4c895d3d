"""Adjectives for meetings."""

import datetime
from typing import Self

from wagtail.query import PageQuerySet

from meetings.enums import DOES_NOT_TAKE_PLACE


class MeetingQuerySet(PageQuerySet):
    def upcoming(self, now: datetime.datetime) -> Self:
        """Meetings that have not ended at `now`, the next one first; what was cancelled stays, so that it is seen."""
        return self.filter(end__gte=now).order_by("start")

    def past(self, now: datetime.datetime) -> Self:
        """Meetings that have ended at `now`, the latest first."""
        return self.filter(end__lt=now).order_by("-start")

    def happening(self) -> Self:
        """Meetings that take or took place when they say: neither cancelled nor postponed."""
        return self.exclude(state__in=DOES_NOT_TAKE_PLACE)
