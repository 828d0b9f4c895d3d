"""Notes as people type and paste them: lists come out as lists, nothing is lost, and nothing of it is ever code."""

import html
import re

import nh3
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from meetings.notes import MAX_LIST_DEPTH, Item, Listing, Paragraph, Run, blocks, to_html, to_text

TAGS = {"p", "br", "ul", "ol", "li", "strong", "em"}
ATTRIBUTES = {"p": {"lang", "dir"}, "ul": {"lang", "dir"}, "ol": {"lang", "dir"}, "li": {"value"}}


def test_paragraphs_breaks_lists_and_stress_are_what_there_is():
    text = "The chair **opened** the *meeting*\nat ten.\n\n- One\n- Two\n  1. Two one"

    assert to_html(text) == (
        '<p lang="en" dir="ltr">The chair <strong>opened</strong> the <em>meeting</em><br>at ten.</p>'
        '<ul lang="en" dir="ltr"><li>One</li><li>Two<ol lang="en" dir="ltr"><li>Two one</li></ol></li></ul>'
    )
    assert to_text(text) == "The chair opened the meeting\nat ten.\n\n- One\n- Two\n  1. Two one"
    assert blocks("**a** b\n\n- c") == [
        Paragraph((Run("a", bold=True), Run(" b"))),
        Listing((Item((Paragraph((Run("c"),)),)),)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Heading",
        "[link](https://example.org)",
        "![image](x.png)",
        "`code`",
        "> quote",
        "<script>alert('1')</script>",
        "&amp; &lt;",
        "| a | b |",
        r"C:\new\*folder",
        "---",
        "snake_case_name",
        "    four spaces before it",
        "https://example.org/<b>?a=1&b=2",
    ],
)
def test_all_else_stays_as_it_was_typed(text):
    shown = BeautifulSoup(to_html(text).replace("<br>", "\n"), "html.parser").get_text("\n")

    assert shown.split() == text.split()
    assert "<script" not in to_html(text)


@pytest.mark.parametrize("bullet", ["•\t", "• ", "–\t", "o\t", "o   ", "▪ ", "\uf0b7\t", "·       "])
def test_points_pasted_from_word_become_a_list(bullet):
    assert to_html(f"Points\n\n{bullet}One\n{bullet}Two") == (
        '<p lang="en" dir="ltr">Points</p><ul lang="en" dir="ltr"><li>One</li><li>Two</li></ul>'
    )


def test_a_pasted_list_within_a_list_keeps_its_level():
    text = "•\tOne\n    o\tOne one\n•\tTwo"

    assert to_text(text) == "- One\n  - One one\n- Two"


def test_numbers_stay_those_that_were_typed():
    assert "<li>first</li>" in to_html("1. first\n2. second")
    assert (
        to_html("4. a\n7. b\n8. c") == '<ol lang="en" dir="ltr"><li value="4">a</li><li value="7">b</li><li>c</li></ol>'
    )
    assert to_text("4) a\n7) b") == "4. a\n7. b"


def test_each_paragraph_and_point_says_its_language_and_direction():
    text = "The unit met ہمدرد فورس and others.\n\nاجلاس دس بجے WHO کے ساتھ شروع ہوا۔\n\n2026\n\n- نکتہ\n- A point"

    assert to_html(text) == (
        '<p lang="en" dir="ltr">The unit met ہمدرد فورس and others.</p>'
        '<p lang="ur" dir="rtl">اجلاس دس بجے WHO کے ساتھ شروع ہوا۔</p><p>2026</p>'
        '<ul lang="en" dir="ltr"><li><p lang="ur" dir="rtl">نکتہ</p></li><li>A point</li></ul>'
    )


def lists_within_lists(markup: str) -> int:
    soup = BeautifulSoup(markup, "html.parser")
    return max((len(point.find_parents(["ul", "ol"])) for point in soup.find_all("li")), default=0)


def test_deeply_nested_text_neither_crashes_nor_loses_a_word():
    indented = "\n".join(f"{' ' * (2 * n)}- w{n}" for n in range(200))
    numbered = "\n".join(f"{' ' * (3 * n)}{n + 1}. w{n}" for n in range(200))
    for text in (indented, numbered, "- " * 20_000 + "end", "1. " * 10_000 + "end", "*" * 20_000 + "end" + "_*" * 9000):
        markup = to_html(text)
        assert lists_within_lists(markup) <= MAX_LIST_DEPTH
        assert set(re.findall(r"w\d+|end", text)) == set(re.findall(r"w\d+|end", markup))


MARKS = ["- ", "* ", "1. ", "12) ", "• ", "o\t", "\n", "\n\n", "  ", "    ", "\t", "**", "*", "_", "\\"]
OTHERS = ["<b>", "</textarea>", "&", '"', "'", "[x](y)", "`", "# ", "> ", "ڈاکٹر", "word", "\x00", "\r\n"]
PIECES = st.lists(st.one_of(st.sampled_from(MARKS), st.sampled_from(OTHERS), st.text(max_size=8)), max_size=40).map(
    "".join
)
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def letters(text: str) -> str:
    """Return the letters and digits in order, but zeros: those before a point's number are not written."""
    return "".join(re.findall(r"[^\W_0]", text))


@given(PIECES)
@example("- 7. seven\n  - - x\n12. - 3) y")
@example("-\n-\n\n   1.\n")
@example("o\to\to\t")
def test_whatever_is_pasted_is_shown_whole_and_safe(text):
    markup = to_html(text)

    assert html.unescape(nh3.clean(markup, tags=TAGS, attributes=ATTRIBUTES)) == html.unescape(markup)
    assert lists_within_lists(markup) <= MAX_LIST_DEPTH
    visible = UNSEEN.sub("", "\n".join(text.splitlines()))
    typed = re.sub(r"(?m)^([ \t]*)o(?=\t| {2})", r"\1", visible)
    assert letters(typed) == letters(to_text(text))
