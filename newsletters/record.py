"""Issues on the record of the home page."""

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale

from home import formats
from home.record import OF_PAGES, RecordEntry
from newsletters import archive


def issues(locale: Locale, now: datetime.datetime, limit: int | None) -> Iterator[RecordEntry]:
    """Yield the public issues dated up to `now`."""
    dated = archive.issues_in(locale).filter(issue_date__lte=timezone.localdate(now)).order_by("-issue_date")
    for issue in dated.only(*OF_PAGES, "number", "issue_date")[:limit]:
        title = _("Newsletter %(number)s: %(title)s") % {"number": formats.digits(issue.number), "title": issue.title}
        yield RecordEntry(issue.issue_date, title, issue, _("Newsletter"), "kind-newsletter")
