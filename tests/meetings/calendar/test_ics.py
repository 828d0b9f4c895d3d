"""What an invitation carries, to the last property."""

import datetime

import pytest
from django.utils import timezone, translation

from delivery import forgetting
from home.models import UnitSettings
from meetings.calendar import ics
from meetings.enums import InviteeRole, Mode, NoticeKind, Reply, State, Visibility
from meetings.models import MeetingIndexPage, Notice, NoticeMail
from tests.factories.home import list_under, site
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.meetings.calendar.reading import only, read, unfolded

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 5, 8, 30, 15, 999, tzinfo=datetime.UTC)
JOIN = "https://video.example.org/j/8812?pwd=a,b;c"


def _hybrid(**changes):
    return MeetingFactory(
        **{
            "mode": Mode.HYBRID,
            "title_ur": "تیسرا قومی رابطہ اجلاس برائے ذہنی صحت اور نفسیاتی سماجی معاونت، وزارت قومی صحت",
            "place": "Committee Room 2",
            "address": "Block C, Secretariat; Islamabad",
            "join_url": JOIN,
            "join_details": "Meeting 8812\nCode: 42, then #",
            "summary": "What partners do; what comes next",
            "sequence": 3,
            **changes,
        }
    )


def test_an_invitation_is_a_request_to_one_attendee_with_all_that_a_calendar_shows():
    index = list_under(site(), MeetingIndexPage)
    invitation = InvitationFactory(meeting=_hybrid(), name='Dr "Amina" Khan; الف', email="amina@example.org")
    InvitationFactory(meeting=invitation.meeting, email="bilal@example.org")
    text = ics.request(invitation, now=NOW)
    calendar = read(text)
    event = only(calendar.vevent_list)
    lines = unfolded(text)

    assert (calendar.method.value, calendar.version.value, calendar.calscale.value) == ("REQUEST", "2.0", "GREGORIAN")
    assert event.uid.value == invitation.meeting.uid
    assert event.sequence.value == "3"
    assert "DTSTAMP:20260105T083015Z" in lines
    assert (event.status.value, event.summary.value) == ("CONFIRMED", "Third national coordination meeting")
    assert event.location.value == "Committee Room 2, Block C, Secretariat; Islamabad"
    page = f"http://testserver{index.url}{invitation.meeting.slug}/"
    assert event.url.value == page
    assert event.description.value == (
        f"What partners do; what comes next\n\nAgenda and details: {page}\n\n"
        f"Join online: {JOIN}\n\nMeeting 8812\nCode: 42, then #"
    )
    assert f"CONFERENCE;VALUE=URI;FEATURE=VIDEO:{JOIN}" in lines
    assert "DTSTART;TZID=Asia/Karachi:20260127T100000" in lines
    assert "DTEND;TZID=Asia/Karachi:20260127T130000" in lines
    created = invitation.meeting.created_at.astimezone(datetime.UTC)
    assert f"CREATED:{created:%Y%m%dT%H%M%SZ}" in lines
    assert f"LAST-MODIFIED:{invitation.meeting.updated_at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}" in lines

    attendee = only(event.attendee_list)
    assert attendee.value == "mailto:amina@example.org"
    assert attendee.params == {
        "CN": ["Dr ^'Amina^' Khan; الف"],  # RFC 6868, 3.1
        "ROLE": ["REQ-PARTICIPANT"],
        "PARTSTAT": ["NEEDS-ACTION"],
        "RSVP": ["TRUE"],
    }
    organizer = only(event.organizer_list)
    assert organizer.value == "mailto:newsletter@unit.example.org"
    assert organizer.params["CN"] == [UnitSettings.objects.get().unit_name]
    assert "bilal" not in text


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (InviteeRole.CHAIR, "CHAIR"),
        (InviteeRole.REQUIRED, "REQ-PARTICIPANT"),
        (InviteeRole.OPTIONAL, "OPT-PARTICIPANT"),
    ],
)
def test_the_role_is_that_of_the_invitation(role, expected):
    event = read(ics.request(InvitationFactory(role=role), now=NOW)).vevent
    assert event.attendee.params["ROLE"] == [expected]


@pytest.mark.parametrize("reply", Reply)
def test_the_answer_that_is_known_stays_in_a_later_message(reply):
    event = read(ics.request(InvitationFactory(reply=reply), now=NOW)).vevent
    words = "NEEDS-ACTION" if reply == Reply.NONE else reply.upper()
    assert event.attendee.params["PARTSTAT"] == [words]


def test_it_speaks_the_language_of_whom_it_is_for():
    invitation = InvitationFactory(meeting=_hybrid(state=State.CANCELLED), language="ur")
    with translation.override("en"):
        event = read(ics.cancellation(invitation, now=NOW)).vevent
    with translation.override("ur"):
        assert event.summary.value == f"[{State.CANCELLED.label}] {invitation.meeting.title_ur}"


def test_a_cancellation_takes_away_the_same_event_with_a_higher_number():
    meeting = _hybrid(state=State.CANCELLED, sequence=4, reason="The hall is closed.")
    invitation = InvitationFactory(meeting=meeting, told_sequence=3)
    calendar = read(ics.cancellation(invitation, now=NOW))
    event = only(calendar.vevent_list)
    assert (calendar.method.value, event.status.value, event.uid.value) == ("CANCEL", "CANCELLED", meeting.uid)
    assert (event.sequence.value, event.transp.value) == ("5", "TRANSPARENT")
    assert event.summary.value == "[Cancelled] Third national coordination meeting"
    assert event.description.value.startswith("Cancelled: The hall is closed.\n\n")
    assert len(event.attendee_list) == 1


def test_who_is_uninvited_and_invited_again_always_hears_something_newer():
    invitation = InvitationFactory(meeting=_hybrid(sequence=3), told_sequence=3)
    heard = []
    for withdrawn_at in (None, NOW, None, NOW, None):
        invitation.withdrawn_at = withdrawn_at
        if withdrawn_at:
            notice = Notice.objects.create(meeting=invitation.meeting, kind=NoticeKind.CANCELLATION, sequence=3, at=NOW)
            NoticeMail.objects.create(notice=notice, invitation=invitation)
        event = read(ics.message(invitation, now=NOW)).vevent
        assert event.summary.value == "Third national coordination meeting"
        heard.append((event.status.value, event.sequence.value))
    assert heard == [
        ("CONFIRMED", "3"),
        ("CANCELLED", "4"),
        ("CONFIRMED", "5"),
        ("CANCELLED", "6"),
        ("CONFIRMED", "7"),
    ]


def test_a_postponed_meeting_frees_its_old_time_and_a_new_one_is_a_request_again():
    meeting = _hybrid(state=State.POSTPONED, sequence=4)
    invitation = InvitationFactory(meeting=meeting, told_sequence=3)
    freed = read(ics.message(invitation, now=NOW))
    assert (freed.method.value, freed.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert freed.vevent.summary.value == "[Postponed] Third national coordination meeting"
    assert freed.vevent.sequence.value == "4"
    meeting.state, meeting.sequence, invitation.told_sequence = State.ANNOUNCED, 5, 4
    again = read(ics.message(invitation, now=NOW))
    assert (again.method.value, again.vevent.status.value) == ("REQUEST", "CONFIRMED")
    assert (again.vevent.uid.value, again.vevent.sequence.value) == (freed.vevent.uid.value, "5")


def test_the_organisers_own_mailbox_is_not_its_own_attendee(settings):
    settings.REPLY_TO_EMAIL = "meetings@unit.example.org"
    calendar = read(ics.request(InvitationFactory(email="Meetings@unit.example.org"), now=NOW))
    assert calendar.method.value == "PUBLISH"
    assert "attendee" not in calendar.vevent.contents


def test_what_no_public_page_shows_is_private_in_a_shared_calendar_and_has_no_address():
    event = read(ics.request(InvitationFactory(meeting=_hybrid(visibility=Visibility.PARTNERS)), now=NOW)).vevent
    assert event.contents["class"][0].value == "PRIVATE"
    assert "url" not in event.contents
    assert "Agenda" not in event.description.value


def test_a_meeting_in_a_room_tells_no_link_though_one_stands_in_its_record():
    text = ics.request(InvitationFactory(meeting=_hybrid(mode=Mode.IN_PERSON)), now=NOW)
    assert "video.example.org" not in "".join(unfolded(text))


def test_a_meeting_online_is_at_no_place():
    assert read(ics.request(InvitationFactory(meeting=_hybrid(mode=Mode.ONLINE)), now=NOW)).vevent.location.value == (
        "Online"
    )


def test_an_erased_address_gets_nothing():
    forgotten, gone = InvitationFactory(), InvitationFactory()
    forgetting.forget([forgotten.address_id], suppress_as=None, now=NOW)
    forgotten.refresh_from_db()
    gone.address = None
    for invitation in (forgotten, gone):
        with pytest.raises(ValueError, match="erased"):
            ics.request(invitation, now=NOW)


def test_an_address_that_a_uri_could_not_hold_is_encoded():
    invitation = InvitationFactory(email="o'neil+a&b=c%d@example.org")
    event = read(ics.request(invitation, now=timezone.now())).vevent
    assert event.attendee.value == "mailto:o'neil+a%26b%3Dc%25d@example.org"


NASTY = "a\r\nATTENDEE:mailto:x@example.net\r\nMETHOD:CANCEL\n;:,\"^'\\ \u2028\x85\x01\x0b\u202e\U0001f600" + "الف" * 40


@pytest.mark.parametrize("state", State)
def test_no_words_make_a_line_of_their_own(state):
    words = {"title": NASTY, "place": NASTY, "address": NASTY, "summary": NASTY, "join_details": NASTY, "reason": NASTY}
    meeting = _hybrid(state=state, **words)
    told = ics.message(InvitationFactory(meeting=meeting, name=NASTY), now=NOW)
    feed = ics.published([meeting], name=NASTY, reader=Visibility.PARTNERS, joining=[meeting.pk], now=NOW)
    for text, attendees in [(told, 1), (feed, 0)]:
        names = [line.partition(":")[0].partition(";")[0] for line in unfolded(text)]
        assert (names.count("METHOD"), names.count("ATTENDEE")) == (1, attendees)
        assert len(read(text).vevent_list) == 1
