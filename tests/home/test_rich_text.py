"""What people paste comes out fit to show on the site and to hand to the MJML compiler."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page
from wagtail.rich_text import RichText

from home.rich_text import MAX_DEPTH, MAX_LENGTH, MAX_TAGS, RichTextTooLongError, clean, find_clutter, validate_length


def test_plain_markup_and_language_runs_are_kept():
    html = '<p>The <b>R&amp;D</b> of <span dir="rtl" lang="ur">ہمدرد فورس</span></p>'

    assert clean(html) == html


def test_scripts_handlers_and_foreign_schemes_are_dropped():
    html = '<p onclick="x()">Hello<script>alert(1)</script> <a href="javascript:alert(1)">there</a></p>'

    assert clean(html) == "<p>Hello <a>there</a></p>"


def test_attributes_always_end_up_in_double_quotes_so_that_an_alt_text_cannot_break_out():
    html = """<p><img alt='An "x" onerror="y' src="/a.png"></p>"""

    assert clean(html) == '<p><img alt="An &quot;x&quot; onerror=&quot;y" src="/a.png"></p>'


@pytest.mark.django_db
def test_a_link_to_a_deleted_page_becomes_plain_text():
    assert clean('<p>See <a linktype="page" id="999999">the plan</a>.</p>') == "<p>See the plan.</p>"


@pytest.mark.django_db
def test_links_and_images_become_absolute_when_a_base_is_given():
    page = Page.objects.filter(depth=2).first()
    html = f'<p><a linktype="page" id="{page.pk}">Home</a> <a href="/a">a</a> <a href="mailto:a@example.org">m</a></p>'

    cleaned = clean(html, base_url="https://unit.example.org/")

    assert 'href="https://unit.example.org/a"' in cleaned
    assert 'href="mailto:a@example.org"' in cleaned
    assert 'href="/' not in cleaned


def test_newlines_between_inline_elements_become_spaces():
    assert clean("<p><b>one</b>\n  <i>two</i></p>") == "<p><b>one</b> <i>two</i></p>"


def test_the_furniture_of_a_publishers_page_is_dropped_and_can_be_named():
    html = (
        "<p>Asma Humayun and Arooj Najmussaqib</p><p>Show author details</p>"
        "<p>Article Figures Supplementary materials eLetters Metrics</p>"
        "<p>Save PDF Share Cite Rights &amp; Permissions</p><ul><li>Aims and scope</li><li>Submit manuscript</li></ul>"
    )

    assert clean(html) == "<p>Asma Humayun and Arooj Najmussaqib</p>"
    assert find_clutter(html) == [
        "Show author details",
        "Article Figures Supplementary materials eLetters Metrics",
        "Save PDF Share Cite Rights & Permissions",
        "Aims and scope",
        "Submit manuscript",
    ]


@pytest.mark.parametrize("line", ["Article", "Share your figures with us", "Metrics", "Open access for all", ""])
def test_a_line_that_somebody_may_have_written_is_kept(line):
    assert find_clutter(f"<p>{line}</p>") == []


def test_elements_nested_thousands_deep_lose_their_tags_and_keep_their_text():
    cleaned = clean("<b>" * 2000 + "deep" + "</b>" * 2000)

    assert "deep" in cleaned
    assert cleaned.count("<b>") <= 24


def test_too_long_a_text_is_refused_when_stored_and_never_half_rendered():
    html = "<p>" + "a" * MAX_LENGTH + "</p>"

    with pytest.raises(ValidationError):
        validate_length(RichText(html))
    with pytest.raises(RichTextTooLongError):
        clean(html)


@pytest.mark.parametrize("tag", ["b", "p", "a", "td", "ul><li"])
def test_thousands_of_tags_that_nobody_closed_leave_a_shallow_text(tag):
    cleaned = clean(f"<{tag}>" * 2000 + "deep")

    assert "deep" in cleaned
    assert cleaned.count("<") <= 4 * MAX_DEPTH  # paragraphs that stood within each other now follow each other


def test_as_many_tags_as_no_text_has_are_refused_when_stored_and_never_rendered():
    html = "<b a='" * (MAX_TAGS + 1)

    with pytest.raises(ValidationError):
        validate_length(html)
    with pytest.raises(RichTextTooLongError):
        clean(html)


def test_a_script_within_too_many_elements_is_dropped_and_a_break_is_kept():
    cleaned = clean("<b>" * 40 + "<script>alert(1)</script>one<br>two")

    assert cleaned == "<b>" * MAX_DEPTH + "one<br>two" + "</b>" * MAX_DEPTH
