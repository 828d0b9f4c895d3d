"""What the page of one meeting shows to everybody: each part only as far as `meetings.visibility` lets it."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from home import rooms
from home.models import UnitSettings
from meetings import documents
from meetings.agenda import items
from meetings.attendance import summary
from meetings.decisions import register
from meetings.enums import Visibility
from meetings.groups import cards
from meetings.invitations import when
from meetings.minutes import versions
from meetings.models import Decision, Meeting, Minutes, MinutesVersion, WorkingGroup
from meetings.public import linked_data
from stakeholders.directory import organisations
from stakeholders.models import DirectoryPage, Organisation

READER = Visibility.PUBLIC


@dataclass(frozen=True)
class Facts:
    """What everybody may know of a meeting besides its own fields; partners see the same above their own parts."""

    groups: list[WorkingGroup]
    co_organisers: list[Organisation]
    when: list[str]  # by its own clock, and by Pakistan's where that is another
    moved_from: datetime.datetime | None  # by its own clock, where it was announced for another time

    @classmethod
    def of(cls, meeting: Meeting) -> "Facts":
        """Read them: two queries."""
        joint = cards.public().filter(meetings=meeting)
        of_series = cards.public().filter(series__meetings=meeting)
        moved = meeting.takes_place and meeting.previous_start not in (None, meeting.start)
        return cls(
            groups=list((joint | of_series).distinct()),
            co_organisers=list(organisations.in_order(meeting.co_organisers.filter(public=True))),
            when=when.lines(meeting.start, meeting.end, meeting.zone),
            moved_from=meeting.local_previous_start if moved else None,
        )


def context(request: HttpRequest, meeting: Meeting, *, page_url: str, now: datetime.datetime) -> dict[str, Any]:
    """Return what the page at the whole address `page_url` shows at `now`. A fixed number of queries."""
    facts = Facts.of(meeting)
    agenda = items.visible(meeting, READER)
    return {
        "meeting": meeting,
        "is_past": meeting.end < now,
        "facts": facts,
        "agenda": agenda,
        "documents": documents.of(meeting, READER),
        "minutes": _minutes(meeting),
        "decisions": _decisions(meeting),
        "attendance": summary.of(meeting, READER),
        "neighbours": _neighbours(meeting),
        "directory_at": rooms.url_of(DirectoryPage),
        "event": linked_data.event(
            meeting,
            co_organisers=facts.co_organisers,
            unit=UnitSettings.for_request(request).in_language("unit_name"),
            page_url=page_url,
            site_url=request.build_absolute_uri("/"),
        ),
    }


def _minutes(meeting: Meeting) -> dict[str, Any] | None:
    """Return the latest version of the minutes that everybody may read, and where; nothing is said of others."""
    minutes = Minutes.objects.select_related("meeting").filter(meeting=meeting).first()
    version: MinutesVersion | None = versions.latest(minutes, READER) if minutes else None
    if version is None:
        return None
    files = {ending: reverse("meetings:minutes_file", args=[meeting.slug, ending]) for ending in ("pdf", "docx")}
    return {"version": version, "url": reverse("meetings:minutes", args=[meeting.slug]), **files}


def _decisions(meeting: Meeting) -> list[Decision]:
    found = register.whole(register.public().filter(meeting=meeting))
    return list(found.order_by("year", "serial"))


def _neighbours(meeting: Meeting) -> dict[str, Meeting | None]:
    """Return the public meetings of the series before and after this one. Two queries, or none."""
    if meeting.series_id is None:
        return {}
    others = Meeting.objects.public().happening().filter(series=meeting.series_id).exclude(pk=meeting.pk)
    others = others.defer("body", "body_ur")
    return {
        "earlier": others.filter(start__lte=meeting.start).order_by("-start", "-pk").first(),
        "later": others.filter(start__gt=meeting.start).order_by("start", "pk").first(),
    }
