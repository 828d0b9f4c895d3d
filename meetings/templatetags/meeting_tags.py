"""Meetings, for templates of every room."""

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from home import rooms
from meetings import documents, notes, visibility
from meetings.calendar import adding
from meetings.decisions import register as decision_register
from meetings.enums import Visibility
from meetings.groups import cards
from meetings.models import Decision, GroupIndexPage, Meeting, MeetingDocument, MeetingIndexPage, WorkingGroup
from meetings.models.meetings import MeetingQuerySet
from stakeholders.models import DirectoryPage

register = template.Library()

# What a line of an agenda shows of a meeting (meetings/agenda_line.html).
_IN_A_LINE = ("slug", "title", "title_ur", "start", "end", "zone", "mode", "place", "place_ur", "state")


@register.simple_tag
def coming_meetings(count: int) -> MeetingQuerySet:
    """Return the next `count` meetings of which everybody may know; none while their list is not for everybody."""
    if not rooms.url_of(MeetingIndexPage):
        return Meeting.objects.none()
    coming = Meeting.objects.public().happening().upcoming(timezone.now())
    return coming.only(*_IN_A_LINE)[:count]


@register.simple_tag
def meetings_url() -> str:
    """Return the address of the list of meetings: that of one is this and its slug."""
    return rooms.url_of(MeetingIndexPage)


@register.simple_tag
def groups_url() -> str:
    """Return the address of the list of working groups: that of one is this and its slug."""
    return rooms.url_of(GroupIndexPage)


@register.simple_tag
def groups_in_brief(count: int) -> list[tuple[WorkingGroup, Meeting | None]]:
    """Return `count` groups of which everybody may know, each with its next meeting; none if their list is closed."""
    return cards.in_brief(count, timezone.now()) if groups_url() else []


@register.inclusion_tag("meetings/_meeting_link.html")
def public_meeting_link(meeting: Meeting) -> dict[str, object]:
    """A link to the page of `meeting`; nothing where the public may not know of it."""
    listed = meetings_url()
    if not listed or visibility.of_meeting(meeting) != Visibility.PUBLIC:
        return {}
    return {"meeting": meeting, "url": f"{listed}{meeting.slug}/"}


@register.filter
def noted(text: str) -> SafeString:
    """Return a note as HTML."""
    return notes.to_html(text)


@register.filter
def noted_plainly(text: str) -> str:
    """Return a note as plain text, for mail."""
    return notes.to_text(text)


@register.simple_tag
def calendar_links(meeting: Meeting) -> adding.Addition | None:
    """Return what puts a meeting into the reader's calendar: for a public one that takes place."""
    public = visibility.of_meeting(meeting) == Visibility.PUBLIC
    return adding.addition(meeting) if public and meeting.takes_place else None


@register.simple_tag
def calendar_feed(group: WorkingGroup | None = None, kind: str = "") -> adding.Subscription:
    """Return the ways to subscribe to public meetings: all, those of `group`, or those of `kind`."""
    return adding.feed(group=group or None, kind=kind)


@register.simple_tag
def document_url(document: MeetingDocument, *, token: str = "") -> str:
    """Return where everybody finds `document`; with `token`, where a partner's link opens it."""
    return documents.address_of(document, token=token)


@register.simple_tag
def directory_url() -> str:
    """Return the address of the directory: that of a public organisation is this and its slug. Empty without one."""
    return rooms.url_of(DirectoryPage)


@register.filter
def standing(decision: Decision) -> str:
    """Return the status that readers are told of a decision of the register."""
    return decision_register.standing(decision)
