import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from coordination_site.roles import COORDINATOR
from stakeholders.importing import batches, checking, committing, undoing
from stakeholders.models import Contact, ImportBatch, ImportMapping
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory
from tests.stakeholders.importing.helpers import as_csv, check, checked, imported, uploaded

pytestmark = pytest.mark.django_db

LIST = [
    ["Name", "Email", "Organisation", "Shoe size"],
    ["Amina Khan", "amina@example.org", "Health Department", "38"],
    ["Bilal Shah", "bilal at example.org", "", ""],
]
OPTIONS = {"language": "en", "file_wins": "", "same_name": "stop", "organisations": "stated", "kind": ""}


@pytest.fixture
def coordinator(client):
    user = staff(COORDINATOR)
    client.force_login(user)
    return user


def page(client, name, batch, *keys, **data):
    return client.get(reverse(f"import:{name}", args=[batch.pk, *keys]), data)


def post(client, name, batch, **data):
    return client.post(reverse(f"import:{name}", args=[batch.pk]), data)


def confirm(client, name, batch):
    """Press the button on the page as it is shown now."""
    return post(client, name, batch, seen=page(client, name, batch).context["seen"])


def upload(client, data=None, name="list.csv"):
    file = SimpleUploadedFile(name, data or as_csv(LIST))
    return client.post(reverse("import:add"), {"file": file})


def test_a_list_comes_in_step_by_step(client, coordinator):
    assert "Nothing" in client.get(reverse("import:add")).content.decode()
    response = upload(client)
    batch = ImportBatch.objects.get()
    assert batch.created_by == coordinator
    assert response["Location"] == reverse("import:columns", args=[batch.pk])
    shown = page(client, "columns", batch).content.decode()
    assert "Amina Khan" in shown
    assert re.search(r'<option value="email" selected>', shown)
    fields = {"column-0": "name", "column-1": "email", "column-2": "organisation", "column-3": "ignore"}
    assert post(client, "columns", batch, keep_as="Workshop lists", **fields).status_code == 302
    assert ImportMapping.objects.get().columns["Email"] == "email"
    assert page(client, "options", batch).status_code == 200
    response = post(client, "options", batch, **OPTIONS)
    assert response["Location"] == reverse("import:batch", args=[batch.pk])
    shown = page(client, "batch", batch).content.decode()
    assert '<meta http-equiv="refresh"' in shown
    assert page(client, "progress", batch).json()["ended"] is False
    checking.check(batch.pk)
    answer = page(client, "progress", batch).json()
    assert answer["ended"]
    assert reverse("import:commit", args=[batch.pk]) in answer["actions"]
    assert not Contact.objects.exists()
    rows = page(client, "rows", batch).content.decode()
    assert "is no e-mail address" in rows
    assert "New contacts and changes" in page(client, "commit", batch).content.decode()
    confirm(client, "commit", batch)
    committing.commit(batch.pk)
    assert Contact.objects.get().name == "Amina Khan"
    assert "taken back" in page(client, "undo", batch).content.decode()
    confirm(client, "undo", batch)
    undoing.undo(batch.pk)
    assert not Contact.objects.exists()
    assert "taken back" in page(client, "batch", batch).content.decode()
    listed = client.get(reverse("import:index")).content.decode()
    assert "list.csv" in listed
    assert f'href="{reverse("import:add")}"' in listed


def test_who_confirms_a_report_that_was_made_anew_since_is_told_to_look_again(client, coordinator):
    batch = checked(LIST)
    seen = page(client, "commit", batch).context["seen"]
    check(batch)  # by somebody else, in another tab
    response = client.post(reverse("import:commit", args=[batch.pk]), {"seen": seen}, follow=True)
    assert "somebody was faster" in response.content.decode()
    batch.refresh_from_db()
    assert batch.state == "checked"


@pytest.mark.parametrize("ending", ["zip", "csv%22;x", "x%0d%0aSet-Cookie: a"])
def test_a_file_is_handed_back_as_what_it_can_be_and_as_nothing_else(client, coordinator, ending):
    url = reverse("import:file", args=[checked(LIST).pk, "csv"])
    assert client.get(url).status_code == 200
    assert client.get(url.removesuffix("csv") + ending).status_code == 404


def test_of_who_was_erased_the_file_that_is_handed_back_says_nothing_in_the_right_columns(client, coordinator):
    batch = checked(LIST)
    batch.rows.filter(number=2).update(cells=[], problems=[])
    lines = b"".join(page(client, "file", batch, "csv")).decode().splitlines()
    assert lines[1] == ",,,,2,New contact,"


def test_no_page_but_a_post_moves_anything(client, coordinator):
    batch = checked(LIST)
    for name in ("batch", "columns", "options", "rows", "commit", "undo", "progress"):
        page(client, name, batch)
    for name in ("check", "cancel"):
        assert page(client, name, batch).status_code == 405
    before = batch.state
    batch.refresh_from_db()
    assert (batch.state, Contact.objects.count()) == (before, 0)


def test_a_file_that_can_not_be_read_says_why(client, coordinator):
    response = upload(client, b"\x89PNG\r\n\x1a\n" + bytes(50), "people.csv")
    batch = ImportBatch.objects.get()
    assert response["Location"] == reverse("import:batch", args=[batch.pk])
    assert "picture" in page(client, "batch", batch).content.decode()
    assert batch.file is None
    assert post(client, "check", batch).status_code == 302
    batch.refresh_from_db()
    assert batch.state == "refused"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client, coordinator, monkeypatch):
    monkeypatch.setattr("stakeholders.admin.imports.forms.MAX_BYTES", 10)
    response = upload(client)
    assert "larger than" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_the_same_file_twice_is_told(client, coordinator):
    first = imported(LIST)
    upload(client)
    second = ImportBatch.objects.exclude(pk=first.pk).get()
    assert reverse("import:batch", args=[first.pk]) in page(client, "columns", second).content.decode()


def test_choices_that_were_kept_come_back_with_the_next_file_of_these_headings(client, coordinator):
    batch = uploaded(LIST)
    batches.choose_columns(batch, fields=["ignore", "email", "ignore", "note"], keep_as="Ours", by=coordinator.pk)
    upload(client)
    latest = ImportBatch.objects.first()
    assert [column["field"] for column in latest.columns] == ["ignore", "email", "ignore", "note"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (["email", "email", "ignore", "ignore"], "is that already"),
        (["name", "ignore", "ignore", "ignore"], "which column is the e-mail address"),
        (["name", "nonsense", "ignore", "ignore"], "Select a valid choice"),
    ],
)
def test_columns_that_can_not_be_are_told(client, coordinator, fields, words):
    batch = uploaded(LIST)
    data = {f"column-{position}": field for position, field in enumerate(fields)}
    assert words in post(client, "columns", batch, **data).content.decode()


def test_consent_needs_all_of_its_proof(client, coordinator):
    batch = uploaded(LIST)
    response = post(client, "options", batch, agreed="on", source="A sheet", **OPTIONS)
    assert response.content.decode().count("Without this no consent can be written down.") == 4
    future = post(client, "options", batch, agreed="on", given_on="2999-01-01", **OPTIONS)
    assert "still to come" in future.content.decode()
    proof = {
        "source": "A sheet",
        "given_on": "2026-01-31",
        "basis": "consent",
        "wording": "Yes",
        "topics": "newsletter",
    }
    assert post(client, "options", batch, agreed="on", **proof, **OPTIONS).status_code == 302
    batch.refresh_from_db()
    assert batch.options["consent"]["topics"] == ["newsletter"]
    assert "A sheet" in page(client, "batch", batch).content.decode()


def test_what_was_filled_in_without_the_tick_is_no_consent(client, coordinator):
    batch = uploaded(LIST)
    post(client, "options", batch, source="A sheet", wording="Yes", **OPTIONS)
    batch.refresh_from_db()
    assert batch.options["consent"] is None


def test_the_file_is_handed_back_with_what_was_found(client, coordinator):
    rows = [
        ["Name", "Email", "Phone"],
        ["=cmd|' /C calc'!A0", "one@example.org", "+92 300 1234567"],
        ["Bilal", "bilal at example.org", ""],
    ]
    batch = checked(rows)
    lines = b"".join(page(client, "file", batch, "csv").streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Name,Email,Phone,Row,Outcome,Problem"
    assert lines[1].startswith("'=cmd|' /C calc'!A0,one@example.org,+92 300 1234567,2,New contact")
    assert lines[2].startswith("Bilal,bilal at example.org,,3,Error,Email: ")
    only = b"".join(client.get(reverse("import:file", args=[batch.pk, "csv"]) + "?problems").streaming_content)
    assert len(only.decode().splitlines()) == 2
    response = page(client, "file", batch, "xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[1][:5] == ["=cmd|' /C calc'!A0", "one@example.org", "+92 300 1234567", "2", "New contact"]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_the_file_that_was_handed_back_can_be_brought_again(client, coordinator):
    batch = checked(LIST)
    data = b"".join(page(client, "file", batch, "csv").streaming_content)
    again = checked(data.replace(b"bilal at example.org", b"bilal@example.org"))
    assert again.counts["error"] == 0
    assert again.counts["create"] == 2


def test_rows_link_to_whom_they_may_be(client, coordinator):
    one = ContactFactory(name="Office One", emails=["info@example.org"])
    two = ContactFactory(name="Office Two", emails=["info@example.org"])
    batch = checked([["Name", "Email"], ["Somebody", "info@example.org"]])
    shown = page(client, "rows", batch, outcome="ambiguous").content.decode()
    for contact in (one, two):
        assert reverse("contact:inspect", args=[contact.pk]) in shown
    assert "No row is like that" in page(client, "rows", batch, outcome="create").content.decode()


def test_pages_take_as_many_queries_for_ten_times_the_rows(client, coordinator):
    def queries(count):
        contacts = [ContactFactory(emails=[f"p{count}-{n}@example.org"]) for n in range(count)]
        rows = [[contact.name, f"p{count}-{n}@example.org"] for n, contact in enumerate(contacts)]
        batch = checked([["Name", "Email"], *rows])
        found = []
        for name in ("rows", "batch"):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert page(client, name, batch).status_code == 200
            found.append(len(captured))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("import:index"))
        return [*found, len(captured)]

    queries(1)  # fills caches
    assert queries(4) == queries(40)


def test_a_press_that_comes_too_late_is_told(client, coordinator):
    batch = imported(LIST)
    for name in ("commit", "check", "cancel"):
        response = client.post(reverse(f"import:{name}", args=[batch.pk]), follow=True)
        assert "somebody was faster" in response.content.decode()
    for name in ("columns", "options"):
        assert page(client, name, batch)["Location"] == reverse("import:batch", args=[batch.pk])
    batch.refresh_from_db()
    assert batch.state == "committed"
