"""The sign-in link: open for a time, one row for each person, and nothing told about anybody."""

import datetime

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from coordination_site.roles import COORDINATOR
from meetings.attendance import sign_in_page, signing_in
from meetings.enums import AttendanceOrigin, Mode, Presence, State
from meetings.exceptions import MeetingsError
from meetings.models import Attendance, Meeting
from tests.factories.meetings import AttendanceFactory, InvitationFactory, MeetingFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def meeting():
    meeting = MeetingFactory(mode=Mode.HYBRID)
    signing_in.open_until(meeting, until=timezone.now() + HOUR, by=staff(COORDINATOR), now=timezone.now())
    return meeting


def send(client, meeting, key=None, **changes):
    data = {"name": "Amina Khan", "organisation": "Health Trust", "designation": "", "email": "", "mode": "online"}
    return client.post(reverse("meetings:sign_in", args=[key or meeting.sign_in_key]), data | changes)


def test_who_signs_in_is_on_the_list_once_and_marked_as_self_declared(client, meeting):
    trust = OrganisationFactory(name="Health Trust")
    for changes in ({}, {"name": "AMINA  khan"}, {"organisation": "health-trust"}, {"mode": "in_person"}):
        answer = send(client, meeting, **changes)
        assert answer.status_code == 302, answer.content
    row = Attendance.objects.get()
    assert (row.name, row.organisation, row.organisation_name) == ("Amina Khan", trust, "Health Trust")
    assert (row.origin, row.mode, row.presence) == (AttendanceOrigin.SELF, Mode.ONLINE, Presence.PRESENT)
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "no-referrer" in page["Referrer-Policy"]
    assert "noindex" in page["X-Robots-Tag"]


def test_an_invitation_is_found_by_its_exact_address_alone_and_the_page_says_the_same_to_all(client, meeting):
    contact = ContactFactory(name="Amina Khan", emails=["amina@example.org"])
    invitation = InvitationFactory(meeting=meeting, contact=contact, email="amina@example.org", name="Amina Khan")
    InvitationFactory(email="other@example.org")
    known = send(client, meeting, email="AMINA@example.org", name="A. Khan")
    other = send(client, meeting, email="other@example.org", name="Bilal")
    by_name = send(client, meeting, organisation="Elsewhere")
    pages = {client.get(answer["Location"]).content for answer in (known, other, by_name)}
    assert len(pages) == 1
    assert {row.name: row.invitation_id for row in Attendance.objects.all()} == {
        "A. Khan": invitation.pk,
        "Bilal": None,
        "Amina Khan": None,
    }
    assert Attendance.objects.get(name="A. Khan").contact == contact
    form = client.get(reverse("meetings:sign_in", args=[meeting.sign_in_key])).content.decode()
    assert "Khan" not in form
    assert "<datalist" not in form


def test_who_was_taken_to_be_away_comes_and_what_staff_wrote_stays(client, meeting):
    AttendanceFactory(meeting=meeting, name="Amina Khan", organisation_name="Health Trust", presence="apologies")
    late = AttendanceFactory(meeting=meeting, name="Bilal", organisation_name="WHO", presence="late")
    send(client, meeting)
    send(client, meeting, name="Bilal", organisation="WHO")
    assert Attendance.objects.get(name="Amina Khan").presence == Presence.PRESENT
    late.refresh_from_db()
    assert (late.presence, late.origin) == (Presence.LATE, AttendanceOrigin.STAFF)


def test_rubbish_is_told_and_keeps_what_was_typed(client, meeting):
    for changes in ({"name": ""}, {"name": "??"}, {"organisation": " "}, {"email": "amina@"}, {"mode": "flying"}):
        answer = send(client, meeting, designation="Director <b>", **changes)
        assert answer.status_code == 400, changes
        assert b"Director &lt;b&gt;" in answer.content
    send(client, meeting, name="Amina\r\nBcc: all\x07 Khan" + "\u200b")
    assert list(Attendance.objects.values_list("name", flat=True)) == ["Amina Bcc: all Khan\u200b"]
    assert send(client, meeting, name="x" * 151).status_code == 400


@pytest.mark.parametrize("end", ["closed", "opened anew", "its time is over", "cancelled", "never was"])
def test_a_link_that_has_ended_says_so_and_writes_nothing(client, meeting, end):
    key, by, now = meeting.sign_in_key, staff(COORDINATOR), timezone.now()
    match end:
        case "closed":
            signing_in.close(meeting)
        case "opened anew":
            signing_in.open_until(meeting, until=now + HOUR, by=by, now=now)
        case "its time is over":
            Meeting.objects.update(sign_in_until=now - HOUR)
        case "cancelled":
            Meeting.objects.update(state=State.CANCELLED)
        case _:
            key = "0" * len(key)
    assert send(client, meeting, key).status_code == 410
    for name in ("meetings:sign_in", "meetings:signed_in"):
        assert client.get(reverse(name, args=[key])).status_code == 410
    assert not Attendance.objects.exists()


def test_it_opens_only_for_meetings_that_take_place_and_not_for_ever():
    by = staff(COORDINATOR)
    for state, until in (("draft", HOUR), ("cancelled", HOUR), ("announced", -HOUR), ("held", 24 * 8 * HOUR)):
        meeting = MeetingFactory(state=state)
        with pytest.raises(MeetingsError):
            signing_in.open_until(meeting, until=NOW + until, by=by, now=NOW)
    assert not Meeting.objects.exclude(sign_in_key="").exists()


def test_a_room_with_one_network_signs_in_and_a_flood_does_not(client, meeting, monkeypatch):
    monkeypatch.setattr(sign_in_page, "PER_NETWORK", 3)
    answers = [send(client, meeting, name=f"Person {letter}").status_code for letter in "abcde"]
    assert answers == [302, 302, 302, 429, 429]
    caches["shared"].clear()
    monkeypatch.setattr(signing_in, "MOST", 3)
    assert send(client, meeting, name="Person f").status_code == 400
    assert Attendance.objects.count() == 3


def test_looking_changes_nothing_and_takes_few_queries(client, meeting, django_assert_max_num_queries):
    AttendanceFactory.create_batch(30, meeting=meeting)
    with django_assert_max_num_queries(12):
        client.get(reverse("meetings:sign_in", args=[meeting.sign_in_key]))
    assert client.get(f"/ur/meetings/sign-in/{meeting.sign_in_key}/").status_code == 200
    assert Attendance.objects.count() == 30


def test_rubbish_for_a_key_opens_nothing_on_either_database(client):
    for key in ("%00", "a%00b", "%F0%9F%99%82", "x" * 2000):
        for end in ("", "done/"):
            assert client.get(f"/meetings/sign-in/{key}/{end}").status_code in {404, 410}, key
