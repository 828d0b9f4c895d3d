"""The record as a feed: everything that the unit puts on record, as it comes."""

import datetime

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from wagtail.models import Page

from home import feeds, record

LATEST = 40  # the record is of all kinds: twice what a list of one kind holds


def atom(page: Page, request: HttpRequest, *, now: datetime.datetime) -> HttpResponseBase:
    """Return the latest of what is on record in the language of the home page `page`, as an Atom feed."""
    entries = [
        feeds.Entry(
            title=entry.title,
            url=request.build_absolute_uri(entry.url),
            published=entry.date,
            kind=str(entry.kind_label),
            language=entry.language,
        )
        for entry in record.entries(locale=page.locale, now=now, limit=LATEST)
    ]
    return feeds.atom(request, page=page, title=_("The record"), entries=entries)
