"""Numbers, dates and times as the reader's language writes them: ۷ جنوری ۲۰۲۶, 7 January 2026.

All functions follow the active language, so one template serves both, on the site and in mail.
"""

import datetime
import re

from django.utils import dateformat
from django.utils.translation import get_language

# Urdu writes the Persian forms of the Arabic digits (CLDR numbering system "arabext"), and its own thousands mark.
URDU = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")
# Django's Urdu catalogue spells Saturday with the wrong letter.
URDU_WEEKDAYS = ("پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ", "اتوار")


def digits(text: object) -> str:
    """Return `text` with the digits of the active language: issue numbers, years, times."""
    return str(text).translate(URDU) if _in_urdu() else str(text)


def number(value: int) -> str:
    """Return a count with its thousands set apart: 2,336 or ۲٬۳۳۶."""
    return digits(f"{value:,}")


def long_date(date: datetime.date) -> str:
    """Return 7 January 2026."""
    return digits(dateformat.format(date, "j F Y"))


def day_month(date: datetime.date) -> str:
    """Return 7 January."""
    return digits(dateformat.format(date, "j F"))


def month_year(date: datetime.date) -> str:
    """Return January 2026."""
    return digits(dateformat.format(date, "F Y"))


def short_month(date: datetime.date) -> str:
    """Return Jan; Urdu has no shorter form than the whole name."""
    return dateformat.format(date, "F" if _in_urdu() else "M")


def short_weekday(date: datetime.date) -> str:
    """Return Wed; in Urdu the whole name."""
    return URDU_WEEKDAYS[date.weekday()] if _in_urdu() else dateformat.format(date, "D")


def clock(time: datetime.datetime) -> str:
    """Return the wall-clock time of `time` in its own zone: 14:05."""
    return digits(f"{time:%H:%M}")


def date_range(first: datetime.date, last: datetime.date) -> str:
    """Return 7 January 2026, 7–9 January 2026, 30 January – 2 February 2026, or both dates in full."""
    if first == last:
        return long_date(first)
    if first.year != last.year:
        return f"{long_date(first)} – {long_date(last)}"
    if first.month != last.month:
        return f"{day_month(first)} – {long_date(last)}"
    return f"{digits(first.day)}–{long_date(last)}"


def language_of(text: str) -> str:
    """Return the language that a title must be in, told by its script: ``ur`` or ``en``."""
    return "ur" if re.search("[\u0600-\u06ff]", text) else "en"


def prevailing_language(text: str) -> str:
    """Return the language that most letters of a text are in, whatever names it has: ``ur`` or ``en``."""
    return "ur" if len(re.findall("[\u0600-\u06ff]", text)) > len(re.findall("[A-Za-z]", text)) else "en"


def _in_urdu() -> bool:
    return (get_language() or "").split("-")[0] == "ur"
