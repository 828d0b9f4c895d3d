"""What we write we read back the same: export, import, export gives the file that was there before."""

import re
from datetime import UTC, datetime

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from publications.citing import formats as written
from publications.dates import PartialDate
from publications.enums import Kind, Language, Role
from publications.importing import formats, saving
from publications.models import Contributor, PublicationIndexPage, PublicationPage
from tests.factories.home import list_under, site
from tests.factories.staff import staff

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LETTERS = "abcXYZéüßñ ôāذہنیصحت"
SIGNS = " 0123456789&%$#_.,:()/'`-+?!~^<>"


def spaced(text):
    return " ".join(text.split())


def is_title(text):
    """A colon parts title and subtitle."""
    return re.match(r"\w", text) and ": " not in text


titles = st.text(LETTERS + SIGNS, min_size=1, max_size=40).map(spaced).filter(is_title)
# A name of one word can't be told from a body's in BibTeX and RIS; a comma parts it from the given names.
names = st.text(LETTERS, min_size=2, max_size=20).map(spaced).filter(lambda text: len(text) > 1)
plain_numbers = st.integers(1, 9999).map(str)
people = st.tuples(names.filter(lambda name: " and " not in f" {name} "), names)
partial_dates = st.dates(datetime(1900, 1, 1).date(), datetime(2100, 1, 1).date()).flatmap(  # noqa: DTZ001  days, not moments
    lambda day: st.sampled_from(
        [PartialDate(day.year), PartialDate(day.year, day.month), PartialDate(day.year, day.month, day.day)]
    )
)
publications = st.fixed_dictionaries(
    {
        "title": titles,
        "kind": st.sampled_from(Kind),
        "language": st.sampled_from(Language),
        "published": st.none() | partial_dates,
    },
    optional={
        "subtitle": titles,
        "journal": titles,
        "volume": plain_numbers,
        "number": plain_numbers,
        "publisher": titles,
        "edition": plain_numbers,
        "article_number": plain_numbers,
        "pages": st.tuples(plain_numbers, plain_numbers).filter(lambda ends: ends[0] != ends[1]).map("–".join),
        "doi": st.from_regex(r"10\.[0-9]{4,6}/[a-z0-9._()/:-]{1,20}[a-z0-9]", fullmatch=True),
        "pmid": plain_numbers,
        "issn": st.just("2054-4251"),
        "full_text_at": st.just("https://example.org/a_b?c=d&e=%20f"),
        "keywords": st.lists(names, min_size=1, max_size=3).map("; ".join),
        "abstract": titles.map(lambda text: f"<p>{text.replace('<', '').replace('>', '').replace('&', '')}</p>"),
    },
)


def page_of(values, bodies, authors):
    page = PublicationPage(slug="same", **values)
    page.contributors = [
        *(Contributor(family=name, is_body=True) for name in bodies),
        *(Contributor(family=family, given=given, role=role) for (family, given), role in authors),
    ]
    page.contributors = sorted(page.contributors.all(), key=lambda each: list(Role).index(each.role))
    return page


def again(code, text):
    """Return `text` written anew from what is read of it; the key of an entry is a label and not kept."""
    _code, result = formats.read(text)
    assert not result.problems
    pages = [saving.page_of(found.item)[0] for found in result.items]
    for page in pages:
        page.slug = "same"
    return written.FORMATS[code].write(pages)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["bibtex", "ris", "csl"])
@settings(max_examples=30)
@given(
    values=publications,
    bodies=st.lists(names, max_size=2),
    authors=st.lists(st.tuples(people, st.sampled_from(Role)), max_size=3),
)
def test_what_was_written_is_written_the_same_after_it_was_read(code, values, bodies, authors):
    text = written.FORMATS[code].write([page_of(values, bodies, authors)])
    assert again(code, text) == text


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["bibtex", "ris", "csl"])
def test_every_kind_comes_back_as_what_it_was(code):
    text = written.FORMATS[code].write([PublicationPage(title="A", slug=kind, kind=kind) for kind in Kind])
    assert [saving.kind_of(found.item) for found in formats.read(text)[1].items] == list(Kind)


@pytest.mark.django_db
def test_a_comma_or_an_and_within_a_name_parts_nothing_in_bibtex():
    page = PublicationPage(title="A", slug="a")
    page.contributors = [Contributor(family="Khan, PhD", given="Ali, and Co"), Contributor(family="B", given="C")]
    (found,) = formats.read(written.FORMATS["bibtex"].write([page]))[1].items
    assert found.item["author"] == [{"family": "Khan, PhD", "given": "Ali, and Co"}, {"family": "B", "given": "C"}]


@pytest.mark.django_db
def test_latex_draws_no_signs_of_a_title_together():
    text = written.FORMATS["bibtex"].write([PublicationPage(title="A--B ''C'' ``D?` E,,", slug="a", pages="1--2")])
    assert "A-{}-B '{}'C'{}' `{}`D?{}` E,{}," in text
    assert "{1--2}" in text
    assert formats.read(text)[1].items[0].item["title"] == "A--B ''C'' ``D?` E,,"


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["bibtex", "ris", "csl"])
def test_a_publication_with_everything_comes_back_through_the_database(code):
    under = list_under(site(), PublicationIndexPage)
    values = {
        "title": "Training of 50% & more: “mhGAP”",
        "kind": Kind.GUIDELINE,
        "language": Language.PUNJABI,
        "published": PartialDate(2025, 6),
        "journal": "Global Mental Health",
        "volume": "7",
        "number": "2",
        "pages": "10–19",
        "article_number": "100451",
        "publisher": "University Press",
        "edition": "2",
        "doi": "10.1017/gmh.2025.1",
        "issn": "2054-4251",
        "full_text_at": "https://example.org/a_b",
        "keywords": "stress; relief",
        "abstract": "<p>One.</p>",
    }
    people = [(("van der Berg", "Jan"), Role.AUTHOR), (("Noor ul Ain", "Sana"), Role.EDITOR)]
    text = written.FORMATS[code].write([page_of(values, ["Ministry of Planning, Development and Reform"], people)])
    _code, result = formats.read(text)
    page = saving.draft(result.items[0].item, under=under, by=staff("Author"), now=NOW, source="x")
    page = PublicationPage.objects.get(pk=page.pk)
    page.slug = "same"
    assert written.FORMATS[code].write([page]) == text
