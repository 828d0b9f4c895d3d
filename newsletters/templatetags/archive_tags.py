"""Issues, for templates of lower rooms and of the archive."""

from django import template
from wagtail.models import Locale

from home import rooms
from newsletters import archive
from newsletters.models import IssuePage, NewsletterIndexPage

register = template.Library()


@register.simple_tag
def latest_issue() -> IssuePage | None:
    """Return the newest public issue in the active language, with what leads to it."""
    return archive.issues_in(Locale.get_active()).only(*archive.LEADS_TO, "summary", "issue_date").first()


@register.simple_tag
def issues_url() -> str:
    """Return the address of the archive; empty where there is none that everybody may read."""
    return rooms.url_of(NewsletterIndexPage)


@register.simple_tag
def issue_neighbours(issue: IssuePage) -> dict[str, IssuePage | None]:
    """Return the issues before and after `issue`."""
    return archive.neighbours(issue)
