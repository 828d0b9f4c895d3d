"""The archive as an Atom feed (RFC 4287)."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from home import formats
from home.models import UnitSettings
from newsletters import listing

if TYPE_CHECKING:
    from newsletters.models import NewsletterIndexPage

LATEST = 20


def atom(index: NewsletterIndexPage, request: HttpRequest) -> HttpResponse:
    """Return the latest issues of `index` as a feed; all addresses in it are absolute."""
    unit = UnitSettings.for_request(request).in_language("unit_name")
    home = index.get_full_url(request)
    feed = Atom1Feed(
        title=f"{unit}: {index.title}",
        link=home,
        description=index.summary,
        feed_url=f"{home}feed/",
        language=index.locale.language_code,
        author_name=unit,
    )
    for issue in listing.public(index.issues())[:LATEST]:
        number = formats.digits(issue.number)
        feed.add_item(
            title=_("Newsletter %(number)s: %(title)s") % {"number": number, "title": issue.title},
            link=issue.get_full_url(request),
            description=issue.summary,
            pubdate=datetime.datetime.combine(issue.issue_date, datetime.time(), datetime.UTC),
            updateddate=issue.last_published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
