"""How the list grows: who began and who stopped each month, as the consent records tell it."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, F, Window
from django.db.models.functions import Lag, TruncMonth
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from stakeholders.consent import Action
from stakeholders.models import ConsentRecord, ConsentState, Topic

MONTHS = 24

# An address that is told “given” twice joined once: what counts is a change from what stood before.
_CHANGES = """
SELECT purpose, month,
       SUM(CASE WHEN action = %s AND (previous IS NULL OR previous <> %s) THEN 1 ELSE 0 END),
       SUM(CASE WHEN action <> %s AND previous = %s THEN 1 ELSE 0 END)
FROM ({acts}) AS acts GROUP BY purpose, month
"""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one topic: addresses that began, that stopped, and that had it when the month ended."""

    first_day: datetime.date
    joined: int
    left: int
    subscribers: int


def by_topic(*, now: datetime.datetime) -> dict[str, list[Month]]:
    """Return for each topic its last `MONTHS` months, the current one last, by two queries.

    What stood at the end of a month is reckoned back from what stands now.
    """
    joined, left = _changes()
    today = ConsentState.objects.filter(action=Action.GIVEN).values_list("purpose").annotate(Count("pk"))
    standing = dict(today.order_by())
    months = _months(timezone.localtime(now).date())
    return {
        topic: _reckon(topic, months, joined, left, standing.get(topic, 0))
        for topic in Topic.objects.values_list("code", flat=True)
    }


def _reckon(topic: str, months: list[datetime.date], joined: Counter, left: Counter, subscribers: int) -> list[Month]:
    reckoned = []
    for first_day in reversed(months):
        month = Month(first_day, joined[topic, first_day], left[topic, first_day], subscribers)
        reckoned.append(month)
        subscribers -= month.joined - month.left
    return reckoned[::-1]


def _changes() -> tuple[Counter, Counter]:
    """Return how many addresses joined and left, by (topic, first day of the month)."""
    acts, parameters = (
        ConsentRecord.objects.order_by()
        .annotate(
            previous=Window(Lag("action"), partition_by=[F("address"), F("purpose")], order_by="pk"),
            month=TruncMonth("at"),
        )
        .values("purpose", "month", "action", "previous")
        .query.sql_with_params()
    )
    joined: Counter = Counter()
    left: Counter = Counter()
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES.format(acts=acts), [Action.GIVEN] * 4 + list(parameters))
        for purpose, month, began, stopped in cursor.fetchall():
            joined[purpose, _day(month)] += began
            left[purpose, _day(month)] += stopped
    return joined, left


def _day(month: datetime.datetime | str) -> datetime.date:
    """Return the first day of a month as a database tells it, in local time without a zone; SQLite does so as text."""
    at = parse_datetime(month) if isinstance(month, str) else month
    if at is None:
        raise ValueError(f"{month!r} is no moment")
    return at.date()


def _months(today: datetime.date) -> list[datetime.date]:
    last = today.year * 12 + today.month - 1
    return [datetime.date(month // 12, month % 12 + 1, 1) for month in range(last - MONTHS + 1, last + 1)]
