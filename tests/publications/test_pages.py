"""The list of publications and the page of one."""

import pytest
from bs4 import BeautifulSoup

from publications.models import PublicationIndexPage
from tests.factories.home import in_urdu, list_under, site
from tests.factories.publications import PublicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def publications():
    return list_under(site(), PublicationIndexPage)


def read(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_publications_stand_under_their_years_and_the_undated_last(client, publications):
    PublicationFactory(parent=publications, title="Old", published_on="2024-05-01")
    PublicationFactory(parent=publications, title="New", published_on="2025-05-01")
    PublicationFactory(parent=publications, title="Undated brief", published_on=None)
    PublicationFactory(parent=publications, title="Draft", live=False)

    page = read(client, "/publications/")

    assert [heading.text for heading in page.select(".year h2")] == ["2025", "2024", "Undated"]
    assert [title.text.strip() for title in page.select("cite")] == ["New", "Old", "Undated brief"]


def test_one_can_ask_for_one_kind(client, publications):
    PublicationFactory(parent=publications, title="Article", kind="article")
    PublicationFactory(parent=publications, title="Report", kind="report")

    page = read(client, "/publications/?kind=report")

    assert [title.text.strip() for title in page.select("cite")] == ["Report"]
    assert page.select_one(".filter [aria-current]").text == "Report (1)"
    assert len(read(client, "/publications/?kind=<script>").select("cite")) == 2


def test_links_tell_which_publication_they_lead_to(client, publications):
    PublicationFactory(parent=publications, title="Article", slug="a", url="https://journal.example.org/1")

    links = {" ".join(link.text.split()): link["href"] for link in read(client, "/publications/").select(".actions a")}

    assert links == {"Read: Article": "https://journal.example.org/1", "Cite: Article": "/publications/a/#cite"}


def test_a_publication_shows_reference_access_doi_abstract_and_citation(client, publications):
    PublicationFactory(
        parent=publications,
        slug="a",
        doi="10.1017/gmh.2025.1",
        abstract="<p>Background.</p>",
        peer_reviewed=True,
        authors=[("Asma", "Humayun")],
    )

    page = read(client, "/publications/a/")

    assert page.select_one("a.button")["href"] == "https://doi.org/10.1017/gmh.2025.1"
    assert [badge.text for badge in page.select(".kind")] == ["Open access", "Peer reviewed"]
    assert page.select_one("#cite .cite").text.endswith("https://doi.org/10.1017/gmh.2025.1")
    assert page.select_one("meta[name=citation_author]")["content"] == "Asma Humayun"
    assert "Background." in page.text


def test_an_english_title_is_marked_as_english_on_the_urdu_page(client, publications):
    in_urdu(PublicationFactory(parent=publications, slug="a"))

    heading = read(client, "/ur/publications/a/").h1

    assert (heading["lang"], heading.bdi["dir"]) == ("en", "ltr")


def test_the_list_takes_the_same_number_of_queries_for_three_and_for_thirty(
    client, publications, django_assert_max_num_queries
):
    def publish(count):
        for _ in range(count):
            PublicationFactory(parent=publications, authors=[("A", "One"), ("B", "Two")])

    publish(3)
    client.get("/publications/")
    with django_assert_max_num_queries(40) as few:
        client.get("/publications/")
    publish(27)
    with django_assert_max_num_queries(40) as many:
        client.get("/publications/")

    assert len(many) == len(few)
