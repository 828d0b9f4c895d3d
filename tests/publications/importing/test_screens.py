"""The screens of imports, as staff go through them."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coordination_site.roles import AUTHOR
from publications.importing import batches
from publications.models import PublicationImport, PublicationIndexPage, PublicationPage
from tests.factories.home import list_under, site
from tests.factories.publications import PublicationFactory
from tests.factories.staff import staff
from tests.pages import read, words

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEXT = """@article{a, title = {New <script>alert(1)</script> one}, year = 2025, url = {javascript:alert(1)}}
@article{b, title = {There}, doi = {10.1000/there}}
@article{c, title = {Alike}, year = 2025}
@article{d, title = {<img src=x onerror=alert(1)>
"""


@pytest.fixture
def under():
    return list_under(site(), PublicationIndexPage)


@pytest.fixture
def author(client):
    user = staff(AUTHOR)
    client.force_login(user)
    return user


def url(name, *keys):
    return reverse(f"publication_import:{name}", args=keys)


def bring(client, **sent):
    return client.post(url("add"), sent, follow=True)


def test_from_the_pasted_text_to_the_draft_and_back(client, under, author):
    PublicationFactory(parent=under, title="There already", doi="10.1000/there")
    PublicationFactory(parent=under, title="Alike", published_on=None)
    page = BeautifulSoup(bring(client, text=TEXT).content, "html.parser")

    rows = page.select(".bib-entries tbody tr")
    assert [words(row.select_one(".w-status")) for row in rows] == [
        "New",
        "Already there",
        "May be the same",
        "Can’t be read",
    ]
    boxes = [row.select_one("input[name=row]") for row in rows]
    assert [box and box.has_attr("checked") for box in boxes] == [True, None, False, None]
    assert "“javascript:alert(1)” is no address of the web" in words(rows[0])
    assert [words(link) for link in rows[1].select(".bib-state a")] == ["There already"]
    assert [words(link) for link in rows[2].select(".bib-state a")] == ["Alike"]
    assert words(rows[3].select_one("pre")) == "@article{d, title = {<img src=x onerror=alert(1)>"
    assert words(rows[3].select_one(".bib-number")) == "Line 4"
    assert not page.select(".bib-import script, .bib-import img, .bib-import [href^=javascript]")
    assert words(page.select_one(".bib-counts")) == "1 New 1 May be the same 1 Already there 1 Can’t be read"

    batch = PublicationImport.objects.get()
    page = read(client, f"{url('save', batch.pk)}?row=1&row=3&row=2&row=x&row=99")
    assert "2 drafts are made under “Publications”. 2 entries are left out." in words(page.select_one(".bib-lead"))
    numbers = [field["value"] for field in page.select(".bib-import input[name=row]")]
    assert numbers == ["1", "3"]
    assert PublicationPage.objects.child_of(under).count() == 2

    response = client.post(url("save", batch.pk), {"row": numbers}, follow=True)
    page = BeautifulSoup(response.content, "html.parser")
    assert "2 drafts were saved." in words(page)
    drafts = PublicationPage.objects.child_of(under).filter(live=False).order_by("path")
    assert [link["href"] for link in page.select(".bib-entry a")] == [
        reverse("wagtailadmin_pages:edit", args=[draft.pk]) for draft in drafts
    ]
    assert client.get(page.select_one(".bib-entry a")["href"]).status_code == 200
    history = client.get(reverse("wagtailadmin_pages:history", args=[drafts[0].pk]))
    assert "Imported: BibTeX" in words(BeautifulSoup(history.content, "html.parser").main)

    page = read(client, url("undo", batch.pk))
    assert "2 drafts that nobody has worked on are deleted." in words(page.select_one(".bib-lead"))
    client.post(url("undo", batch.pk))
    assert not PublicationPage.objects.child_of(under).filter(live=False).exists()
    assert "Deleted" in words(read(client, url("batch", batch.pk)))
    assert [words(cell) for cell in read(client, url("index")).select("tbody .title")] == ["Pasted text"]


def test_a_file_is_read_in_its_own_encoding_and_named(client, under, author):
    file = SimpleUploadedFile("liste.ris", "TY  - RPRT\r\nTI  - Häuser\r\nER  - \r\n".encode("utf-16"))
    page = BeautifulSoup(bring(client, file=file).content, "html.parser")
    assert words(page.select_one(".bib-entry label")) == "Häuser"
    assert PublicationImport.objects.get().filename == "liste.ris"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Paste a text or choose a file."),
        ({"text": "  "}, "Paste a text or choose a file."),
        ({"text": "@a{b, title={c}}", "file": "TY  - RPRT"}, "not both"),
        ({"text": "Dear colleague"}, "This is neither BibTeX nor RIS nor CSL-JSON."),
        ({"text": "\x00"}, "Null characters are not allowed."),
        ({"file": b"PK\x03\x04" + b"x" * 99}, "This is an archive."),
        ({"file": b"x" * (1024**2 + 1)}, "The file is larger than 1 MB."),
        ({"file": b""}, "The submitted file is empty."),
    ],
)
def test_what_can_not_be_taken_is_said_beside_the_form(client, under, author, sent, told):
    if "file" in sent:
        content = sent["file"] if isinstance(sent["file"], bytes) else sent["file"].encode()
        sent = sent | {"file": SimpleUploadedFile("a.bib", content)}
    response = bring(client, **sent)
    assert response.redirect_chain == []
    assert told in words(BeautifulSoup(response.content, "html.parser"))
    assert not PublicationImport.objects.exists()


def test_two_tabs_end_in_words(client, under, author):
    batch = batches.bring(TEXT, by=author, now=NOW)
    client.post(url("save", batch.pk), {"row": ["1"]})
    response = client.post(url("save", batch.pk), {"row": ["1"]}, follow=True)
    assert "no longer as you saw it" in words(BeautifulSoup(response.content, "html.parser"))
    response = client.post(url("discard", batch.pk), follow=True)
    assert "no longer as you saw it" in words(BeautifulSoup(response.content, "html.parser"))
    assert client.get(url("save", batch.pk), {"row": ["1"]}).status_code == 302
    assert PublicationPage.objects.child_of(under).count() == 1


def test_nothing_chosen_is_said_and_nothing_kept_when_nothing_is_wanted(client, under, author):
    batch = batches.bring(TEXT, by=author, now=NOW)
    response = client.get(url("save", batch.pk), follow=True)
    assert "Nothing was chosen that could be saved." in words(BeautifulSoup(response.content, "html.parser"))
    client.post(url("discard", batch.pk))
    assert client.get(url("batch", batch.pk)).status_code == 404


def test_what_holds_nothing_that_can_be_saved_offers_nothing_to_choose(client, under, author):
    for text, offered in ((TEXT, 1), ("@article{broken, author={No, title={Never closed}", 0)):
        batch = batches.bring(text, by=author, now=NOW)
        assert len(read(client, url("batch", batch.pk)).select("button[form=choose]")) == offered
    assert "Author Example" in words(read(client, url("index")).main)


def test_looking_changes_nothing(client, under, author):
    batch = batches.bring(TEXT, by=author, now=NOW)
    for address in (url("batch", batch.pk), url("undo", batch.pk), f"{url('save', batch.pk)}?row=1"):
        client.get(address)
    batch.refresh_from_db()
    assert batch.state == "read"
    assert client.get(url("discard", batch.pk)).status_code == 405


def test_the_menu_shows_imports_to_writers_alone(client, under, author):
    def items():
        return client.get(reverse("wagtailadmin_home")).content.decode().count(url("index"))

    assert items() == 1
    client.force_login(staff("Coordinator"))
    assert items() == 0


def test_queries_do_not_grow_with_the_entries(client, under, author, django_assert_max_num_queries):
    def asked(entries):
        batch = batches.bring("\n".join(entries), by=author, now=NOW)
        with django_assert_max_num_queries(100) as counted:
            client.get(url("batch", batch.pk))
        return len(counted)

    asked(["@book{a, title={A}}"])
    assert asked([f"@book{{a, title={{A{number}}}}}" for number in range(3)]) == asked(
        [f"@book{{a, title={{A{number}}}}}" for number in range(30)]
    )
