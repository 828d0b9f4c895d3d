"""Helplines on the site: the strip of every page, and the list within a page."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from home.helplines import shown
from home.models import Helpline, UnitSettings

register = template.Library()


@register.inclusion_tag("home/helplines/strip.html", takes_context=True)
def helpline_strip(context: Context) -> dict[str, Any]:
    """Show the strip, where it is switched on and a helpline is verified. One query at most."""
    if not UnitSettings.for_request(context["request"]).shows_helplines:
        return {}
    return {"lines": shown.in_strip(today=timezone.localdate())}


@register.inclusion_tag("home/helplines/embed.html")
def helpline_embed(chosen: Iterable[Helpline | None] | None = None) -> dict[str, Any]:
    """List helplines within a page: those `chosen`, or all where none are; verified ones only."""
    return {"lines": shown.current(today=timezone.localdate(), among=chosen or None)}
