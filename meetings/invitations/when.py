"""When and where a meeting is, in words for a mail or a page. In the active language."""

import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from home import formats
from meetings import zones

PAKISTAN = "Asia/Karachi"


def lines(start: datetime.datetime, end: datetime.datetime, zone: str) -> list[str]:
    """Return when it is by the meeting's own clock, and where that is not Pakistan's, by Pakistan's too."""
    return [_by_clock(start, end, each) for each in dict.fromkeys([zone, PAKISTAN])]


def _by_clock(start: datetime.datetime, end: datetime.datetime, zone: str) -> str:
    first, last = (moment.astimezone(ZoneInfo(zone)) for moment in (start, end))
    if first.date() == last.date():
        span = _("%(weekday)s, %(date)s, %(from)s–%(until)s") % {
            "weekday": formats.short_weekday(first.date()),
            "date": formats.long_date(first.date()),
            "from": formats.clock(first),
            "until": formats.clock(last),
        }
    else:
        span = " – ".join(f"{formats.long_date(each.date())}, {formats.clock(each)}" for each in (first, last))
    return f"{span} ({zones.in_words(zone)})"
