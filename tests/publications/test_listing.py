"""The list of publications: years, facets, search, and what is taken away from it."""

import datetime
import json
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

from publications.models import PublicationIndexPage, PublicationPage
from stakeholders.models import Province, Sector
from tests.factories.home import in_urdu, list_under, site
from tests.factories.publications import FileFactory, PublicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def publications():
    return list_under(site(), PublicationIndexPage)


def read(client, **query):
    response = client.get(f"/publications/?{urlencode(query)}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(page):
    return [title.text.strip() for title in page.select("cite")]


def options(page, name):
    return [option.text for option in page.select(f"#narrow-{name} option")]


def test_publications_stand_under_their_years_and_the_undated_last(client, publications):
    PublicationFactory(parent=publications, title="Old", published_on=datetime.date(2024, 5, 1))
    PublicationFactory(parent=publications, title="New", published_on=datetime.date(2025, 5, 1))
    PublicationFactory(parent=publications, title="Undated brief", published_on=None)
    PublicationFactory(parent=publications, title="Draft", live=False)

    page = read(client)

    assert [heading.text for heading in page.select(".year h2")] == ["2025", "2024", "Undated"]
    assert titles(page) == ["New", "Old", "Undated brief"]


@pytest.fixture
def shelf(publications):
    """Three publications that differ in all that the list can be narrowed by."""
    article = PublicationFactory(
        parent=publications, slug="a", title="Article", journal="Minds & Société", authors=[("Asma", "Humayun")]
    )
    report = PublicationFactory(
        parent=publications,
        slug="r",
        title="Report",
        kind="report",
        published_on=datetime.date(2024, 2, 1),
        access="request",
    )
    report.files.create(document=FileFactory(), language="ps")
    urdu = PublicationFactory(
        parent=publications, slug="u", title="ذہنی صحت کا منصوبہ", kind="plan", language="ur", published_on=None
    )
    article.sectors = Sector.objects.filter(code__in=["health", "mhpss"])
    report.sectors = Sector.objects.filter(code="health")
    article.provinces = Province.objects.filter(code="PK-KP")
    urdu.provinces = Province.objects.filter(code__in=["PK-KP", "PK-BA"])
    for page in (article, report, urdu):
        page.save()


@pytest.mark.usefixtures("shelf")
def test_facets_say_how_many_would_be_left_and_narrow_the_list(client):
    page = read(client)

    assert options(page, "kind") == ["All kinds", "Journal article (1)", "Report (1)", "Plan or policy (1)"]
    assert options(page, "year") == ["All years", "2025 (1)", "2024 (1)", "Undated (1)"]
    assert options(page, "language") == ["All languages", "English (2)", "Pashto (1)", "Urdu (1)"]
    assert options(page, "sector") == ["All sectors", "Health (2)", "Mental health and psychosocial support (1)"]
    assert options(page, "province") == ["All provinces", "Balochistan (1)", "Khyber Pakhtunkhwa (2)"]
    assert options(page, "access") == ["Any access", "Open access (2)", "On request (1)"]

    narrowed = read(client, sector="health", access="open")

    assert titles(narrowed) == ["Article"]
    assert options(narrowed, "kind") == ["All kinds", "Journal article (1)"]
    assert options(narrowed, "access") == ["Any access", "Open access (1)", "On request (1)"]
    assert narrowed.select_one(".narrowed").text == "1 of 3 publications"
    chips = {" ".join(chip.text.split()): chip["href"] for chip in narrowed.select(".chips a")}
    assert chips == {
        "Remove Sector Health ×": "/publications/?access=open",
        "Remove Access Open access ×": "/publications/?sector=health",
        "Show all": "/publications/",
    }


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("humayun ARTICLE", ["Article"]),
        ("societe", ["Article"]),
        ("ذهني صحت", ["ذہنی صحت کا منصوبہ"]),  # typed on an Arabic keyboard
        ("2024", ["Report"]),
        ("humayun report", []),
        ("%", ["Article", "Report", "ذہنی صحت کا منصوبہ"]),
        ("_", ["Article", "Report", "ذہنی صحت کا منصوبہ"]),
        ("'; DROP TABLE--", []),
        ("<script>alert(1)</script>", []),
        ("a\x00b", []),
        ("\ud800", ["Article", "Report", "ذہنی صحت کا منصوبہ"]),
        ("x " * 5000, []),
    ],
)
def test_the_search_takes_whatever_is_typed(client, text, found):
    response = client.get("/publications/", {"q": text.encode("utf-8", "surrogatepass")})

    page = BeautifulSoup(response.content, "html.parser")
    assert titles(page) == found
    assert b"<script>alert" not in response.content


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    "query", ["kind=<b>", "year=99999999999999999999", "language=tlh", "sector=%00", "page=-1", "page=" + "9" * 6000]
)
def test_an_address_that_asks_for_nonsense_shows_the_list(client, query):
    response = client.get(f"/publications/?{query}")

    assert response.status_code == 200
    assert len(BeautifulSoup(response.content, "html.parser").select("cite")) == 3


@pytest.mark.usefixtures("shelf")
def test_a_list_that_nothing_fits_says_so_and_what_to_do(client):
    assert "Take something out above" in read(client, q="nothing", kind="plan").select_one(".empty").text


def test_a_long_list_has_pages_that_keep_what_was_chosen(client, publications):
    for number in range(27):
        PublicationFactory(parent=publications, title=f"Paper {number:02}")

    first = read(client, kind="article")
    second = read(client, kind="article", page=2)

    assert (len(titles(first)), len(titles(second))) == (25, 2)
    assert first.select_one("a[rel=next]")["href"] == "?kind=article&page=2"
    assert second.select_one("a[rel=prev]")["href"] == "?kind=article&page=1"


def test_links_tell_which_publication_they_lead_to(client, publications):
    PublicationFactory(parent=publications, title="Article", slug="a", full_text_at="https://journal.example.org/1")

    links = {" ".join(link.text.split()): link["href"] for link in read(client).select(".references .actions a")}

    assert links == {"Read: Article": "https://journal.example.org/1", "Cite: Article": "/publications/a/#cite"}


@pytest.mark.usefixtures("shelf")
def test_the_form_takes_away_what_was_ticked_or_all_that_fits(client):
    form = read(client, sector="health").select_one("form.found")
    boxes = [box["value"] for box in form.select("[name=pick]")]
    kept = [(field["name"], field["value"]) for field in form.select("[type=hidden]")]

    def exported(**query):
        response = client.get(form["action"], dict(kept) | {"format": "csl"} | query)
        assert response["Content-Disposition"] == 'attachment; filename="publications.json"'
        return [item["id"] for item in json.loads(response.content)]

    assert boxes == ["a", "r"]
    assert exported(which="picked", pick=["r"]) == ["r"]
    assert exported(which="picked", pick=["r", "a", "no-such", "\x00"]) == ["a", "r"]
    assert exported(which="all") == ["a", "r"]
    for file_format, begins in (("bibtex", "@article{a,"), ("ris", "TY  - JOUR"), ("csv", "\ufefftitle,")):
        response = client.get(form["action"], {"format": file_format, "which": "all"})
        assert response.content.decode().startswith(begins)


@pytest.mark.usefixtures("shelf")
def test_nothing_ticked_leads_back_with_a_word_and_an_unknown_format_to_nothing(client):
    response = client.get("/publications/export/", {"format": "ris", "which": "picked", "kind": "report"})

    assert response.url == "/publications/?kind=report&nothing=1#export"
    assert "Tick at least one" in client.get(response.url).content.decode()
    assert client.get("/publications/export/", {"format": "docx"}).status_code == 404
    assert client.get("/publications/export/").status_code == 404


@pytest.mark.usefixtures("shelf")
def test_what_was_withdrawn_is_out_of_sight_unless_one_asks_for_it(client):
    page = PublicationPage.objects.get(slug="r")
    page.abstract = "<p>One in nine.</p>"
    page.withdrawn_on, page.withdrawal_reason = datetime.date(2026, 1, 1), "Wrong figures."
    page.save()

    assert titles(read(client)) == ["Article", "ذہنی صحت کا منصوبہ"]
    assert read(client).select_one("a[href$='?withdrawn=1']").text == "1 withdrawn publication"
    withdrawn = read(client, withdrawn=1)
    assert titles(withdrawn) == ["Report"]
    assert titles(read(client, withdrawn=1, q="nine")) == []  # its page shows no abstract either
    assert not withdrawn.select("[name=pick]")
    for query in ({"which": "all"}, {"which": "all", "withdrawn": 1}, {"which": "picked", "pick": ["r", "a", "u"]}):
        taken = client.get("/publications/export/", {"format": "csl"} | query)
        assert {item["id"] for item in json.loads(taken.content)} == {"a", "u"}
    assert "Report" not in client.get("/publications/feed/").content.decode()


@pytest.mark.usefixtures("shelf")
def test_the_newest_stand_in_a_feed_if_they_have_a_date(client):
    feed = BeautifulSoup(client.get("/publications/feed/").content, "xml")

    assert [entry.title.text for entry in feed.find_all("entry")] == ["Article", "Report"]


def test_the_list_takes_the_same_queries_for_three_and_for_thirty(client, publications, django_assert_max_num_queries):
    def publish(count):
        for number in range(count):
            page = PublicationFactory(parent=publications, kind=["article", "plan"][number % 2], authors=[("A", "One")])
            page.sectors = Sector.objects.all()
            page.save()
            in_urdu(page)

    def queries():
        client.get("/publications/?sector=health&q=training")
        with django_assert_max_num_queries(45) as english:
            client.get("/publications/?sector=health&q=training")
        with django_assert_max_num_queries(45) as urdu:
            client.get("/ur/publications/")
        return len(english), len(urdu)

    publish(3)
    few = queries()
    publish(22)

    assert queries() == few
