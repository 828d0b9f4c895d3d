"""Days as people and spreadsheet programs write them. One that could be two days is none."""

import datetime
import re
import unicodedata

from django.utils.translation import gettext as _

from stakeholders.importing import values
from stakeholders.importing.context import Context
from stakeholders.importing.problems import CellProblem

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?$")
_YEAR_LAST = re.compile(r"^(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?:\s+\d{1,2}:\d{2}.*)?$")
_IN_WORDS = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([a-z]{3,9})[\s.,-]+(\d{4})$", re.IGNORECASE)
_AMERICAN = re.compile(r"^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$", re.IGNORECASE)
_SERIAL = re.compile(r"^(\d{5})(?:\.0+)?$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Day 0 of Excel's calendar, for days after its 29 February 1900, which never was (ECMA-376, 18.17.4.1).
_EPOCH = datetime.date(1899, 12, 30)
_YEARS = range(1950, 2100)


def day(cell: str, context: Context) -> datetime.date | None:
    """Return the day that a cell names: ISO 8601, day before month, month in English words, or Excel's own number.

    Raises:
        CellProblem: it names none, or “03/04/2025”, which is in April here and in March in the United States.
    """
    text = values.tidy(cell, context)
    if not text:
        return None
    text = "".join(
        str(digit) if (digit := unicodedata.decimal(character, None)) is not None else character for character in text
    )
    if match := _SERIAL.match(text):
        found: datetime.date | None = _EPOCH + datetime.timedelta(days=int(match[1]))
        context.warn("serial_date", _("The number %(number)s was read as %(day)s.") % {"number": text, "day": found})
    else:
        found = _date(*_parts(text))
    if found is None or found.year not in _YEARS:
        raise CellProblem("not_a_date", _("“%s” is no date. Write it as 2026-03-31.") % text[:40], value=text)
    return found


def _parts(text: str) -> tuple[int, int, int]:
    """Return year, month and day; zeros where there are none."""
    if match := _ISO.match(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _YEAR_LAST.match(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first <= 12 and second <= 12 and first != second:
            raise CellProblem(
                "ambiguous_date", _("“%s” can be two days. Write it as 2026-03-31.") % text[:40], value=text
            )
        return (year, second, first) if second <= 12 else (year, first, second)
    if match := _IN_WORDS.match(text):
        return int(match[3]), _month(match[2]), int(match[1])
    if match := _AMERICAN.match(text):
        return int(match[3]), _month(match[1]), int(match[2])
    return 0, 0, 0


def _month(word: str) -> int:
    start = word[:3].lower()
    return _MONTHS.index(start) + 1 if start in _MONTHS else 0


def _date(year: int, month: int, day_of_month: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day_of_month)
    except ValueError:
        return None
