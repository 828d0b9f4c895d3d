"""Rich text as the words in it."""

from home import plain


def test_inline_formatting_parts_no_word_and_paragraphs_do_not_run_together():
    assert plain.words("<p>com<b>mitted</b> suicide</p><p></p>") == "committed suicide"
    assert plain.lines("<ul><li>one</li><li>two</li></ul>").split("\n").count("one") == 1
