"""The archive as a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from home import feeds, formats
from newsletters import listing

if TYPE_CHECKING:
    from newsletters.models import NewsletterIndexPage


def atom(index: NewsletterIndexPage, request: HttpRequest) -> HttpResponseBase:
    """Return the latest issues of `index` as an Atom feed."""
    issues = listing.public(index.issues())[: feeds.LATEST]
    entries = [
        feeds.Entry(
            title=_("Newsletter %(number)s: %(title)s")
            % {"number": formats.digits(issue.number), "title": issue.title},
            url=issue.get_full_url(request),
            published=issue.issue_date,
            updated=issue.last_published_at,
            summary=issue.summary,
        )
        for issue in issues
    ]
    return feeds.atom(request, page=index, title=index.title, entries=entries)
