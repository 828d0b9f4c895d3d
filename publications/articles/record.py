"""Articles on the record of the home page."""

import datetime
from collections.abc import Iterator

from django.utils import timezone
from wagtail.models import Locale

from home.record import OF_PAGES, RecordEntry
from publications.articles import listing
from publications.enums import ArticleKind
from publications.models import ArticlePage


def articles(locale: Locale, now: datetime.datetime, limit: int | None) -> Iterator[RecordEntry]:
    """Yield the articles published up to `now`, the newest first."""
    pages = listing.public(ArticlePage.objects.filter(locale=locale, published_on__lte=timezone.localdate(now)))
    for page in pages.prefetch_related(None).only(*OF_PAGES, "published_on", "kind")[:limit]:
        yield RecordEntry(page.published_on, page.title, page, str(ArticleKind(page.kind).label))
