"""Meetings, for templates of lower rooms."""

from django import template
from django.utils import timezone
from wagtail.models import Locale

from meetings.models import MeetingPage
from meetings.querysets import MeetingQuerySet

register = template.Library()


@register.simple_tag
def coming_meetings(count: int) -> MeetingQuerySet:
    """Return the next `count` public meetings in the active language."""
    meetings = MeetingPage.objects.live().public().filter(locale=Locale.get_active()).happening()
    return meetings.upcoming(timezone.now()).select_related("locale").defer("body")[:count]
