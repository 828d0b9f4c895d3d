"""Dates as exactly as a file knows them, as CSL's `date-parts`: a year, a month, or a day."""

import calendar
import re
from typing import Any

FIRST_YEAR, LAST_YEAR = 1000, 2999
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_ABBREVIATIONS = {name[:3]: number for name, number in _MONTHS.items()}
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})?(?:[-/.](\d{1,2})?)?)?(?![\d])")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")

Date = dict[str, Any]


def read(text: str) -> Date | None:
    """Return the date that `text` begins with or holds: 2025, 2025-06, 2025/06/05/, June 2025, 5 June 2025, c. 2019.

    Of a range that is its beginning. What is impossible beyond the year or the month is left out; None without a year.
    """
    text = text.strip()[:100]
    if match := _YEAR_FIRST.match(text):
        rest = text[match.end() :]
        year, month, day = match.groups()
        return of(year, month or _month_in(rest), day or (_day_in(rest) if not month else ""))
    if match := _YEAR.search(text):
        rest = text[: match.start()] + " " + text[match.end() :]
        return of(match[1], _month_in(rest), _day_in(rest))
    return None


def of(year: str | int, month: str | int | None = None, day: str | int | None = None) -> Date | None:
    """Return a date of its parts, each a number or the name of a month, as exactly as they are possible together."""
    whole_year = number(year)
    if not whole_year or not FIRST_YEAR <= whole_year <= LAST_YEAR:
        return None
    parts = [whole_year]
    whole_month = number(month) or _month_in(str(month or "")[:100])
    if whole_month and 1 <= whole_month <= 12:
        parts.append(whole_month)
        whole_day = number(day)
        if whole_day and 1 <= whole_day <= calendar.monthrange(whole_year, whole_month)[1]:
            parts.append(whole_day)
    return {"date-parts": [parts]}


def number(text: object) -> int | None:
    """Return the small number that `text` is, of four digits at most; None for anything else."""
    written = str(text if text is not None else "").strip()
    return int(written) if written.isdecimal() and len(written) <= 4 else None


def day_and_month(text: str) -> tuple[int | None, int | None]:
    """Return day and month of BibTeX's `month` field, in which both may stand: “10 jun”, “June”, “6”."""
    month = _month_in(text)
    if month is None:
        return None, number(text)
    return _day_in(text), month


def _month_in(text: str) -> int | None:
    for word in _WORD.findall(text.lower()[:100]):
        if found := _MONTHS.get(word) or (_ABBREVIATIONS.get(word[:3]) if len(word) in (3, 4) else None):
            return found
    return None


def _day_in(text: str) -> int | None:
    match = _DAY.search(text[:100])
    return int(match[1]) if match else None
