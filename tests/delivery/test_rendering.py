import pytest

from delivery.exceptions import RenderingError
from delivery.rendering import MAX_DEPTH, Content, compile_mjml


def _mjml(body="<mj-text>Hello</mj-text>", root="<mjml>", title="Newsletter 33"):
    return (
        f"{root}<mj-head><mj-title>{title}</mj-title></mj-head><mj-body><mj-section><mj-column>{body}"
        "</mj-column></mj-section></mj-body></mjml>"
    )


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ur", "rtl")])
@pytest.mark.parametrize("root", ["<mjml>", '<mjml lang="und" dir="auto">'])
def test_language_and_direction_stand_on_html_and_wrapper_whatever_the_source_says(language, direction, root):
    html = compile_mjml(_mjml(root=root), language=language)
    assert html.count(f'lang="{language}" dir="{direction}"') == 2
    assert 'lang="und"' not in html


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("", "no <mjml>"),
        (_mjml("<mj-text><p>never closed</mj-text>"), "does not compile"),
        (_mjml(title=" "), "title is empty"),
        (_mjml('<mj-image src="https://unit.example.org/a.jpg" />'), "no alt"),
        (_mjml('<mj-text><img src="x" alt=\'An "x" onerror="alert(1)\' /></mj-text>'), "single quotes"),
        (_mjml("<mj-text>" + "<div>" * (MAX_DEPTH + 1) + "</div>" * (MAX_DEPTH + 1) + "</mj-text>"), "nested"),
        (_mjml('<mj-text><img src="x" alt=\'1 > 0 "x" onerror="alert(1)\' /></mj-text>'), "&gt;"),
        (_mjml("<mj-text>" + '<b title="<">' * 300 + "</b>" * 300 + "</mj-text>"), "&lt;"),
        (_mjml("<mj-text>" + "<b><!--</b>-->" * 300 + "</b>" * 300 + "</mj-text>"), "nested"),
        (_mjml("<mj-text>" + "<é>" * 300 + "</é>" * 300 + "</mj-text>"), "nested"),
        (_mjml("<mj-text>" + "x" * 1_000_001 + "</mj-text>"), "characters"),
        (_mjml('<mj-social><mj-social-element name="facebook" href="x">F</mj-social-element></mj-social>'), "no alt"),
    ],
)
def test_a_fault_is_refused_and_named(source, fault):
    with pytest.raises(RenderingError, match=fault):
        compile_mjml(source, language="en")


def test_no_font_is_fetched_from_a_foreign_host():
    html = compile_mjml(_mjml('<mj-text font-family="Roboto, Open Sans">Hello</mj-text>'), language="en")
    assert "googleapis" not in html


def test_words_on_two_lines_are_not_glued_together():
    html = compile_mjml(_mjml("<mj-text><b>one</b>\n  <i>two</i></mj-text>"), language="en")
    assert "<b>one</b> <i>two</i>" in html


def test_placeholders_survive_in_text_and_links():
    html = compile_mjml(_mjml('<mj-text><a href="[[unsubscribe_url]]">[[name]]</a></mj-text>'), language="en")
    assert '<a href="[[unsubscribe_url]]">[[name]]</a>' in html


def test_the_hash_of_a_content_depends_on_each_part():
    contents = [Content("a", "b", "c"), Content("ab", "", "c"), Content("a", "bc", ""), Content("x", "b", "c")]
    assert len({content.hash for content in contents}) == 4
