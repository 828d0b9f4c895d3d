"""The VTIMEZONE of a zone (RFC 5545, 3.6.5), in the narrow form that every calendar understands.

Exchange reads one STANDARD and one DAYLIGHT at most, and of rules only yearly ones that name one day ([MS-OXCICAL]
2.1.3.1.1.19). So a zone is written as that, or not at all: times in a zone whose clock follows no such rule (Morocco's
follows the moon) stand in UTC. `icalendar` can make one too, but lists every date since 1970 and is an hour late in
spring.
"""

import calendar
import datetime
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ALWAYS = datetime.datetime(1970, 1, 1)  # noqa: DTZ001  # VTIMEZONE speaks of the wall clock
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Onset:
    """A moment at which the clock is put forward or back."""

    at: datetime.datetime  # on the wall, by the clock as it was: what DTSTART means here
    before: datetime.timedelta
    after: datetime.timedelta

    @property
    def rules(self) -> set[tuple[object, ...]]:
        """Return the yearly rules that this moment follows: the last or the nth such weekday of its month."""
        rest = (self.at.month, self.at.weekday(), self.at.time(), self.before, self.after)
        nth = {(self.at.day - 1) // 7 + 1}
        if self.at.day > calendar.monthrange(self.at.year, self.at.month)[1] - 7:
            nth.add(-1)
        return {(n, *rest) for n in nth}


@lru_cache(maxsize=64)
def described(zone: str, first: int, last: int) -> Timezone | None:
    """Return the VTIMEZONE that is right for `zone` in the years `first` to `last`.

    None where two yearly rules can't say it, and for UTC itself.
    """
    onsets = [_onsets_in(zone, year) for year in range(first - 1, last + 2)]
    component = Timezone()
    component.add("tzid", zone)
    if not any(onsets):
        offset = ZoneInfo(zone).utcoffset(datetime.datetime(first, 1, 1)) or datetime.timedelta()  # noqa: DTZ001  # as above
        if not offset:
            return None
        component.add_component(_observance(_Onset(_ALWAYS, offset, offset), None))
        return component
    if any(len(of_year) != 2 for of_year in onsets):
        return None
    for same_every_year in zip(*onsets, strict=True):
        rules = set.intersection(*(onset.rules for onset in same_every_year))
        if not rules:
            return None
        nth = min(int(str(rule[0])) for rule in rules)  # -1, the last, where both hold
        component.add_component(_observance(same_every_year[0], nth))
    return component


def _onsets_in(zone: str, year: int) -> list[_Onset]:
    """Return when the clock of `zone` changes in `year`, in order."""
    info = ZoneInfo(zone)

    def offset(moment: datetime.datetime) -> datetime.timedelta:
        return moment.astimezone(info).utcoffset() or datetime.timedelta()

    onsets = []
    day = datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)
    while day.year == year:
        low, high = day, day + _DAY
        before, after = offset(low), offset(high)
        while before != after and high - low > datetime.timedelta(seconds=1):
            middle = low + (high - low) // 2
            low, high = (middle, high) if offset(middle) == before else (low, middle)
        if before != after:
            onset = high.replace(microsecond=0, tzinfo=None)
            onsets.append(_Onset(onset + before, before, after))
        day += _DAY
    return onsets


def _observance(onset: _Onset, nth: int | None) -> TimezoneStandard | TimezoneDaylight:
    """Return the part of a VTIMEZONE that begins at `onset`, every year where `nth` says on which weekday."""
    part = TimezoneDaylight() if onset.after > onset.before else TimezoneStandard()
    if nth is None:
        part.add("dtstart", onset.at)
    else:
        part.add("dtstart", _long_ago(onset.at, nth))
        day = f"{nth}{_DAYS[onset.at.weekday()]}"
        part.add("rrule", {"freq": "yearly", "bymonth": onset.at.month, "byday": day})
    part.add("tzoffsetfrom", onset.before)
    part.add("tzoffsetto", onset.after)
    return part


def _long_ago(moment: datetime.datetime, nth: int) -> datetime.datetime:
    """Return when the rule of `moment` would first have held: some calendars try out a zone in years long past."""
    days = range(1, calendar.monthrange(_ALWAYS.year, moment.month)[1] + 1)
    dates = [datetime.date(_ALWAYS.year, moment.month, day) for day in days]
    of_weekday = [date for date in dates if date.weekday() == moment.weekday()]
    return datetime.datetime.combine(of_weekday[nth if nth < 0 else nth - 1], moment.time())
