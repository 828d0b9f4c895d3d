"""Documents of meetings: who gets which, what is taken in, and that files go when their rows do."""

import datetime
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import PageViewRestriction

from coordination_site.roles import AUTHOR, COORDINATOR
from meetings import documents, links
from meetings.enums import Visibility
from meetings.files import private_storage
from meetings.links import Door
from meetings.models import MeetingDocument, MeetingIndexPage
from tests.factories.home import list_under, site
from tests.factories.meetings import (
    AgendaItemFactory,
    GroupMembershipFactory,
    InvitationFactory,
    MeetingFactory,
    WorkingGroupFactory,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@pytest.fixture
def private():
    """The storage, emptied of what other tests left there."""
    storage = private_storage()
    for name in stored(storage):
        storage.delete(f"meetings/{name}")
    return storage


def stored(private):
    return sorted(private.listdir("meetings")[1]) if private.exists("meetings") else []


def paper(meeting=None, *, name="minutes.pdf", content=PDF, **fields):
    file = SimpleUploadedFile(name, content)
    fields = {"title": "A paper", "visibility": "public"} | fields
    return MeetingDocument.objects.create(meeting=meeting, file=file, **fields)


def answer(client, document, token=""):
    response = client.get(documents.address_of(document, token=token))
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response, body


def test_everybody_gets_a_public_file_as_an_attachment_of_its_own_kind(client):
    site()
    document = paper(MeetingFactory(), title='رپورٹ: a/b "c"\r\nX: y', name="evil.PDF")
    response, body = answer(client, document)
    assert (response.status_code, body, response["Content-Type"]) == (200, PDF, "application/pdf")
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"].count("no-store")
    assert "evil" not in str(response.headers)


@pytest.mark.parametrize(
    ("meeting", "document"),
    [
        ({}, {"visibility": "unit"}),
        ({}, {"visibility": "partners"}),
        ({"state": "draft"}, {}),
        ({"visibility": "partners"}, {}),
        ({"agenda_visibility": "unit"}, {"kind": "agenda"}),
        ({}, {"kind": "minutes"}),
    ],
)
def test_what_is_not_for_everybody_answers_as_what_does_not_exist(client, meeting, document):
    site()
    kept = paper(MeetingFactory(**meeting), **document)
    response, body = answer(client, kept)
    missing = client.get(reverse("meetings:file", args=[999_999]))
    assert (response.status_code, missing.status_code) == (404, 404)
    assert without_number(body, kept.pk) == without_number(missing.content, 999_999)
    client.force_login(staff(AUTHOR))
    assert answer(client, kept)[0].status_code == 200
    assert client.get(reverse("meetings:file", args=[10**30])).status_code == 404


def without_number(body, number):
    """Return a page without the number of its own address, which it repeats in links and as words to search for."""
    return re.sub(rb"files([/ ]|%2F)" + str(number).encode(), b"files", body)


def test_a_document_of_an_item_is_no_more_open_than_the_item(client):
    meeting = MeetingFactory()
    document = paper(meeting, item=AgendaItemFactory(meeting=meeting, visibility="unit"))
    assert documents.level(document) == Visibility.UNIT
    assert documents.of(meeting, Visibility.PARTNERS) == []
    assert documents.of(meeting, Visibility.UNIT) == [document]


def test_behind_a_password_on_the_list_of_meetings_no_file_is_public(client):
    index = list_under(site(), MeetingIndexPage)
    document = paper(MeetingFactory())
    urdu = index.get_translations().get()
    for page in (index, urdu):
        PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    assert answer(client, document)[0].status_code == 404


def test_a_partner_gets_it_by_their_link_while_they_are_one(client):
    site()
    group = WorkingGroupFactory()
    meeting = MeetingFactory(groups=[group])
    seated, invited, stranger = ContactFactory(), ContactFactory(), ContactFactory()
    seat = GroupMembershipFactory(group=group, contact=seated)
    InvitationFactory(meeting=meeting, contact=invited)
    kept, closed = paper(meeting, visibility="partners"), paper(meeting, visibility="unit")
    of_group = paper(group=group, visibility="partners")

    def status(document, token):
        return answer(client, document, token)[0].status_code

    tokens = [links.token(Door.PARTNER, contact.pk) for contact in (seated, invited, stranger)]
    assert [status(kept, token) for token in tokens] == [200, 200, 404]
    assert [status(of_group, token) for token in tokens] == [200, 404, 404]
    assert [status(closed, token) for token in tokens] == [404] * 3
    rubbish = ("x", links.token(Door.REPLY, seated.pk), links.token(Door.PARTNER, seated.pk, 2), tokens[0] + "a")
    rubbish += (links.token(Door.PARTNER, "x"), links.token(Door.PARTNER, 10**30))
    assert {status(kept, token) for token in rubbish} == {404}
    seat.end = datetime.date(2020, 1, 1)
    seat.save()
    assert status(kept, tokens[0]) == 404
    with time_machine.travel(datetime.timedelta(days=31)):
        assert status(kept, tokens[1]) == 404


def test_a_row_without_its_file_is_no_crash(client, private):
    site()
    document = paper(MeetingFactory())
    private.delete(document.file.name)
    assert answer(client, document)[0].status_code == 404


# The tab --------------------------------------------------------------------------------------------------------------


def typed(**fields):
    return {"title": "A paper", "kind": "other", "visibility": "partners"} | fields


def upload(name, content):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Choose a file"),
        ({"url": "https://example.org/a", "file": ("a.pdf", PDF)}, "not both"),
        ({"url": "javascript:alert(1)"}, "valid URL"),
        ({"file": ("a.exe", b"MZ")}, "extension"),
        ({"file": ("a.svg", b"<svg onload=x>")}, "extension"),
        ({"file": ("a.pdf.html", b"<script>")}, "extension"),
        ({"file": ("a.pdf", b"<html>")}, "not what its name says"),
        ({"file": ("a.docx", PDF)}, "not what its name says"),
        ({"file": ("a.pdf", b"")}, "empty"),
        ({"item": "99999"}, "valid choice"),
    ],
)
def test_what_is_no_document_is_refused_at_the_door(client, private, fields, says):
    client.force_login(staff(COORDINATOR))
    fields = typed(**fields)
    if "file" in fields:
        fields["file"] = upload(*fields["file"])
    page = client.post(reverse("meetings_admin:documents", args=[MeetingFactory().pk]), fields).content.decode()
    assert says in page
    assert stored(private) == []
    assert not MeetingDocument.objects.exists()


def test_too_large_a_file_is_refused(client, private, monkeypatch):
    monkeypatch.setattr("meetings.files.MAX_BYTES", 10)
    client.force_login(staff(COORDINATOR))
    fields = typed(file=upload("a.pdf", PDF))
    page = client.post(reverse("meetings_admin:documents", args=[MeetingFactory().pk]), fields).content.decode()
    assert "more than 25 MB" in page
    assert stored(private) == []


def test_a_document_is_put_there_replaced_by_a_link_and_taken_away_with_its_file(
    client, private, django_capture_on_commit_callbacks
):
    user = staff(COORDINATOR)
    client.force_login(user)
    meeting, another = MeetingFactory(), MeetingFactory()
    tab = reverse("meetings_admin:documents", args=[meeting.pk])
    client.post(tab, typed(file=upload("Agenda of Bilal.pdf", PDF), title="<b>Agenda</b>"))
    document = MeetingDocument.objects.get()
    (first,) = stored(private)
    assert (document.file_name, document.added_by, "Bilal" in first) == ("Agenda of Bilal.pdf", user, False)
    assert "&lt;b&gt;Agenda&lt;/b&gt;" in client.get(tab).content.decode()

    change = reverse("meetings_admin:document", args=[meeting.pk, document.pk])
    client.post(change, typed(title="Agenda"))  # keeps its file
    assert stored(private) == [first]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(change, typed(file=upload("b.png", b"\x89PNG\r\n\x1a\n..")))
    (second,) = stored(private)
    assert second.endswith(".png")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(change, typed(url="https://example.org/agenda"))
    document.refresh_from_db()
    assert (bool(document.file), document.file_name, stored(private)) == (False, "", [])
    assert documents.address_of(document) == "https://example.org/agenda"

    client.post(change, typed(file=upload("c.pdf", PDF)))
    elsewhere = reverse("meetings_admin:document_remove", args=[another.pk, document.pk])
    assert client.post(elsewhere).status_code == 404
    remove = reverse("meetings_admin:document_remove", args=[meeting.pk, document.pk])
    client.get(remove)
    assert len(stored(private)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post(remove)
    assert (stored(private), MeetingDocument.objects.count()) == ([], 0)


def test_the_tab_takes_the_same_queries_for_ten_times_the_documents(client, django_assert_max_num_queries):
    client.force_login(staff(COORDINATOR))
    meeting = MeetingFactory()
    item = AgendaItemFactory(meeting=meeting)

    def queries(count):
        for _number in range(count):
            MeetingDocument.objects.create(meeting=meeting, item=item, title="A", url="https://example.org/")
        with django_assert_max_num_queries(60) as captured:
            client.get(reverse("meetings_admin:documents", args=[meeting.pk]))
        return len(captured)

    assert queries(2) == queries(20)
