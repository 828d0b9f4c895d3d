"""Where the public finds meetings and groups. The address of one is that of their list and its slug: no query each."""

from django.db.models import Exists, OuterRef, Q

from delivery.links import absolute
from home import rooms
from meetings.models import GroupIndexPage, Meeting, MeetingIndexPage, MeetingPage, WorkingGroup


def open_to_all(meeting: str = "pk") -> Q:
    """Return what holds for meetings whose page lies behind no password, by the column that leads to the meeting.

    What the site shows of public meetings in other places than on their pages asks it. One query, and no other where
    nothing lies behind a password.
    """
    return ~Q(Exists(MeetingPage.objects.not_public().filter(meeting=OuterRef(meeting))))


def meeting_url(meeting: Meeting) -> str:
    """Return the whole address of the public page of `meeting`, for mails and feeds. A query or two."""
    return absolute(f"{rooms.url_of(MeetingIndexPage)}{meeting.slug}/")


def group_url(group: WorkingGroup) -> str:
    return absolute(f"{rooms.url_of(GroupIndexPage)}{group.slug}/")
