"""A publication is cited from its record, no more exactly than the record is."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from publications.citing import csl, highwire
from publications.citing.styles import citations
from publications.models import Contributor, PublicationIndexPage, PublicationPage
from tests.factories.home import in_urdu, list_under, site
from tests.factories.publications import PublicationFactory

pytestmark = pytest.mark.django_db
TITLE = "Supervision-based evaluation of primary healthcare workers' performance after mhGAP-HIG training in Pakistan"


@pytest.fixture
def publications():
    return list_under(site(), PublicationIndexPage)


@pytest.fixture
def in_a_journal(publications):
    return PublicationFactory(
        parent=publications,
        title=TITLE,
        journal="SSM - Mental Health",
        volume="7",
        article_number="100451",
        publisher="",
        published_on=datetime.date(2025, 6, 1),
        published_precision="month",
        authors=[("Asma", "Humayun"), ("Arooj", "Najmussaqib"), ("Noor ul Ain", "Muneeb")],
    )


def test_an_article_in_a_journal(in_a_journal):
    assert in_a_journal.citation() == (
        f"Humayun A, Najmussaqib A, Muneeb NA. {TITLE}. SSM - Mental Health 7, June 2025, 100451."
    )
    assert in_a_journal.reference() == "Humayun A, Najmussaqib A, Muneeb NA. SSM - Mental Health 7, June 2025, 100451."


def test_an_article_online_first_with_a_doi(publications):
    article = PublicationFactory(
        parent=publications,
        title="Implementing the guide",
        publisher="Cambridge University Press",
        online_first=True,
        doi="10.1017/gmh.2025.1",
        authors=[("Asma", "Humayun")],
    )

    assert article.citation() == (
        "Humayun A. Implementing the guide. Cambridge University Press, published online 10 September 2025. "
        "https://doi.org/10.1017/gmh.2025.1"
    )


@pytest.mark.parametrize(
    ("fields", "reference"),
    [
        ({"published_precision": "year", "publisher": "A Ministry"}, "A Ministry, 2025."),
        ({"published_precision": "month", "publisher": ""}, "September 2025."),
        ({"online_first": True, "publisher": ""}, "Published online 10 September 2025."),
        ({"published_on": None, "publisher": ""}, ""),
        ({"journal": "Mind", "volume": "3", "number": "2", "pages": "10–19"}, "Mind 3(2), 10 September 2025, 10–19."),
        ({"authors": [("", "A Health Body")], "published_on": None, "publisher": ""}, "A Health Body."),
        ({"authors": [("A Health", "body")], "published_on": None, "publisher": ""}, "body AH."),
        ({"authors": [("Jean-Luc", "Martin")], "published_on": None, "publisher": ""}, "Martin JL."),
        ({"authors": [("عائشہ", "خان")], "published_on": None, "publisher": ""}, "خان عائشہ۔"),
    ],
)  # fmt: skip
def test_what_is_not_known_leaves_no_gap(publications, fields, reference):
    assert PublicationFactory(parent=publications, **fields).reference() == reference


def test_a_title_that_ends_in_a_question_mark_gets_no_full_stop(publications):
    article = PublicationFactory(parent=publications, title="Does it work?", publisher="", published_on=None)

    assert article.citation() == "Does it work?"


def test_a_citation_stays_in_the_language_of_the_publication(in_a_journal):
    with override("ur"):
        assert "June 2025" in in_a_journal.citation()

    in_a_journal.language = "ur"

    assert "جون ۲۰۲۵" in in_a_journal.citation()


def test_a_title_that_runs_the_other_way_is_set_apart_from_the_rest_of_its_citation(publications):
    report = PublicationFactory(parent=publications, title="رپورٹ ۲۰۲۵", publisher="The Unit", language="en")
    assert "\u2068رپورٹ ۲۰۲۵۔\u2069 The Unit" in report.citation()


def test_an_urdu_edition_cites_the_title_that_the_publication_has(in_a_journal):
    translated = in_urdu(in_a_journal, title="زیرِ نگرانی جائزہ")

    assert translated.citation() == in_a_journal.citation()
    assert csl.item(translated)["title"] == TITLE


def test_reference_managers_find_the_same_facts_in_meta_tags(in_a_journal):
    in_a_journal.contributors.add(Contributor(given="Ed", family="Itor", role="editor"))
    in_a_journal.contributors.first().affiliation = "A University"

    assert highwire.tags(in_a_journal, base_url="https://unit.example.org") == [
        ("citation_title", TITLE),
        ("citation_author", "Asma Humayun"),
        ("citation_author_institution", "A University"),
        ("citation_author", "Arooj Najmussaqib"),
        ("citation_author", "Noor ul Ain Muneeb"),
        ("citation_publication_date", "2025/06"),
        ("citation_journal_title", "SSM - Mental Health"),
        ("citation_volume", "7"),
        ("citation_firstpage", "100451"),
        ("citation_language", "en"),
    ]


@pytest.mark.parametrize(
    "written", ["https://doi.org/10.1017/gmh.2025.1", "doi: 10.1017/gmh.2025.1", "10.1017/gmh.2025.1 "]
)
def test_a_doi_is_kept_without_its_address(written):
    publication = PublicationPage(title="A", slug="a", doi=written)

    publication.clean()

    assert publication.doi == "10.1017/gmh.2025.1"


def test_what_is_no_doi_is_refused():
    with pytest.raises(ValidationError, match="A DOI begins with"):
        PublicationPage(title="A", slug="a", doi="gmh.2025.1").clean()


def test_what_is_wrong_is_told_at_its_field():
    wrong = PublicationPage(
        title="A", slug="a", doi="x", isbn="1", issn="1", pmid="one", withdrawn_on=datetime.date(2025, 1, 1)
    )
    wrong.supersedes = wrong

    with pytest.raises(ValidationError) as refused:
        wrong.clean()

    assert set(refused.value.message_dict) == {"doi", "isbn", "issn", "pmid", "withdrawal_reason", "supersedes"}


def test_of_a_date_no_more_is_kept_than_is_known():
    report = PublicationPage(title="A", published_on=datetime.date(2025, 6, 17), published_precision="month")

    report.clean()

    assert report.published_on == datetime.date(2025, 6, 1)


def test_a_body_has_no_given_names_and_an_orcid_is_tried():
    with pytest.raises(ValidationError, match="no given names"):
        Contributor(given="The", family="Unit", is_body=True).clean()
    with pytest.raises(ValidationError, match="ORCID"):
        Contributor(family="Khan", orcid="0000-0002-1825-0098").clean()


@pytest.mark.parametrize(
    ("given", "initials"),
    [("Noor ul Ain", "NA"), ("Noor-ul-Ain", "NA"), ("Jean-Luc", "JL"), ("bell", "bell"), ("", "")],
)
def test_the_house_and_vancouver_make_the_same_initials(publications, given, initials):
    publication = PublicationFactory(parent=publications, authors=[(given, "Muneeb")])

    assert publication.reference().startswith(f"Muneeb {initials}".strip() + ".")
    vancouver = next(cited.html for cited in citations(csl.item(publication)) if cited.style.code == "vancouver")
    assert vancouver.startswith(f"Muneeb {initials}".strip() + ".")
