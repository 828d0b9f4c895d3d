"""Minutes as HTML: a part of a page. What people wrote is escaped by the template, notes by `meetings.notes`."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from meetings.minutes.parts import Edition
from meetings.minutes.rendering.outline import outline


def html(edition: Edition, *, heading: int = 2) -> SafeString:
    """Return an edition in the active language, without its title: its sections have headings of level `heading`."""
    context = {"minutes": outline(edition), "heading": f"h{heading}", "under": f"h{heading + 1}"}
    return render_to_string("meetings/_minutes.html", context)
