"""What the sending screens show of times, and of what was said about a message."""

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _

from delivery import events

register = template.Library()

register.filter(events.in_words)


@register.filter
def stamp(moment: datetime | None) -> str:
    """Return a moment on the reader's clock, to the minute, with the name of its time zone; nothing for none."""
    if moment is None:
        return ""
    return _("%(moment)s (%(zone)s)") % {"moment": unzoned(moment), "zone": get_current_timezone()}


@register.filter
def unzoned(moment: datetime | None) -> str:
    """Return the same without the zone: for the cells of a column whose heading names it (`in_zone`)."""
    return date_format(localtime(moment), "j F Y, H:i") if moment else ""


@register.filter
def in_zone(heading: str) -> str:
    """Return the heading of a column of times, with the name of the reader's time zone."""
    return _("%(moment)s (%(zone)s)") % {"moment": heading, "zone": get_current_timezone()}


@register.filter
def clock(moment: datetime) -> str:
    """Return the time of day on the reader's clock, with the name of its time zone."""
    shown = date_format(localtime(moment), "H:i")
    return _("%(moment)s (%(zone)s)") % {"moment": shown, "zone": get_current_timezone()}
