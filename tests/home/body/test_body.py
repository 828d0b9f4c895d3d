"""The body that pages share: anchors, table of contents, references to sources, questions and answers."""

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from home.body import outline
from home.body.blocks import BodyBlock
from tests.factories.home import KeyFigureFactory


class Holder:
    """What has a body, as a page does."""

    def __init__(self, *blocks):
        self.body = BodyBlock().to_python([{"type": kind, "value": value} for kind, value in blocks])


def heading(text, level="h2"):
    return "heading", {"text": text, "level": level}


def listed(kind, *values):
    return kind, list(values)


def shown(*blocks, tag="page_body"):
    template = Template(f"{{% load body_tags %}}{{% {tag} page %}}")
    return BeautifulSoup(template.render(Context({"page": Holder(*blocks)})), "html.parser")


def test_every_heading_has_an_id_of_its_own_in_every_script():
    page = shown(heading("The plan"), heading("The plan"), heading("ذہنی صحت"), heading("???"), heading("!!!"))

    assert [h2["id"] for h2 in page.find_all("h2")] == [
        "part-the-plan",
        "part-the-plan-2",
        "part-ذہنی-صحت",
        "part",
        "part-2",
    ]


def test_an_anchor_stays_when_other_headings_come_before_it():
    before = outline.outline(Holder(heading("Goals"), heading("Partners")).body)
    after = outline.outline(Holder(heading("Why"), heading("Goals"), heading("Partners")).body)

    assert [entry.anchor for entry in before] == [entry.anchor for entry in after][1:]


@given(st.lists(st.text(max_size=90), max_size=8))
def test_ids_never_repeat_and_hold_no_space(texts):
    anchors = outline.Anchors("part")
    given_out = [anchors.of(text) for text in texts]

    assert len(set(given_out)) == len(given_out)
    assert not any(character.isspace() for anchor in given_out for character in anchor)


def test_a_subheading_before_any_heading_becomes_one():
    page = shown(heading("First", "h3"), heading("Second", "h3"))

    assert [(tag.name, tag.text) for tag in page.find_all(["h2", "h3"])] == [("h2", "First"), ("h3", "Second")]


def test_references_lead_to_the_sources_and_the_sources_back_wherever_the_block_stands():
    page = shown(
        listed("sources", {"title": "Atlas", "year": "2020", "url": "https://example.org/a"}, {"title": "Survey"}),
        ("text", "<p>One in four [1], again [1], in Urdu [۱], and <b>nobody</b> [7].</p>"),
    )

    references = page.select("a.reference")
    assert [(link["href"], link.get("id")) for link in references] == [
        ("#source-1", "named-1"),
        ("#source-1", None),
        ("#source-1", None),
    ]
    assert "[7]" in page.text
    assert page.find_all(True)[-1].find_parent(class_="body-sources")  # sources close the page
    assert page.select_one("#source-1 a[href='#named-1']")
    assert not page.select_one("#source-2 a[href^='#named']")


def test_a_reference_within_a_link_stays_text_and_markup_cannot_be_smuggled_in():
    page = shown(
        listed("sources", {"title": "<script>alert(1)</script>"}),
        ("text", '<p><a href="https://example.org/">See [1]</a> &lt;script&gt; [1]<script>x()</script></p>'),
        heading('<img src=x onerror="x()">'),
    )

    assert page.find("script") is None
    assert page.find("img") is None
    assert len(page.select("a.reference")) == 1
    assert "<script> [1]" in page.text


def test_questions_have_anchors_and_lose_their_typed_marks_when_saved():
    block = BodyBlock()
    kind, value = listed(
        "faq",
        {"question": "1. Is it free?", "answer": "<p>– Yes, it is.</p>"},
        {"question": "۲۔ 24 hours a day?", "answer": "<p><b>• </b>Always</p>"},
    )
    cleaned = block.clean(block.to_python([{"type": kind, "value": value}]))

    assert [(item["question"], item["answer"].source) for item in cleaned[0].value] == [
        ("Is it free?", "<p>Yes, it is.</p>"),
        ("24 hours a day?", "<p><b></b>Always</p>"),
    ]
    page = shown(("faq", [dict(item, answer=item["answer"].source) for item in cleaned[0].value]))
    assert [h3["id"] for h3 in page.find_all("h3")] == ["question-is-it-free", "question-24-hours-a-day"]


def test_a_long_body_has_contents_and_says_how_long_it_takes_and_a_short_one_does_neither():
    long = [heading("One"), ("text", f"<p>{'word ' * 700}</p>"), heading("Two"), heading("Deeper", "h3")]

    assert [link["href"] for link in shown(*long, tag="page_contents").select("li a")] == [
        "#part-one",
        "#part-two",
        "#part-deeper",
    ]
    assert shown(*long, tag="reading_time").text.strip() == "4 minutes to read"
    short = [heading("One"), heading("Two")]
    assert shown(*short, tag="page_contents").text.strip() == ""
    assert shown(*short, tag="reading_time").text.strip() == ""


def test_plain_text_is_what_is_read_captions_and_sources_left_out():
    body = Holder(
        heading("Why"),
        ("text", "<p>Because <b>it</b> helps.</p>"),
        ("quote", {"quote": "It did.", "attribution": "A mother"}),
        listed("faq", {"question": "Free?", "answer": "<p>Yes.</p>"}),
        listed("sources", {"title": "Atlas"}),
    ).body

    assert outline.plain_text(body) == "Why\nBecause it helps.\nIt did.\nA mother\nFree?\nYes."


@pytest.mark.django_db
def test_key_figures_are_the_records_own_and_one_that_is_gone_leaves_no_gap(django_assert_num_queries):
    figures = [KeyFigureFactory(value=value).pk for value in (2336, 473)]

    with django_assert_num_queries(1):
        page = shown(listed("key_figures", *figures, 99999))
    assert [value.text for value in page.select(".value")] == ["2,336", "473"]


def test_in_urdu_the_headings_of_the_house_are_urdu_and_the_source_keeps_its_language():
    with translation.override("ur"):
        page = shown(listed("sources", {"title": "Atlas", "year": "2020"}))

    assert page.cite["lang"] == "en"
    assert "۲۰۲۰" in page.text
