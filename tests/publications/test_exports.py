"""What is taken away reads back as what was meant, in every format."""

import csv
import io
import json

import bibtexparser
import pytest
import rispy

from publications.citing import bibtex, csl, ris, table
from publications.citing.formats import FORMATS
from publications.models import Contributor, PublicationIndexPage
from tests.factories.home import list_under, site
from tests.factories.publications import PublicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def publications():
    return list_under(site(), PublicationIndexPage)


@pytest.fixture
def article(publications):
    page = PublicationFactory(
        parent=publications,
        slug="article",
        title="The mhGAP-HIG: 50% & more_",
        subtitle="A {trial}",
        journal="Mind",
        volume="7",
        number="2",
        pages="10–19",
        publisher="",
        doi="10.1017/gmh.2025.1",
        published_precision="month",
        abstract="<p>One &amp; two.</p><p>ER  - three</p>",
        keywords="care; training",
        authors=[("Asma", "Humayun"), ("", "Unit and Partners")],
    )
    page.contributors.add(Contributor(given="Ed", family="Itor", role="editor"))
    author = page.contributors.first()
    author.affiliation, author.orcid = "A University", "0000-0002-1825-0097"
    page.save()
    return page


def test_an_item_says_all_that_is_known_and_no_more(article):
    assert csl.item(article) == {
        "id": "article",
        "type": "article-journal",
        "title": "The mhGAP-HIG: 50% & more_: A {trial}",
        "author": [
            {
                "family": "Humayun",
                "given": "Asma",
                "ORCID": "https://orcid.org/0000-0002-1825-0097",
                "affiliation": [{"name": "A University"}],
            },
            {"literal": "Unit and Partners"},
        ],
        "editor": [{"family": "Itor", "given": "Ed"}],
        "container-title": "Mind",
        "volume": "7",
        "issue": "2",
        "page": "10–19",
        "issued": {"date-parts": [[2025, 9]]},
        "language": "en",
        "keyword": "care; training",
        "abstract": "One & two.\n\nER  - three",
        "DOI": "10.1017/gmh.2025.1",
    }


def test_what_stands_here_alone_is_cited_by_its_page_and_other_papers_are_not(publications):
    plan = PublicationFactory(parent=publications, slug="plan", kind="plan")
    paper = PublicationFactory(parent=publications, kind="article")

    assert csl.item(plan)["URL"] == "http://testserver/publications/plan/"
    assert csl.item(plan)["genre"] == "Plan"
    assert "URL" not in csl.item(paper)


def test_bibtex_is_read_back(article):
    entry = bibtexparser.parse_string(bibtex.write([csl.item(article)])).entries[0]

    assert (entry.entry_type, entry.key) == ("article", "article")
    fields = {field.key: field.value for field in entry.fields}
    assert fields["title"] == r"The {mhGAP-HIG:} 50\% \& more\_: A \{trial\}"
    assert fields["author"] == "Humayun, Asma and {Unit and Partners}"
    assert (fields["year"], fields["month"], fields["pages"]) == ("2025", "9", "10--19")
    assert "day" not in fields


def test_no_field_of_bibtex_ends_before_its_end():
    hostile = {
        "id": "x",
        "type": "report",
        "title": "}}\n@article{",
        "DOI": "10.1000/}\\{",
        "author": [{"literal": "}"}],
    }

    library = bibtexparser.parse_string(bibtex.write([hostile, {"id": "y", "type": "speech", "title": "{"}]))

    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == ["x", "y"]


def test_ris_is_read_back_and_no_text_begins_a_line_of_its_own(article):
    (record,) = rispy.loads(ris.write([csl.item(article)]))

    assert record["authors"] == ["Humayun, Asma", "Unit and Partners"]
    assert record["secondary_authors"] == ["Itor, Ed"]
    assert (record["date"], record["start_page"], record["end_page"]) == ("2025/09//", "10", "19")
    assert record["abstract"] == "One & two. ER - three"
    assert record["keywords"] == ["care", "training"]


def test_a_table_holds_no_formula(publications):
    page = PublicationFactory(parent=publications, title="=HYPERLINK(1)", authors=[("", "@SUM")], journal="+1")

    heading, line = csv.reader(io.StringIO(table.write([page]).removeprefix("\ufeff")))

    row = dict(zip(heading, line, strict=True))
    assert (row["title"], row["authors"], row["journal or series"]) == ("'=HYPERLINK(1)", "'@SUM", "'+1")
    assert (row["published"], row["kind"]) == ("2025-09-10", "Journal article")


def test_a_list_takes_the_same_queries_in_every_format_however_long(publications, django_assert_max_num_queries):
    def publish(count):
        for _ in range(count):
            PublicationFactory(parent=publications, title="عنوان", kind="report", authors=[("A", "B")])

    def queries():
        found = publications.publications()
        taken = []
        for made in FORMATS.values():
            with django_assert_max_num_queries(20) as counted:
                made.write(list(found.select_related("locale").prefetch_related("contributors", "files__document")))
            taken.append(len(counted))
        return taken

    publish(2)
    queries()
    few = queries()
    publish(18)

    assert queries() == few
    assert len(json.loads(FORMATS["csl"].write(list(publications.publications())))) == 20
