"""What people paste from Word, Google Docs, WordPress and journals comes out as text that they wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.pasting import without_first_mark, without_mark
from home.rich_text import clean, find_clutter

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8><title>Plan</title>
<style>p.MsoNormal {margin:0cm; font-size:11pt}</style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head>
<body lang=EN-GB>
<h1 style='mso-pagination:none'>Goals<o:p></o:p></h1>
<p class=MsoNormal style='margin:0cm'><b><span style='color:red'>Care</span></b> for all<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoListParagraph></p>
<xml><w:View>Normal</w:View></xml></body></html>"""

GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1a2b"><p dir="ltr" style="x">
<span style="font-weight:700;color:#000">Care</span><span style="font-weight:400"> for </span><span
style="font-style:italic">all</span></p><br /><div><span> </span></div></b>"""

WORDPRESS = """<!-- wp:paragraph {"align":"left"} --><div class="entry"><div>Posted by: A. Person Category: Blog, Daily
Tags: , , , , Comments: 0</div><p>Care for all</p>[caption id="a" width="9"]
<noscript><img src="x.png"></noscript>[/caption]
<p>Share this post</p><p>Facebook Twitter LinkedIn</p><script>track()</script><iframe src="https://e.example.org"></iframe>
<h3>Leave a Reply</h3><form><p>Name</p><textarea>say</textarea><button>Post Comment</button></form>
<p>Your email address will not be published. Required fields are marked *</p><svg><title>icon</title></svg>
<p>Tags: , , ,</p><p>Comments: 0</p><p>Interested in knowing more about us?</p></div>"""


@pytest.mark.parametrize(
    ("pasted", "left"),
    [
        (WORD, "<h2>Goals</h2> <p><b><span>Care</span></b> for all</p>"),
        (GOOGLE, '<p dir="ltr"> <strong>Care</strong><span> for </span><em>all</em></p><br>'),
        (WORDPRESS, "<p>Care for all</p>"),
        ("<table><tr><th>Year</th><td>2025</td></tr></table>", "<p>Year 2025 </p>"),
        ("<p>one<span> </span>two</p>", "<p>one two</p>"),
        ("<p>See [1] and [caption]</p>", "<p>See [1] and </p>"),
    ],
)
def test_what_programs_put_in_for_themselves_goes_and_the_words_stay(pasted, left):
    assert clean(pasted) == left


@pytest.mark.parametrize("line", ["Tags: stigma, care", "Category: those who wait", "Sign up for our newsletter", "12"])
def test_a_line_that_somebody_may_have_written_stays(line):
    assert find_clutter(f"<p>{line}</p>") == []


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("1. Is it free?", "Is it free?"),
        ("12) Is it free?", "Is it free?"),
        ("Q3: Is it free?", "Is it free?"),
        ("۲۔ کیا یہ مفت ہے؟", "کیا یہ مفت ہے؟"),
        ("– Yes", "Yes"),
        ("— Yes – in part", "Yes – in part"),
        ("24 hours a day?", "24 hours a day?"),
        ("3.5 million people?", "3.5 million people?"),
        ("-5 degrees", "-5 degrees"),
        ("Quality", "Quality"),
    ],
)
def test_the_mark_of_a_typed_list_is_left_off(typed, left):
    assert without_mark(typed) == left
    assert without_first_mark(f"<p> <b>{typed}</b></p>") == f"<p> <b>{left}</b></p>"
    assert without_first_mark(f"<p>{typed}</p>") == f"<p>{left}</p>"


@given(st.text(max_size=200))
def test_any_markup_is_cleaned_and_cleaning_it_twice_changes_nothing(text):
    cleaned = clean(f"<div>{text}<p>{text}</p></div>")

    assert "<script" not in cleaned
    assert clean(cleaned) == cleaned


def test_a_bracket_that_is_never_closed_takes_no_other_ones_words_with_it():
    assert clean("<p>[audio of the talk, as said in [2]</p>") == "<p>[audio of the talk, as said in [2]</p>"
