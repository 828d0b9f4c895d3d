"""Publications on the record of the home page."""

import datetime
from collections.abc import Iterator

from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from wagtail.models import Locale

from home import formats
from home.record import OF_PAGES, RecordEntry
from publications.enums import Kind
from publications.models import PublicationPage


def publications(locale: Locale, now: datetime.datetime, limit: int | None) -> Iterator[RecordEntry]:
    """Yield what was published up to `now`; what has no date stands under the day it came onto the site."""
    pages = (
        PublicationPage.objects.live()
        .public()
        .filter(locale=locale, withdrawn_on=None)
        .annotate(on=Coalesce("published_on", TruncDate("first_published_at")))
        .filter(on__lte=timezone.localdate(now))
        .order_by("-on")
        .select_related("locale")
        .only(*OF_PAGES, "kind")
    )
    for page in pages[:limit]:
        yield RecordEntry(
            page.on, page.title, page, str(Kind(page.kind).label), language=formats.language_of(page.title)
        )
