"""One meeting as a VEVENT (RFC 5545, 3.6.1), in the words of the active language.

What only invited people may know (`joining`) is the one difference between what a mail and a public feed say.
"""

import datetime
import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext
from icalendar import Calendar, Event, vText, vUri

from meetings.calendar import time_zones
from meetings.enums import Mode, State, Visibility
from meetings.models import Meeting

_STATUS = {State.DRAFT: "TENTATIVE", State.POSTPONED: "TENTATIVE", State.CANCELLED: "CANCELLED"}
_ANY_YEAR = 2026
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_ENDS = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


def calendar_of(method: str, meetings: Iterable[tuple[Meeting, Event]]) -> Calendar:
    """Return the calendar that holds the events, and all about their time zones; times are put into the events here."""
    rows = list(meetings)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{settings.SENDER_DOMAIN}//Meetings//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    years: dict[str, set[int]] = {}
    for meeting, _event in rows:
        years.setdefault(meeting.zone, set()).update((meeting.local_start.year, meeting.local_end.year))
    if not rows:
        years[settings.TIME_ZONE] = {_ANY_YEAR}  # a calendar must hold something (RFC 5545, 3.6)
    told: dict[str, ZoneInfo] = {}
    for name, of_zone in sorted(years.items()):
        described = time_zones.described(name, min(of_zone), max(of_zone))
        if described is not None:
            calendar.add_component(described)
            told[name] = ZoneInfo(name)
    for meeting, event in rows:
        event.add("dtstart", _clock(meeting.start, told.get(meeting.zone)))
        event.add("dtend", _clock(meeting.end, told.get(meeting.zone)))
        calendar.add_component(event)
    return calendar


def event_of(meeting: Meeting, *, page_url: str, joining: bool, now: datetime.datetime) -> Event:
    """Return `meeting` as an event without its times. `page_url` is empty where it has no public page."""
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", _to_the_second(now))
    event.add("created", _to_the_second(meeting.created_at))
    event.add("last-modified", _to_the_second(meeting.updated_at))
    event.add("status", _STATUS.get(State(meeting.state), "CONFIRMED"))
    event.add("summary", _text(summary(meeting)))
    if place := location(meeting):
        event.add("location", _text(place))
    event.add("description", _text(description(meeting, page_url=page_url, joining=joining)))
    if page_url:
        event.add("url", page_url)
    if not meeting.takes_place:
        event.add("transp", "TRANSPARENT")  # nobody is busy then
    if meeting.visibility != Visibility.PUBLIC:
        event.add("class", "PRIVATE")  # in a calendar that is shared, others see no more than that one is busy
    if joining and meeting.online and meeting.join_url:
        link = vUri(meeting.join_url)
        link.params["VALUE"] = "URI"
        link.params["FEATURE"] = "VIDEO"
        event.add("conference", link, encode=False)  # RFC 7986, 5.11
    return event


def summary(meeting: Meeting) -> str:
    """Return its title, with its state before it where it does not take place: many calendars show no STATUS."""
    title = meeting.title_in_language
    return title if meeting.takes_place else f"[{meeting.get_state_display()}] {title}"


def location(meeting: Meeting) -> str:
    """Return where it is, as far as everybody may know."""
    places = [meeting.place_in_language, meeting.address] if meeting.mode != Mode.ONLINE else []
    return ", ".join(filter(None, places)) or (meeting.get_mode_display() if meeting.online else "")


def description(meeting: Meeting, *, page_url: str, joining: bool) -> str:
    """Return what one should know of it, in paragraphs."""
    parts = []
    if not meeting.takes_place:
        parts.append(f"{meeting.get_state_display()}: {meeting.reason}" if meeting.reason else "")
    parts.append(meeting.summary_in_language)
    if page_url:
        parts.append(gettext("Agenda and details: %(url)s") % {"url": page_url})
    if meeting.map_url:
        parts.append(gettext("Map: %(url)s") % {"url": meeting.map_url})
    if joining and meeting.online:
        parts.append(gettext("Join online: %(url)s") % {"url": meeting.join_url} if meeting.join_url else "")
        parts.append(meeting.join_details)
    return "\n\n".join(part for part in map(str.strip, parts) if part)


def in_one_line(text: str) -> vText:
    """Return a name without line ends, for which a parameter has no room (RFC 5545, 3.1), and none is to have any."""
    return vText(" ".join(_text(text).split()))


def _text(text: str) -> str:
    """Return `text` without the controls that RFC 5545 forbids, and with one kind of line end."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def _clock(moment: datetime.datetime, zone: ZoneInfo | None) -> datetime.datetime:
    """Return `moment` by the clock of `zone`, or in UTC where that clock can't name it.

    Of an hour that comes twice, when clocks go back, only the first can be named (RFC 5545, 3.3.5).
    """
    local = moment.astimezone(zone or datetime.UTC)
    return moment.astimezone(datetime.UTC) if local.fold else local


def _to_the_second(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(datetime.UTC).replace(microsecond=0)
