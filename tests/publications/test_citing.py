"""A publication is cited from its record, no more exactly than the record is."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from publications.models import PublicationIndexPage, PublicationPage
from tests.factories.home import list_under, site
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
        pages="100451",
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


def test_reference_managers_find_the_same_facts_in_meta_tags(in_a_journal):
    assert in_a_journal.highwire_tags() == [
        ("citation_title", TITLE),
        ("citation_author", "Asma Humayun"),
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
