"""What somebody may not see stands in no form of an edition that is for them: page, PDF, DOCX, mail."""

import io
import json

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from meetings import links
from meetings.enums import ApprovalBasis, MinutesState
from meetings.minutes import files, gathering
from meetings.minutes.edition import from_version
from meetings.minutes.parts import to_json
from meetings.models import Minutes, MinutesVersion
from tests.factories.home import site
from tests.factories.meetings import InvitationFactory
from tests.factories.staff import staff
from tests.meetings.minutes.worlds import (
    NEEDLES,
    NOW,
    PARTNERS,
    PUBLIC,
    READERS,
    UNIT,
    meeting_with_minutes,
    needles_for,
)

pytestmark = pytest.mark.django_db
STAFF_NAME = "Xstaffname"


def approved(**fields):
    """Return a version of approved minutes that hold every needle; a member of staff wrote and approved them."""
    meeting = meeting_with_minutes(**fields)
    user = staff("Reviewer", username=STAFF_NAME)
    meeting.items.update(edited_by=user)
    Minutes.objects.update(state=MinutesState.APPROVED, approval_basis=ApprovalBasis.MEETING, approved_at=NOW)
    minutes = Minutes.objects.get(meeting=meeting)
    content = json.loads(json.dumps(to_json(gathering.whole(meeting))))
    return MinutesVersion.objects.create(
        minutes=minutes, number=1, state=minutes.state, content=content, at=NOW, by=user
    )


def found(text):
    return {needle for needle in NEEDLES if needle in text}


def text_of_pdf(data):
    reader = PdfReader(io.BytesIO(data))
    return "\n".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)])


def text_of_docx(data):
    """Return every string of the file's XML, with the properties, the header and the targets of links."""
    parts = Document(io.BytesIO(data)).part.package.iter_parts()
    return "\n".join(part.blob.decode("utf-8", "ignore") for part in parts)


def test_the_staff_name_is_a_needle_that_is_there():
    assert approved().by.username == STAFF_NAME


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("reader", READERS)
def test_files_hold_what_their_reader_may_see_and_nothing_else(reader, language, settings):
    from django.utils import translation

    edition = from_version(approved(), reader)
    with translation.override(language):
        assert found(text_of_pdf(files.content(edition, "pdf"))) == needles_for(reader)
        assert found(text_of_docx(files.content(edition, "docx"))) == needles_for(reader)


def test_the_public_pages_hold_the_public_edition(client):
    site()
    version = approved()
    slug = version.minutes.meeting.slug

    for path in ("", "/ur"):
        page = client.get(f"{path}/meetings/{slug}/minutes/")
        assert found(page.content.decode()) == needles_for(PUBLIC)
        assert found(text_of_pdf(client.get(f"{path}/meetings/{slug}/minutes.pdf").content)) == needles_for(PUBLIC)
        assert found(text_of_docx(client.get(f"{path}/meetings/{slug}/minutes.docx").content)) == needles_for(PUBLIC)
    home = client.get("/").content.decode()
    assert "Minutes: Xtitle meeting" in home
    assert found(home) <= needles_for(PUBLIC)


@pytest.mark.parametrize(
    "closed",
    [
        {"minutes_visibility": PARTNERS},
        {"minutes_visibility": UNIT},
        {"visibility": PARTNERS},
        {"visibility": UNIT},
        {"state": "draft"},
    ],
)
def test_closed_minutes_have_no_public_address_and_stand_on_no_record(client, closed):
    site()
    version = approved()
    meeting = version.minutes.meeting
    for name, value in closed.items():
        setattr(meeting, name, value)
    meeting.save()

    for ending in ("/", ".pdf", ".docx"):
        assert client.get(f"/meetings/{meeting.slug}/minutes{ending}").status_code == 404
    assert "Minutes: Xtitle" not in client.get("/").content.decode()


def test_drafts_and_circulated_versions_are_not_the_publics(client):
    version = approved()
    MinutesVersion.objects.filter(pk=version.pk).update(number=2)
    MinutesVersion.objects.create(
        minutes=version.minutes, number=1, state=MinutesState.CIRCULATED, content=version.content, at=NOW
    )
    slug = version.minutes.meeting.slug

    assert client.get(f"/meetings/{slug}/minutes/").status_code == 200
    assert client.get(f"/meetings/{slug}/minutes/?version=2").status_code == 200
    for number in ("1", "3", "0", "x", "²", "-1"):
        assert client.get(f"/meetings/{slug}/minutes/", {"version": number}).status_code == 404
        assert client.get(f"/meetings/{slug}/minutes.pdf", {"version": number}).status_code == 404


def test_a_personal_link_shows_the_partners_edition_and_no_more(client):
    version = approved()
    invitation = InvitationFactory(meeting=version.minutes.meeting)
    token = links.invitation_token(links.Door.COMMENT, invitation)

    page = client.get(reverse("meetings:comment_on_minutes", args=[token]))
    assert found(page.content.decode()) == needles_for(PARTNERS)
    for ending, text_of in (("pdf", text_of_pdf), ("docx", text_of_docx)):
        file = client.get(reverse("meetings:comment_file", args=[token, ending]))
        assert found(text_of(file.content)) == needles_for(PARTNERS)
        assert file["Cache-Control"].startswith("max-age=0") or "no-store" in file["Cache-Control"]
        assert file["X-Robots-Tag"] == "noindex, nofollow"


def test_what_is_closed_later_leaves_the_files_that_were_made_before(client):
    version = approved()
    meeting = version.minutes.meeting
    address = f"/meetings/{meeting.slug}/minutes.pdf"
    assert "Xopendiscussion" in text_of_pdf(client.get(address).content)
    meeting.items.filter(title="Xopenitem").update(visibility=UNIT)

    assert "Xopendiscussion" not in text_of_pdf(client.get(address).content)


@pytest.mark.parametrize("slug", ["minutes", "reply", "actions", "sign-in", "members", "files"])
def test_a_meeting_that_is_called_like_a_link_has_its_minutes_at_their_address(client, slug):
    approved(slug=slug)

    assert client.get(f"/meetings/{slug}/minutes/").status_code == 200
