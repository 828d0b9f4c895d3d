"""Preferred terms: what writers are pointed to, and abbreviations explained to readers."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from home.models import PreferredTerm
from home.wording.lint import Lint
from newsletters import preflight
from tests.factories.newsletters import IssueFactory, body

MAZDOOR = PreferredTerm(preferred="Mazdoor", preferred_ur="مزدور", avoid="Mazoor\nEhsaas  Mazoor\nمزدوور")
GROUP = PreferredTerm(preferred="Technical Working Group", abbreviation="TWG", avoid="technical working group\ntWG")


def found(text):
    return [(misnomer.found, misnomer.preferred) for misnomer in Lint([MAZDOOR, GROUP]).misnomers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Mazoor and the MAZOOR", [("Mazoor", "Mazdoor"), ("MAZOOR", "Mazdoor")]),
        ("Mazoors, Mazoor's", [("Mazoor", "Mazdoor")]),
        ("The Ehsaas\n Mazoor Programme", [("Ehsaas Mazoor", "Mazdoor")]),
        ("مزدوور پروگرام", [("مزدوور", "مزدور")]),
        ("a technical Working Group", [("technical Working Group", "Technical Working Group")]),
        ("the Technical Working Group, Mazdoor", []),
        ("MazooR and İ", [("MazooR", "Mazdoor")]),
        ("", []),
    ],
)
def test_variants_are_found_as_whole_words_and_what_is_preferred_is_not(text, expected):
    assert found(text) == expected


@given(st.text(max_size=300))
def test_no_text_breaks_the_lint(text):
    assert all(preferred in {"Mazdoor", "مزدور", "Technical Working Group"} for _words, preferred in found(text))


@given(st.lists(st.text(max_size=20), max_size=5), st.text(max_size=100))
def test_nor_does_any_term(variants, text):
    Lint([PreferredTerm(preferred="ok", avoid="\n".join(variants))]).misnomers(text)


def test_letters_that_fold_to_others_are_no_error():
    lint = Lint([PreferredTerm(preferred="ok", avoid="istanbul\nstraße")])
    assert [misnomer.found for misnomer in lint.misnomers("İstanbul STRAẞE")] == ["İstanbul", "STRAẞE"]


def test_a_term_that_forbids_itself_is_refused():
    with pytest.raises(ValidationError, match="what is preferred"):
        PreferredTerm(preferred="Mazdoor", avoid="Mazoor\nMazdoor").clean()


@pytest.mark.django_db
def test_preflight_warns_of_variants_where_they_stand():
    MAZDOOR.pk = None
    MAZDOOR.save()
    issue = IssueFactory(subject="Ehsaas Mazoor", body=body(("text", {"text": "<p>The <b>Mazoor</b></p>"})))

    warned = [finding for finding in preflight.check(issue) if finding.code == "misnomer"]

    assert [(finding.block_label, finding.blocks) for finding in warned] == [
        ("Subject", False),
        ("Block 1, Text", False),
    ]
    assert warned[0].message == "Write “Mazdoor”, not “Ehsaas Mazoor”."


def explained(html):
    template = Template("{% load wording_tags %}{% explained %}{{ html|safe }}{% endexplained %}")
    return template.render(Context({"html": html}))


@pytest.mark.django_db
def test_an_abbreviation_is_explained_once_outside_links_and_headings(django_assert_num_queries):
    PreferredTerm.objects.create(preferred="support <b>", preferred_ur="معاونت", abbreviation="MHPSS")
    PreferredTerm.objects.create(preferred="Ministry of Planning", abbreviation="MoPD&SI")
    html = (
        '<h2>MHPSS</h2><p data-of="a > MHPSS"><a href="/">MHPSS</a> xMHPSS <!-- MHPSS --><br>MHPSS, MHPSS and '
        "MoPD&amp;SI</p>"
    )

    with django_assert_num_queries(1):
        shown = explained(html)

    marks = BeautifulSoup(shown, "html.parser").find_all("abbr")
    assert [(mark.text, mark["title"]) for mark in marks] == [
        ("MHPSS", "support <b>"),
        ("MoPD&SI", "Ministry of Planning"),
    ]
    assert shown.replace('<abbr title="support &lt;b&gt;">MHPSS</abbr>, MHPSS', "MHPSS, MHPSS").startswith(html[:100])
    with translation.override("ur"):
        assert 'title="معاونت"' in explained("<p>MHPSS</p>")


@pytest.mark.django_db
def test_html_without_abbreviations_stays_as_it_was():
    html = '<p class="a">Words & more<br/></p>'
    assert explained(html) == html
    PreferredTerm.objects.create(preferred="support", abbreviation="MHPSS")
    assert explained(html) == html
