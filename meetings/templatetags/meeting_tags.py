"""Meetings, for templates of every room."""

from django import template
from django.utils import timezone

from meetings import addresses
from meetings.models import GroupIndexPage, Meeting, MeetingIndexPage
from meetings.models.meetings import MeetingQuerySet

register = template.Library()


@register.simple_tag
def coming_meetings(count: int) -> MeetingQuerySet:
    """Return the next `count` meetings of which everybody may know; none while their list is not for everybody."""
    if not addresses.index_url(MeetingIndexPage):
        return Meeting.objects.none()
    return Meeting.objects.public().happening().upcoming(timezone.now()).defer("body", "body_ur")[:count]


@register.simple_tag
def meetings_url() -> str:
    """Return the address of the list of meetings: that of one is this and its slug."""
    return addresses.index_url(MeetingIndexPage)


@register.simple_tag
def groups_url() -> str:
    """Return the address of the list of working groups: that of one is this and its slug."""
    return addresses.index_url(GroupIndexPage)
