"""The page of one publication: its text, its files, how it is cited, and what became of it."""

import datetime
import json

import pytest
from wagtail.models import PageViewRestriction

from home.search.finding import find
from publications.models import Contributor, PublicationIndexPage
from publications.templatetags.publication_tags import latest_publications
from stakeholders.duplicates import merging
from tests.factories.home import in_urdu, list_under, site
from tests.factories.publications import FileFactory, PublicationFactory
from tests.factories.stakeholders import OrganisationFactory
from tests.pages import read, text_of

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 2, 3)


@pytest.fixture
def publications():
    return list_under(site(), PublicationIndexPage)


@pytest.fixture
def on_disk(settings, tmp_path):
    """Files where Wagtail hands them out from, which the tests' storage in memory is not."""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}


def handed_out(client, document):
    response = client.get(document.url)
    return response.status_code == 200 and response.getvalue() == b"%PDF-1.7 plan."


def test_a_publication_shows_reference_access_doi_abstract_and_citations(client, publications):
    PublicationFactory(
        parent=publications,
        slug="a",
        title="An article",
        doi="10.1017/gmh.2025.1",
        abstract="<p>Background.</p>",
        peer_reviewed=True,
        licence="CC-BY-NC-4.0",
        authors=[("Asma", "Humayun")],
    )

    page = read(client, "/publications/a/")

    assert page.select_one("a.button")["href"] == "https://doi.org/10.1017/gmh.2025.1"
    assert text_of(page.select_one("a.button")) == "Access full text: An article"
    assert [badge.text for badge in page.select(".kind")] == ["Open access", "Peer reviewed", "CC BY-NC 4.0"]
    assert page.select_one("a.kind")["href"] == "https://creativecommons.org/licenses/by-nc/4.0/"
    assert [name.text for name in page.select(".citations dt")] == ["APA", "Vancouver", "Harvard", "Chicago"]
    assert all("10.1017/gmh.2025.1" in cited.text for cited in page.select(".citations .cite"))
    assert page.select_one("meta[name=citation_author]")["content"] == "Asma Humayun"
    said = json.loads(page.select_one("script[type='application/ld+json']").text)
    assert (said["@type"], said["datePublished"]) == ("ScholarlyArticle", "2025-09-10")
    assert said["author"] == [{"@type": "Person", "name": "Asma Humayun", "givenName": "Asma", "familyName": "Humayun"}]
    assert "Background." in page.text


@pytest.mark.parametrize(("code", "ending"), [("bibtex", "bib"), ("ris", "ris"), ("csl", "json"), ("csv", "csv")])
def test_a_publication_is_handed_out_for_reference_managers(client, publications, code, ending):
    PublicationFactory(parent=publications, slug="a", title="An article")

    links = [link["href"] for link in read(client, "/publications/a/").select(".downloads a")]
    response = client.get(f"/publications/a/cite/{code}/")

    assert f"/publications/a/cite/{code}/" in links
    assert response["Content-Disposition"] == f'attachment; filename="a.{ending}"'
    assert "An article" in response.content.decode()
    assert client.get("/publications/a/cite/docx/").status_code == 404


def test_what_people_typed_is_text_on_the_page_wherever_it_stands(client, publications):
    hostile = "<script>alert(1)</script>"
    page = PublicationFactory(
        parent=publications, slug="a", title=hostile, journal=hostile, subtitle=hostile, authors=[(hostile, hostile)]
    )
    page.contributors.update(affiliation=hostile)

    assert hostile not in client.get("/publications/a/").content.decode()
    assert hostile not in client.get("/publications/").content.decode()


def test_files_say_what_they_are_before_one_loads_them(client, publications):
    pdf = FileFactory(file_size=2_400_000)
    files = [{"document": pdf, "language": "ur", "pages": 24, "accessible": True}, {"document": FileFactory()}]
    PublicationFactory(parent=publications, slug="p", title="Plan", files=files)

    page = read(client, "/publications/p/")

    assert [text_of(line) for line in page.select(".files li")] == [
        "Full text, Urdu: Plan PDF · 2.3\xa0MB · 24 pages · made for screen readers".replace("\xa0", " "),
        "Full text, English: Plan PDF · 14 bytes · not made for screen readers",
    ]
    assert page.select_one("a.button")["href"] == pdf.url
    assert page.select_one("meta[name=citation_pdf_url]")["content"] == f"http://testserver{pdf.url}"


def test_an_english_title_is_marked_as_english_on_the_urdu_page(client, publications):
    in_urdu(PublicationFactory(parent=publications, slug="a"))

    heading = read(client, "/ur/publications/a/").h1

    assert (heading["lang"], heading.bdi["dir"]) == ("en", "ltr")


def test_an_old_version_leads_to_the_newer_one_and_back_in_both_languages(client, publications):
    old = PublicationFactory(parent=publications, slug="old", title="Plan, first edition")
    in_urdu(old)
    new = PublicationFactory(parent=publications, slug="new", title="Plan, second edition", live=False)
    new.supersedes = old
    new.save()

    assert not read(client, "/publications/old/").select(".notice-newer")

    new.save_revision().publish()

    for address in ("/publications/old/", "/ur/publications/old/"):
        assert read(client, address).select_one(".notice-newer a")["href"] == "/publications/new/"
    assert "Plan, first edition" in read(client, "/publications/new/").select_one(".brief").text
    marked = [line.cite.text.strip() for line in read(client, "/publications/").select("li:has(.kind-waiting)")]
    assert marked == ["Plan, first edition"]


def test_translations_are_found_from_each_other(client, publications):
    original = PublicationFactory(parent=publications, slug="o", title="Guide")
    for code, title in (("ur", "رہنما"), ("ps", "لارښود")):
        PublicationFactory(parent=publications, slug=code, title=title, language=code, translation_of=original)

    assert [link.text for link in read(client, "/publications/ur/").select(".brief dd a")] == ["Guide", "لارښود"]
    assert [link.text for link in read(client, "/publications/o/").select(".brief dd a")] == ["لارښود", "رہنما"]


@pytest.mark.usefixtures("on_disk")
def test_of_a_withdrawn_publication_its_title_and_the_reason_remain(client, publications):
    document = FileFactory()
    page = PublicationFactory(
        parent=publications,
        slug="w",
        title="Wrong plan",
        summary="Ten of ten were cured.",
        search_description="All were cured.",
        doi="10.1000/w",
        files=[{"document": document}],
    )
    assert handed_out(client, document)
    page.withdrawn_on, page.withdrawal_reason = DAY, "Its figures were <wrong>."
    page.save()

    gone = read(client, "/publications/w/")

    assert gone.h1.s.text == "Wrong plan"
    assert gone.title.text.startswith("Withdrawn: Wrong plan")
    assert "Withdrawn on 3 February 2026" in gone.text
    assert "Its figures were <wrong>." in gone.text
    notice = "Withdrawn on 3 February 2026: Its figures were <wrong>."
    assert gone.select_one("meta[name=description]")["content"] == notice
    assert gone.select_one("meta[property='og:description']")["content"] == notice
    assert gone.select_one("meta[property='og:title']")["content"] == "Withdrawn: Wrong plan"
    assert "cured" not in str(gone)
    assert [str(found.snippet) for found in find("wrong plan").shown] == [
        "Withdrawn on 3 February 2026: Its figures were &lt;<mark>wrong</mark>&gt;."
    ]
    assert not find("cured").count
    assert not gone.select(".files, .citations, .button, meta[name^=citation_]")
    said = [json.loads(script.text)["@type"] for script in gone.select("script[type='application/ld+json']")]
    assert said == ["BreadcrumbList"]
    assert client.get("/publications/w/cite/ris/").status_code == 404
    refused = read(client, document.url, status=410)
    assert refused.select_one("main a")["href"] == "/publications/w/"
    assert list(latest_publications(3)) == []


@pytest.mark.usefixtures("on_disk")
def test_what_is_withdrawn_in_one_language_is_so_in_all_and_no_draft_brings_it_back(client, publications):
    document = FileFactory()
    page = PublicationFactory(parent=publications, slug="w", files=[{"document": document}])
    urdu = in_urdu(page)
    draft = urdu.get_latest_revision_as_object()
    draft.title = "مسودہ"
    draft.save_revision()
    page.withdrawn_on, page.withdrawal_reason = DAY, "Its figures were wrong."

    page.save_revision().publish()

    assert "Its figures were wrong." in read(client, "/ur/publications/w/").text
    read(client, document.url, status=410)
    urdu.refresh_from_db()
    old = urdu.get_latest_revision_as_object()
    assert (old.title, old.withdrawn_on, old.has_unpublished_changes) == ("مسودہ", DAY, True)
    old.withdrawn_on = None
    old.save_revision().publish()
    assert "Its figures were wrong." in read(client, "/ur/publications/w/").text


@pytest.mark.usefixtures("on_disk")
def test_a_file_stays_while_another_publication_stands_that_has_it(client, publications):
    document = FileFactory()
    for slug, withdrawn in (("w", DAY), ("s", None)):
        PublicationFactory(
            parent=publications,
            slug=slug,
            withdrawn_on=withdrawn,
            withdrawal_reason="Twice.",
            files=[{"document": document}],
        )

    assert handed_out(client, document)


@pytest.mark.usefixtures("on_disk")
def test_the_word_about_a_withdrawn_file_names_no_publication_behind_a_password(client, publications):
    document = FileFactory()
    page = PublicationFactory(
        parent=publications,
        title="Closedquist",
        withdrawn_on=DAY,
        withdrawal_reason="x",
        files=[{"document": document}],
    )
    assert "Closedquist" in read(client, document.url, status=410).text
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="only for this test")

    assert "Closedquist" not in read(client, document.url, status=410).text


def test_what_stands_first_does_so_before_what_is_newer(publications):
    first = PublicationFactory(parent=publications, featured=True, published_on=datetime.date(2020, 1, 1))
    newer = PublicationFactory(parent=publications)

    assert list(latest_publications(2)) == [first, newer]


def test_the_page_takes_the_same_queries_however_much_it_shows(client, publications, django_assert_max_num_queries):
    oldest = PublicationFactory(parent=publications)
    files = [{"document": FileFactory()} for _ in range(9)]
    for slug, count in (("few", 1), ("many", 9)):
        page = PublicationFactory(
            parent=publications, slug=slug, authors=[("A", "B")] * count, files=files[:count], supersedes=oldest
        )
        for _ in range(count):
            PublicationFactory(parent=publications, translation_of=page)

    def queries(slug):
        with django_assert_max_num_queries(50) as counted:
            client.get(f"/publications/{slug}/")
        return len(counted)

    queries("few")
    assert queries("many") == queries("few")


def test_its_address_is_that_of_its_page_wherever_it_is_named(publications):
    page = PublicationFactory(parent=publications, slug="named", full_text_at="https://journal.example.org/1")

    assert page.url == "/publications/named/"
    assert page.full_text_url == "https://journal.example.org/1"


def test_a_draft_keeps_its_authors_organisation_when_that_is_merged_into_another(publications):
    kept, gone = OrganisationFactory(name="Kept"), OrganisationFactory(name="Gone")
    page = PublicationFactory(parent=publications)
    page.contributors = [Contributor(family="Khan", organisation=gone)]
    revision = page.save_revision()

    merging.merge_organisations(kept=kept, gone=gone, by=None, now=revision.created_at)

    (author,) = page.get_latest_revision_as_object().contributors.all()
    assert author.organisation == kept
