"""Feeds: who reads what, for how long an address is good, and what an unchanged feed costs."""

import datetime
import hashlib
import logging
from unittest.mock import patch

import pytest
import time_machine
from django.utils.http import http_date

from coordination_site.logs import LineFormatter
from meetings import links
from meetings.calendar import feeds, ics
from meetings.enums import Kind, Mode, State, Visibility
from meetings.models import CalendarFeed, Meeting
from stakeholders.duplicates import merging
from tests.factories.meetings import (
    GroupMembershipFactory,
    InvitationFactory,
    MeetingFactory,
    WorkingGroupFactory,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory
from tests.meetings.calendar.reading import read, unfolded

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 20, 12, tzinfo=datetime.UTC)
SECRET = {"mode": Mode.HYBRID, "join_url": "https://video.example.org/secret", "join_details": "Code 4242"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def _events(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return {event.uid.value: event for event in read(response.content).contents.get("vevent", [])}


def _page(contact):
    return f"/my/calendar/{links.token(links.Door.PARTNER, contact.pk)}/"


def _address(client, contact):
    """Make a person's address and return its path."""
    mark = feeds.mark(feeds.current(contact))
    page = client.post(_page(contact), {"action": "make", "instead_of": mark})
    return page.context["subscription"].url.removeprefix("http://testserver")


def test_the_public_feed_holds_what_everybody_may_know_and_no_more(client):
    group = WorkingGroupFactory()
    shown = MeetingFactory(groups=[group], **SECRET)
    InvitationFactory(meeting=shown, email="amina@example.org", name="Amina Khan")
    MeetingFactory(state=State.DRAFT)
    MeetingFactory(visibility=Visibility.PARTNERS)
    MeetingFactory(visibility=Visibility.UNIT)
    response = client.get("/meetings/calendar.ics")
    assert set(_events(response)) == {shown.uid}
    text = "".join(unfolded(response.content))
    for hidden in ("secret", "4242", "CONFERENCE", "ATTENDEE", "ORGANIZER", "amina", "Amina"):
        assert hidden not in text
    lines = unfolded(response.content)
    assert {"METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT4H", "X-PUBLISHED-TTL:PT4H"} <= set(lines)
    (name,) = [line.removeprefix("X-WR-CALNAME:") for line in lines if line.startswith("X-WR-CALNAME:")]
    assert f"NAME:{name}" in lines
    assert name.endswith(": Meetings")


def test_it_goes_back_a_year_and_holds_all_to_come(client):
    for days in (-400, -364, 0, 900):
        MeetingFactory(slug=f"in{days}", start=NOW + datetime.timedelta(days=days))
    kept = set(Meeting.objects.filter(start__gte=NOW - datetime.timedelta(days=364)).values_list("uid", flat=True))
    assert len(kept) == 3
    assert set(_events(client.get("/meetings/calendar.ics"))) == kept


def test_what_does_not_take_place_stays_and_says_so(client):
    cancelled = MeetingFactory(state=State.CANCELLED, title="Forum")
    postponed = MeetingFactory(state=State.POSTPONED, title="Launch")
    events = _events(client.get("/meetings/calendar.ics"))
    shown = {uid: (event.status.value, event.summary.value, event.transp.value) for uid, event in events.items()}
    assert shown == {
        cancelled.uid: ("CANCELLED", "[Cancelled] Forum", "TRANSPARENT"),
        postponed.uid: ("TENTATIVE", "[Postponed] Launch", "TRANSPARENT"),
    }


def test_a_group_and_a_kind_have_addresses_of_their_own_and_hidden_groups_none(client):
    group, other = WorkingGroupFactory(slug="mental-health"), WorkingGroupFactory()
    WorkingGroupFactory(slug="inside", visibility=Visibility.PARTNERS)
    of_group = MeetingFactory(groups=[group, other], kind=Kind.FORUM)
    of_kind = MeetingFactory(groups=[other], kind=Kind.WEBINAR)
    assert set(_events(client.get("/meetings/calendar/group/mental-health.ics"))) == {of_group.uid}
    assert set(_events(client.get("/meetings/calendar/kind/webinar.ics"))) == {of_kind.uid}
    for missing in ("group/inside", "group/nobody", "kind/party"):
        assert client.get(f"/meetings/calendar/{missing}.ics").status_code == 404


def test_it_speaks_the_language_of_its_address(client):
    meeting = MeetingFactory(title="Forum", title_ur="فورم")
    assert _events(client.get("/meetings/calendar.ics"))[meeting.uid].summary.value == "Forum"
    assert _events(client.get("/ur/meetings/calendar.ics"))[meeting.uid].summary.value == "فورم"


def test_an_empty_feed_is_a_calendar_all_the_same(client):
    assert _events(client.get("/meetings/calendar.ics")) == {}


def test_an_unchanged_feed_is_not_written_again(client, clock):
    group = WorkingGroupFactory()
    meeting = MeetingFactory(groups=[group])
    for url in ("/meetings/calendar.ics", f"/meetings/calendar/group/{group.slug}.ics"):
        first = client.get(url)
        assert first["Cache-Control"] == "public, max-age=900"
        assert first["Last-Modified"] == http_date(NOW.timestamp())
        clock.shift(3600)
        with patch.object(ics, "published") as written:
            again = client.get(url, headers={"if-none-match": first["ETag"]})
            since = client.get(url, headers={"if-modified-since": first["Last-Modified"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert again["Cache-Control"] == first["Cache-Control"]
        assert since.status_code == 304
        assert not written.called
        assert client.get(url).content == first.content
        meeting.visibility = Visibility.UNIT
        meeting.save()
        changed = client.get(url, headers={"if-none-match": first["ETag"]})
        assert _events(changed) == {}
        since = client.get(url, headers={"if-modified-since": first["Last-Modified"]})
        assert since.status_code == 200
        meeting.visibility = Visibility.PUBLIC
        clock.move_to(NOW)
        meeting.save()


def test_a_feed_costs_as_many_queries_however_long_it_is(client, django_assert_num_queries):
    MeetingFactory()
    etag = client.get("/meetings/calendar.ics")["ETag"]
    with django_assert_num_queries(5):  # unit, passwords, change, fingerprint
        assert client.get("/meetings/calendar.ics", headers={"if-none-match": etag}).status_code == 304
    with django_assert_num_queries(8):
        client.get("/meetings/calendar.ics")
    for _each in range(10):
        MeetingFactory(groups=[WorkingGroupFactory()])
    with django_assert_num_queries(8):
        assert len(_events(client.get("/meetings/calendar.ics"))) == 11


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_feed_is_only_read(client, method):
    assert getattr(client, method)("/meetings/calendar.ics").status_code == 405


def test_a_person_reads_what_partners_may_know_of_their_meetings(client):
    contact, group = ContactFactory(), WorkingGroupFactory()
    GroupMembershipFactory(group=group, contact=contact)
    inside = MeetingFactory(groups=[group], visibility=Visibility.PARTNERS, **SECRET)
    invited = MeetingFactory(**SECRET)
    InvitationFactory(meeting=invited, contact=contact)
    uninvited = MeetingFactory(groups=[group], **SECRET)
    InvitationFactory(meeting=uninvited, contact=contact, withdrawn_at=NOW)
    MeetingFactory(**SECRET)  # public, and none of theirs
    MeetingFactory(groups=[group], visibility=Visibility.UNIT)
    MeetingFactory(groups=[group], state=State.DRAFT)
    events = _events(client.get(_address(client, contact)))
    joining = {uid: "conference" in event.contents for uid, event in events.items()}
    assert joining == {inside.uid: False, invited.uid: True, uninvited.uid: False}
    assert "Code 4242" in events[invited.uid].description.value
    assert "4242" not in events[inside.uid].description.value
    assert not any("attendee" in event.contents for event in events.values())


def test_an_address_is_shown_once_and_only_its_hash_is_kept(client):
    contact = ContactFactory()
    assert client.get(_page(contact)).context["feed"] is None
    address = _address(client, contact)
    key = address.rpartition("/")[2].removesuffix(".ics")
    assert CalendarFeed.objects.get().key_hash == hashlib.sha256(key.encode()).hexdigest()
    again = client.get(_page(contact))
    assert key not in again.content.decode()
    assert (again["Referrer-Policy"], again["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert "no-store" in again["Cache-Control"]


def test_a_new_address_ends_the_old_one_and_a_form_that_is_sent_twice_makes_none(client):
    contact = ContactFactory()
    old = _address(client, contact)
    twice = client.post(_page(contact), {"action": "make", "instead_of": ""})
    assert twice.status_code == 409
    assert "Nothing was changed." in twice.content.decode()
    assert client.get(old).status_code == 200
    new = _address(client, contact)
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    client.post(_page(contact), {"action": "end"})
    assert client.get(new).status_code == 404
    assert CalendarFeed.objects.count() == 0
    assert client.post(_page(contact), {"action": "end"}).status_code == 200


def test_a_link_for_another_door_or_person_makes_nothing(client):
    contact = ContactFactory()
    wrong = links.token(links.Door.ACTIONS, contact.pk)
    gone = links.token(links.Door.PARTNER, 999_999)
    assert client.post(f"/my/calendar/{wrong}/", {"action": "make"}).status_code == 404
    assert client.post(f"/my/calendar/{gone}/", {"action": "make"}).status_code == 410
    old = _page(contact)
    with time_machine.travel(NOW + datetime.timedelta(days=31)):
        assert client.post(old, {"action": "make"}).status_code == 410
    assert not CalendarFeed.objects.exists()
    assert client.get("/my/calendar/guessed.ics").status_code == 404


def test_a_personal_feed_stays_with_whom_it_is_for_and_is_revalidated(client, django_assert_num_queries, clock):
    contact = ContactFactory()
    meeting = MeetingFactory(**SECRET)
    InvitationFactory(meeting=meeting, contact=contact)
    address = _address(client, contact)
    first = client.get(address)
    assert first["Cache-Control"] == "private, no-cache"
    assert (first["Referrer-Policy"], first["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert "Last-Modified" not in first
    assert CalendarFeed.objects.get().read_at == NOW.replace(hour=0)
    clock.shift(3600)
    with patch.object(ics, "published") as written, django_assert_num_queries(8) as queries:
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert not written.called
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]
    meeting.invitations.update(withdrawn_at=NOW)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200
    clock.shift(86_400)
    client.get(address)
    assert CalendarFeed.objects.get().read_at == NOW.replace(hour=0) + datetime.timedelta(days=1)


def test_a_feed_goes_on_when_two_entries_of_its_reader_become_one(client):
    gone, kept = ContactFactory(), ContactFactory()
    meeting = MeetingFactory()
    InvitationFactory(meeting=meeting, contact=gone)
    addresses = [_address(client, contact) for contact in (gone, kept)]
    merging.merge_contacts(kept=kept, gone=gone, by=None, now=NOW)
    for address in addresses:
        assert set(_events(client.get(address))) == {meeting.uid}
    assert client.get(_page(gone)).context["feed"] is not None
    client.post(_page(kept), {"action": "end"})
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_staff_end_the_address_of_a_person_who_has_one(client):
    contact = ContactFactory()
    address = _address(client, contact)
    client.force_login(staff("Coordinator"))
    page = client.get(f"/admin/contact/inspect/{contact.pk}/")
    end = f"/admin/meetings/calendar-of/{contact.pk}/end/"
    assert end in page.content.decode()
    assert client.get(end).status_code == 405
    assert client.post(end, follow=True).status_code == 200
    assert client.get(address).status_code == 404
    assert end not in client.get(f"/admin/contact/inspect/{contact.pk}/").content.decode()


@pytest.mark.parametrize("path", ["/my/calendar/KEY.ics", "/ur/my/calendar/KEY/", "/meetings/reply/KEY/"])
def test_no_personal_address_is_logged(path):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (path,), None)
    assert "KEY" not in LineFormatter().format(record)
