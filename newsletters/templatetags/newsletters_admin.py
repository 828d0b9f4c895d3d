"""What the sending screens show of times."""

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def stamp(moment: datetime | None) -> str:
    """Return a moment on the reader's clock, to the minute, with the name of its time zone; nothing for none."""
    if moment is None:
        return ""
    shown = date_format(localtime(moment), "j F Y, H:i")
    return _("%(moment)s (%(zone)s)") % {"moment": shown, "zone": get_current_timezone()}


@register.filter
def clock(moment: datetime) -> str:
    """Return the time of day on the reader's clock, with the name of its time zone."""
    shown = date_format(localtime(moment), "H:i")
    return _("%(moment)s (%(zone)s)") % {"moment": shown, "zone": get_current_timezone()}


@register.simple_tag
def zone_note() -> str:
    """Return in whose time the times of a list are."""
    return format_html("{}", _("Times are those of %(zone)s.") % {"zone": get_current_timezone()})
