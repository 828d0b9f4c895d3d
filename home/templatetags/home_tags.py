"""What templates of every room use: the frame, dates and numbers in the reader's language, clean rich text."""

import datetime
import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from wagtail.models import Page
from wagtail.rich_text import RichText

from home import about_page, acronyms, formats, linked_data, rich_text
from home.frame import Frame, frame_for
from home.models import UnitSettings

register = template.Library()


def _by_the_readers_clock(shown: Callable[[Any], str]) -> Callable[[Any], str]:
    """Return a filter that shows an instant in the active time zone: the database hands it out in UTC.

    A time in any other zone was brought into it on purpose, that of a meeting for example, and stays.
    """

    @functools.wraps(shown)
    def show(value: Any) -> str:
        stored = isinstance(value, datetime.datetime) and value.tzinfo is datetime.UTC
        return shown(timezone.localtime(value) if stored else value)

    return show


register.filter("unbroken", acronyms.unbroken)
for _format in (formats.date_range, formats.digits, formats.language_of, formats.number):
    register.filter(_format.__name__, _format)
for _of_time in (
    formats.clock,
    formats.day_month,
    formats.long_date,
    formats.month_year,
    formats.short_month,
    formats.short_weekday,
):
    register.filter(_of_time.__name__, _by_the_readers_clock(_of_time))


@register.simple_tag(takes_context=True)
def page_frame(context: Context) -> Frame:
    """Return the frame of the page that is being rendered."""
    page = context.get("page")
    return frame_for(context["request"], page if isinstance(page, Page) else None)


@register.filter
def direction(language: str) -> str:
    """Return the value of `dir` for a language: rtl or ltr."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


@register.filter
def in_language(unit: UnitSettings, field: str) -> str:
    """Return the unit's `field` in the active language."""
    return unit.in_language(field)


@register.filter
def clean_rich_text(text: str | RichText) -> SafeString:
    """Return rich text sanitised, without clutter: use it instead of Wagtail's `richtext`."""
    return rich_text.clean(text)


@register.inclusion_tag("home/date_leaf.html")
def date_leaf(date: datetime.date, *, past: bool = False) -> dict[str, object]:
    """Show `date` as a leaf of a calendar: saffron when it is ahead, grey when past."""
    return {"date": date, "past": past}


@register.simple_tag(name="linked_data")
def linked_data_script(data: dict[str, Any]) -> SafeString:
    """Say `data` in the words of schema.org, as an element for the page's head."""
    return linked_data.script(data)


@register.simple_tag
def querystring_of(**parameters: object) -> str:
    """Return `parameters` as the query of an address, those without a value left out."""
    return urlencode({name: value for name, value in parameters.items() if value})


@register.inclusion_tag("home/about_page.html", takes_context=True)
def about_page_for_programs(context: Context) -> dict[str, Any]:
    """Say what the page being rendered is: who publishes it, the way to it, the picture of a link to it.

    A view that shows a room within a page names it in the context as `here_called`.
    """
    page, frame, request = context.get("page"), context["frame"], context["request"]
    if not isinstance(page, Page):
        return {}
    return {
        "said": about_page.said(frame, page, request, here=str(context.get("here_called") or "")),
        "picture": about_page.picture(frame, page, request),
    }
