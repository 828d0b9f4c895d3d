"""A date is as exact as it is known, and comes back as it was written."""

import datetime
from contextlib import suppress

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from publications.dates import PartialDate

days = st.dates(min_value=datetime.date(1, 1, 1))
partial_dates = st.builds(PartialDate.of, days, st.sampled_from(["year", "month", "day"]))


@given(partial_dates)
def test_what_is_written_is_read_back(date):
    assert PartialDate.parse(str(date)) == date
    assert PartialDate.of(date.first, date.precision) == date
    assert PartialDate.of(date.last, date.precision) == date


@given(partial_dates, partial_dates)
def test_they_are_sorted_as_the_first_days_they_may_be(one, other):
    assert one.first <= one.last
    if str(one) < str(other):
        assert one.first <= other.first


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_refused(text):
    with suppress(ValueError):
        assert str(PartialDate.parse(text)).startswith(text.strip()[:4])


@pytest.mark.parametrize(
    "text", ["", "0000", "2025-13", "2025-02-30", "2025-00", "25", "2025-6-1-1", "۲۰۲۵", "2025/06"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"date|year|month|day"):
        PartialDate.parse(text)


def test_a_day_has_no_meaning_without_its_month():
    with pytest.raises(ValueError, match="without its month"):
        PartialDate(2025, None, 3)


@pytest.mark.parametrize(
    ("text", "parts", "english", "urdu"),
    [
        ("2025", [2025], "2025", "۲۰۲۵"),
        ("2025-6", [2025, 6], "June 2025", "جون ۲۰۲۵"),
        ("2025-09-10", [2025, 9, 10], "10 September 2025", "۱۰ ستمبر ۲۰۲۵"),
    ],
)
def test_it_says_in_words_no_more_than_is_known(text, parts, english, urdu):
    date = PartialDate.parse(text)

    assert date.parts == parts
    assert date.in_words() == english
    with override("ur"):
        assert date.in_words() == urdu
