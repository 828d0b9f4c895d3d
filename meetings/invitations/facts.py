"""All that an invited person needs to know of a meeting, in words: what the calendar part says, and more."""

from dataclasses import dataclass
from typing import Self

from home import rooms
from meetings import addresses, visibility
from meetings.agenda import items
from meetings.enums import Visibility
from meetings.invitations import when
from meetings.models import Meeting, MeetingIndexPage


@dataclass(frozen=True)
class Facts:
    """A meeting in one language. For invited people only: it holds how to join."""

    title: str
    when: list[str]
    place: str
    address: str
    map_url: str
    mode: str
    join_url: str
    join_details: str
    agenda: list[tuple[str, str]]  # what, and who presents it
    organisers: list[str]
    page_url: str  # of the public page; empty where there is none

    @classmethod
    def of(cls, meeting: Meeting) -> Self:
        """Read them in the active language, by a handful of queries."""
        return cls(
            title=meeting.title_in_language,
            when=when.lines(meeting.start, meeting.end, meeting.zone),
            place=meeting.place_in_language,
            address=meeting.address,
            map_url=meeting.map_url,
            mode=meeting.get_mode_display(),
            join_url=meeting.join_url if meeting.online else "",
            join_details=meeting.join_details if meeting.online else "",
            agenda=_agenda(meeting),
            organisers=_organisers(meeting),
            page_url=_page_url(meeting),
        )


def _organisers(meeting: Meeting) -> list[str]:
    groups = meeting.groups.filter(visibility__in=visibility.levels_up_to(Visibility.PARTNERS))
    bodies = meeting.co_organisers.order_by("name")
    return [group.name_in_language for group in groups] + [body.name_in_language for body in bodies]


def _page_url(meeting: Meeting) -> str:
    """Return where everybody reads of it; empty where only some may know, or the site has no list of meetings."""
    public = visibility.of_meeting(meeting) == Visibility.PUBLIC
    return addresses.meeting_url(meeting) if public and rooms.url_of(MeetingIndexPage) else ""


def _agenda(meeting: Meeting) -> list[tuple[str, str]]:
    """Return what a partner may see of the agenda: being invited makes one."""
    return [
        (
            item.title_in_language,
            ", ".join(filter(None, [item.presenter, item.organisation and item.organisation.name_in_language])),
        )
        for item in items.visible(meeting, Visibility.PARTNERS)
    ]
