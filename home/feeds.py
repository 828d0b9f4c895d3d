"""Atom feeds (RFC 4287): one way to write them for every list of the site.

A list offers its feed at ``feed/`` below its own address (a route of RoutablePageMixin) and links it from its head by
``home/feed_link.html``.
"""

import datetime
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.xmlutils import SimplerXMLGenerator
from wagtail.models import Page

from home.models.settings import UnitSettings

LATEST = 20  # entries that a feed holds, unless its list says otherwise
# What XML 1.0 can't hold, however it is written. https://www.w3.org/TR/xml/#charsets
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Entry:
    """One entry: plain text, and a whole address that stays its own (it is the entry's id)."""

    title: str
    url: str
    published: datetime.datetime | datetime.date  # a day begins at midnight in the site's time zone
    updated: datetime.datetime | None = None  # None: never since
    summary: str = ""
    kind: str = ""  # a category, in words
    language: str = ""  # of the title, where it isn't the feed's


def atom(request: HttpRequest, *, page: Page, title: str, entries: Iterable[Entry]) -> HttpResponseBase:
    """Return `entries` as the feed of the list `page`, or 304 where the reader has just that.

    `title` is the feed's, without the name of the unit, which is put before it.
    """
    unit = UnitSettings.for_request(request).in_language("unit_name")
    home = page.get_full_url(request)
    feed = _Feed(
        title=_clean(f"{unit}: {title}"),
        link=home,
        description=_clean(getattr(page, "summary", "")) or None,
        feed_url=f"{home}feed/",
        language=page.locale.language_code,
        author_name=_clean(unit),
        changed=page.last_published_at,
    )
    for entry in entries:
        _add(feed, entry)
    content = feed.writeString("utf-8").encode()
    changed = feed.latest_post_date()
    response = HttpResponse(content, content_type=feed.content_type)
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["Last-Modified"] = http_date(changed.timestamp())
    return get_conditional_response(request, response["ETag"], int(changed.timestamp()), response) or response


class _Feed(Atom1Feed):
    """Django's Atom feed, which says the language of an entry, no empty summary, and when an empty feed changed."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item | {"description": item["description"] or None})

    def latest_post_date(self) -> datetime.datetime:
        dates = [item["updateddate"] for item in self.items]
        changed: datetime.datetime | None = max(dates, default=self.feed["changed"])
        return changed or datetime.datetime.fromtimestamp(0, datetime.UTC)


def _add(feed: _Feed, entry: Entry) -> None:
    published = _moment(entry.published)
    feed.add_item(
        title=_clean(entry.title),
        link=entry.url,
        unique_id=entry.url,
        description=escape(_clean(entry.summary)),  # the element is declared as HTML
        pubdate=published,
        updateddate=entry.updated or published,
        categories=[_clean(entry.kind)] if entry.kind else (),
        language=entry.language,
    )


def _moment(when: datetime.datetime | datetime.date) -> datetime.datetime:
    if isinstance(when, datetime.datetime):
        return when
    return timezone.make_aware(datetime.datetime.combine(when, datetime.time()))


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", str(text))
