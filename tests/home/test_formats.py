"""Dates and digits follow the language."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import override

from home import formats

DAY = datetime.date(2026, 1, 7)


@pytest.mark.parametrize(
    ("written", "english", "urdu"),
    [
        (lambda: formats.number(2336), "2,336", "۲٬۳۳۶"),
        (lambda: formats.number(3), "3", "۳"),
        (lambda: formats.digits("Issue 33"), "Issue 33", "Issue ۳۳"),
        (lambda: formats.long_date(DAY), "7 January 2026", "۷ جنوری ۲۰۲۶"),
        (lambda: formats.day_month(DAY), "7 January", "۷ جنوری"),
        (lambda: formats.month_year(DAY), "January 2026", "جنوری ۲۰۲۶"),
        (lambda: formats.short_month(DAY), "Jan", "جنوری"),
        (lambda: formats.short_weekday(DAY), "Wed", "بدھ"),
        (lambda: formats.short_weekday(datetime.date(2026, 1, 10)), "Sat", "ہفتہ"),
        (lambda: formats.clock(datetime.datetime(2026, 1, 7, 9, 5, tzinfo=datetime.UTC)), "09:05", "۰۹:۰۵"),
    ],
)
def test_numbers_and_dates_are_written_in_the_readers_language(written, english, urdu):
    with override("en"):
        assert written() == english
    with override("ur"):
        assert written() == urdu


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (datetime.date(2026, 1, 7), "7 January 2026"),
        (datetime.date(2026, 1, 9), "7–9 January 2026"),
        (datetime.date(2026, 2, 2), "7 January – 2 February 2026"),
        (datetime.date(2027, 1, 7), "7 January 2026 – 7 January 2027"),
    ],
)
def test_a_range_of_days_repeats_no_month_or_year(last, words):
    assert formats.date_range(DAY, last) == words


@pytest.mark.parametrize(("title", "language"), [("MHPSS پلان", "ur"), ("The plan", "en"), ("2025", "en")])
def test_a_title_tells_its_language_by_its_script(title, language):
    assert formats.language_of(title) == language


def test_templates_show_what_the_database_hands_out_by_the_readers_clock_and_leave_a_meetings_own():
    stored = datetime.datetime(2026, 2, 2, 20, 30, tzinfo=datetime.UTC)
    page = Template("{% load home_tags %}{{ at|long_date }}, {{ at|clock }}")

    with timezone.override("Asia/Karachi"):
        assert page.render(Context({"at": stored})) == "3 February 2026, 01:30"
        assert page.render(Context({"at": stored.astimezone(ZoneInfo("Europe/London"))})) == "2 February 2026, 20:30"
        assert page.render(Context({"at": stored.astimezone(ZoneInfo("UTC"))})) == "2 February 2026, 20:30"
