"""A meeting in the words of https://schema.org/Event, for search engines. Public facts only, never the link to join."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from meetings.enums import Mode, State
from meetings.models import Meeting
from stakeholders.models import Organisation

_SCHEMA = "https://schema.org/"
_ATTENDANCE = {
    Mode.IN_PERSON: "OfflineEventAttendanceMode",
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.HYBRID: "MixedEventAttendanceMode",
}


def event(
    meeting: Meeting, *, co_organisers: Iterable[Organisation], unit: str, page_url: str, site_url: str
) -> dict[str, Any]:
    """Return `meeting` as an Event whose page is at `page_url`, held by `unit`, whose site is at `site_url`."""
    status = _status(meeting)
    moved = status in ("EventPostponed", "EventRescheduled")
    organisers = [
        {"@type": "Organization", "name": unit, "url": site_url},
        *({"@type": "Organization", "name": organisation.name} for organisation in co_organisers),
    ]
    return {
        "@type": "Event",
        "@id": f"{page_url}#event",
        "url": page_url,
        "name": meeting.title_in_language,
        "description": meeting.summary_in_language,
        "inLanguage": get_language(),
        "startDate": meeting.local_start.isoformat(),
        "endDate": meeting.local_end.isoformat(),
        "previousStartDate": meeting.local_previous_start.isoformat() if moved and meeting.local_previous_start else "",
        "eventStatus": f"{_SCHEMA}{status}",
        "eventAttendanceMode": f"{_SCHEMA}{_ATTENDANCE[Mode(meeting.mode)]}",
        "location": _location(meeting, page_url),
        "organizer": organisers,
    }


def _status(meeting: Meeting) -> str:
    if meeting.state == State.CANCELLED:
        return "EventCancelled"
    if meeting.state == State.POSTPONED:
        return "EventPostponed"
    moved = meeting.previous_start not in (None, meeting.start)
    return "EventRescheduled" if moved else "EventScheduled"


def _location(meeting: Meeting, page_url: str) -> list[dict[str, str]]:
    """Return where it is. Who joins online does it by their invitation: the page is what everybody can open."""
    places = []
    if meeting.mode != Mode.ONLINE:
        name = meeting.place_in_language or meeting.address
        place = {"@type": "Place", "name": name, "address": meeting.address or name, "hasMap": meeting.map_url}
        places += [place] if name else []
    if meeting.online:
        places.append({"@type": "VirtualLocation", "url": page_url})
    return places
