"""What a series proposes for its next meeting: its number, what it is called, and the address that follows."""

from typing import Any

from django.contrib.humanize.templatetags.humanize import ordinal
from django.db.models import Max
from django.utils import translation
from django.utils.text import slugify

from home import formats
from meetings.models import Meeting, MeetingSeries
from meetings.models.meetings import RESERVED_SLUG

_ENGLISH = (
    *("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh"),
    *("Twelfth", "Thirteenth", "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth", "Nineteenth"),
    "Twentieth",
)
_URDU = ("پہلا", "دوسرا", "تیسرا", "چوتھا", "پانچواں", "چھٹا", "ساتواں", "آٹھواں", "نواں", "دسواں")
MAX_SLUG = 240  # leaves room for what tells it from others


def propose(series: MeetingSeries) -> dict[str, Any]:
    """Return the fields of the next meeting of `series` as staff will mostly leave them; when it is, they say."""
    number = next_number(series)
    title = _filled(series.meeting_title or "{ordinal} " + series.title, number, language="en")
    return {
        "series": series,
        "number": number,
        "title": title,
        "title_ur": _filled(series.meeting_title_ur, number, language="ur"),
        "slug": free_slug(title),
        "kind": series.kind,
        "zone": series.zone,
        "mode": series.mode,
        "place": series.place,
        "groups": [series.group] if series.group else [],
    }


def next_number(series: MeetingSeries) -> int:
    """Return the number after the highest one of the series. Two at once may be told the same: saving tells them."""
    highest: int | None = Meeting.objects.filter(series=series).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def free_slug(title: str) -> str:
    """Return the last part of an address that follows from `title` and is not taken."""
    stem = slugify(title)[:MAX_SLUG].strip("-") or "meeting"
    taken = {RESERVED_SLUG, *Meeting.objects.filter(slug__startswith=stem).values_list("slug", flat=True)}
    candidate, count = stem, 1
    while candidate in taken:
        count += 1
        candidate = f"{stem}-{count}"
    return candidate


def _filled(pattern: str, number: int, *, language: str) -> str:
    """Fill in {ordinal} and {number}; other braces are left alone."""
    with translation.override(language):
        return pattern.replace("{ordinal}", _ordinal(number, language)).replace("{number}", formats.digits(number))


def _ordinal(number: int, language: str) -> str:
    if language == "ur":
        return _URDU[number - 1] if number <= len(_URDU) else f"{formats.digits(number)}واں"
    return _ENGLISH[number - 1] if number <= len(_ENGLISH) else str(ordinal(number))
