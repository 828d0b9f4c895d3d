"""Terms of reference as versions, and a group's own documents: put on record, completed, taken away, handed out."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import PageViewRestriction

from coordination_site.roles import AUTHOR, COORDINATOR
from meetings.files import private_storage
from meetings.models import GroupIndexPage, MeetingDocument, TermsOfReference
from tests.factories.home import list_under, site
from tests.factories.meetings import MeetingFactory, WorkingGroupFactory
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 3, 10, 9, tzinfo=datetime.UTC)
TODAY = NOW.date()
DAY = datetime.timedelta(days=1)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def coordinator(client):
    client.force_login(staff(COORDINATOR))
    return client


def words(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def file(name="terms.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def adopt(client, group, **fields):
    fields = {"version": 1, "adopted_on": TODAY.isoformat(), "body": "null", "body_ur": "null"} | fields
    return client.post(reverse("meetings_admin:group_terms", args=[group.pk]), fields, follow=True)


def test_each_text_that_was_adopted_is_a_version_and_the_next_number_is_proposed(coordinator):
    group = WorkingGroupFactory()
    meeting = MeetingFactory(groups=[group])
    adopt(coordinator, group, file=file(), adopted_on=(TODAY - DAY).isoformat())
    page = coordinator.get(reverse("meetings_admin:group_terms", args=[group.pk]))
    assert BeautifulSoup(page.content, "html.parser").select_one("[name=version]")["value"] == "2"
    adopt(coordinator, group, version=2, file=file(), adopted_at=meeting.pk, change_note="Two chairs.")
    assert list(group.terms.values_list("version", "adopted_at", "change_note", "file_name")) == [
        (2, meeting.pk, "Two chairs.", "terms.pdf"),
        (1, None, "", "terms.pdf"),
    ]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({}, "Write the text, or add the file that was signed"),
        ({"version": 1, "file": "pdf"}, "has a version of that number already"),
        ({"version": 0, "file": "pdf"}, "counted from 1"),
        ({"version": 2, "adopted_on": "2026-03-11", "file": "pdf"}, "this day is still to come"),
        ({"version": 2, "adopted_on": "2026-03-01", "file": "pdf"}, "An earlier version was adopted after this day"),
        ({"version": 2, "adopted_on": "soon", "file": "pdf"}, "Enter a valid date"),
        ({"version": 2, "file": "html"}, "The file is not what its name says"),
    ],
)
def test_a_version_that_makes_no_sense_is_refused_in_words(coordinator, fields, refusal):
    group = WorkingGroupFactory()
    TermsOfReference.objects.create(group=group, version=1, adopted_on=TODAY, body="<p>One.</p>")
    files = {"pdf": file(), "html": file(content=b"<script>")}
    fields = {"version": 2, "change_note": "Kept words."} | fields
    if "file" in fields:
        fields["file"] = files[fields["file"]]
    response = adopt(coordinator, group, **fields)
    assert refusal in words(response)
    assert "Kept words." in response.content.decode()
    assert group.terms.count() == 1


def test_what_was_adopted_is_completed_and_never_overwritten(coordinator):
    group = WorkingGroupFactory()
    terms = TermsOfReference.objects.create(group=group, version=1, adopted_on=TODAY, body="<p>As adopted.</p>")
    address = reverse("meetings_admin:group_version", args=[group.pk, terms.pk])
    form = BeautifulSoup(coordinator.get(address).content, "html.parser").select_one(".meeting-form")
    assert {field["name"] for field in form.select("[name]")} >= {"file", "change_note", "adopted_at", "body_ur"}
    assert not form.select("[name=body], [name=version], [name=adopted_on]")
    sent = {"file": file(), "change_note": "Signed.", "body": "null", "version": 9, "adopted_on": "2020-01-01"}
    coordinator.post(address, sent | {"body_ur": "null"})
    terms.refresh_from_db()
    assert (terms.version, terms.adopted_on, terms.body) == (1, TODAY, "<p>As adopted.</p>")
    assert (terms.change_note, terms.file_name) == ("Signed.", "terms.pdf")
    before = terms.file.name
    coordinator.post(address, {"file": file("other.pdf"), "body_ur": "null"})
    terms.refresh_from_db()
    assert terms.file.name == before


def test_only_the_latest_version_is_taken_away_with_its_file(coordinator, django_capture_on_commit_callbacks):
    group, other = WorkingGroupFactory(), WorkingGroupFactory()
    for version in (1, 2):
        adopt(coordinator, group, version=version, file=file())
    second, first = group.terms.all()
    with django_capture_on_commit_callbacks(execute=True):
        for terms in (first, second):
            response = coordinator.post(
                reverse("meetings_admin:group_version_remove", args=[group.pk, terms.pk]), follow=True
            )
            assert ("earlier ones stay on record" in words(response)) == (terms == first)
    assert list(group.terms.all()) == [first]
    assert private_storage().exists(first.file.name)
    assert not private_storage().exists(second.file.name)
    for name in ("group_version", "group_version_remove"):
        assert coordinator.get(reverse(f"meetings_admin:{name}", args=[other.pk, first.pk])).status_code == 404


def test_terms_are_handed_out_where_the_group_is_public(client):
    index = list_under(site(), GroupIndexPage)
    group = WorkingGroupFactory(slug="twg")
    terms = TermsOfReference.objects.create(group=group, version=2, adopted_on=TODAY, file=file())
    address = reverse("meetings:terms", args=[terms.pk])
    response = client.get(address)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="twg-2.pdf"'
    assert address in client.get(f"{index.url}twg/").content.decode()
    restriction = PageViewRestriction.objects.create(page=index, restriction_type="password", password="x")
    urdu = PageViewRestriction.objects.create(
        page=index.get_translations().get(), restriction_type="password", password="x"
    )
    assert client.get(address).status_code == 404
    restriction.delete()
    urdu.delete()
    group.visibility = "partners"
    group.save()
    assert client.get(address).status_code == 404
    client.force_login(staff(AUTHOR))
    assert client.get(address).status_code == 404
    client.force_login(staff(COORDINATOR))
    assert client.get(address).status_code == 200


def test_a_group_s_documents_are_put_there_changed_and_taken_away(coordinator, django_capture_on_commit_callbacks):
    group, other = WorkingGroupFactory(), WorkingGroupFactory()
    home = reverse("meetings_admin:group_documents", args=[group.pk])
    assert "No documents yet." in words(coordinator.get(home))
    fields = {"title": "Concept note", "kind": "concept_note", "visibility": "public"}
    assert "Choose a file, or give an address" in words(coordinator.post(home, fields))
    coordinator.post(home, fields | {"file": file("note.pdf")})
    document = MeetingDocument.objects.get()
    assert (document.group, document.meeting, document.added_by) == (group, None, document.added_by)
    assert document.added_by is not None
    assert "Concept note note.pdf Concept note Everybody" in words(coordinator.get(home))
    stored = document.file.name
    change = reverse("meetings_admin:group_document", args=[group.pk, document.pk])
    with django_capture_on_commit_callbacks(execute=True):
        coordinator.post(change, fields | {"title": "On the web", "url": "https://example.org/note"})
    document.refresh_from_db()
    assert (document.title, bool(document.file), document.url) == ("On the web", False, "https://example.org/note")
    assert not private_storage().exists(stored)
    for name in ("group_document", "group_document_remove"):
        assert coordinator.get(reverse(f"meetings_admin:{name}", args=[other.pk, document.pk])).status_code == 404
    coordinator.post(reverse("meetings_admin:group_document_remove", args=[group.pk, document.pk]))
    assert not MeetingDocument.objects.exists()
