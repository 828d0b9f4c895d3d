"""The archive of a language: its public issues, and the way from one to the next."""

from wagtail.models import Locale
from wagtail.query import PageQuerySet

from newsletters import listing
from newsletters.models import IssuePage

# What a link to an issue needs of it.
LEADS_TO = ("title", "number", "url_path", "locale__language_code")


def issues_in(locale: Locale | int) -> PageQuerySet[IssuePage]:
    """Return the public issues of a language (or the key of one), the newest first, without their bodies."""
    return listing.public(IssuePage.objects.filter(locale=locale))


def neighbours(issue: IssuePage) -> dict[str, IssuePage | None]:
    """Return the public issues just before and after `issue` in its language."""
    issues = issues_in(issue.locale_id).only(*LEADS_TO)
    return {
        "previous": issues.filter(number__lt=issue.number).first(),
        "next": issues.filter(number__gt=issue.number).order_by("number").first(),
    }
