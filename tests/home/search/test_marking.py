"""What is found is shown with the words asked for marked, and each run in the language it is written in."""

from html import unescape

from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from home.search.marking import snippet


def test_an_urdu_name_in_an_english_text_is_told_apart_and_marked_as_other_words():
    assert snippet("The Hamdard Force (ہمدرد فورس) trains, and ends.", ["فورس", "trains"]) == (
        'The Hamdard Force (<bdi lang="ur" dir="rtl">ہمدرد <mark>فورس</mark></bdi>) <mark>trains</mark>, and ends.'
    )


def test_an_english_name_in_an_urdu_text_stays_in_its_line():
    assert snippet("یونٹ MyCare+ چلاتا ہے", ["mycare"]) == "یونٹ <mark>MyCare</mark>+ چلاتا ہے"


@given(st.text(alphabet=st.sampled_from("ab <&\"' \u200c،ہمدرد۔"), max_size=60))
def test_no_sign_is_lost_or_becomes_markup(text):
    assert unescape(strip_tags(snippet(text, ["a", "ہ"]))) == text
