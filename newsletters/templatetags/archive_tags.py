"""Issues, for templates of lower rooms and of the archive."""

from django import template
from wagtail.models import Locale

from newsletters import archive
from newsletters.models import IssuePage

register = template.Library()


@register.simple_tag
def latest_issue() -> IssuePage | None:
    """Return the newest public issue in the active language."""
    return archive.issues_in(Locale.get_active()).first()


@register.simple_tag
def issue_neighbours(issue: IssuePage) -> dict[str, IssuePage | None]:
    """Return the issues before and after `issue`."""
    return archive.neighbours(issue)
