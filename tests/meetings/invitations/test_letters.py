"""What the mails about a meeting say: the text says all that the calendar part does, in the reader's language."""

import datetime

import pytest
import time_machine
import vobject
from bs4 import BeautifulSoup
from django.conf import settings

from meetings.enums import Mode, State, Visibility
from meetings.invitations import letters, notices
from meetings.invitations.notices import To
from meetings.models import MeetingChange, MeetingIndexPage, Notice
from tests.factories.home import list_under, site
from tests.factories.meetings import AgendaItemFactory, InvitationFactory, MeetingFactory, WorkingGroupFactory
from tests.factories.stakeholders import OrganisationFactory
from tests.meetings.invitations.helpers import NOW, calendar_to, html_to, mailed, text_to, untold, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting():
    list_under(site(), MeetingIndexPage)
    group = WorkingGroupFactory(name="Working group on training")
    meeting = MeetingFactory(
        title="Review of <b>training</b>",
        title_ur="تربیت کا جائزہ",
        slug="review",
        groups=[group],
        mode=Mode.HYBRID,
        zone="Europe/Zurich",
        place="Room 2",
        place_ur="کمرہ ۲",
        address="1 Example Avenue",
        map_url="https://map.example.org/?a=1&b=2",
        join_url="https://join.example.org/abc",
        join_details="Code 1234",
    )
    meeting.co_organisers.add(OrganisationFactory(name="Example Relief"))
    unido = OrganisationFactory(name="Example Academy")
    AgendaItemFactory(meeting=meeting, title="Curriculum", presenter="Dua Example", organisation=unido)
    AgendaItemFactory(meeting=meeting, title="Money", visibility=Visibility.UNIT)
    return meeting


def tell(meeting, words=""):
    seen = notices.plan(meeting, to=To.UNTOLD, now=NOW).digest(words)
    notices.tell(meeting, to=To.UNTOLD, seen=seen, words=words, by=None, now=NOW)
    work()


def test_an_invitation_says_everything_in_both_parts(meeting):
    untold(meeting, "amina@example.org", name="Amina & Co")
    tell(meeting, words="Please bring <your> figures.\nThank you.")
    text, page = text_to("amina@example.org"), BeautifulSoup(html_to("amina@example.org"), "html.parser")
    shown = " ".join(page.text.split())
    for words in [
        "Dear Amina & Co,",
        "Review of <b>training</b>",
        "Tue, 27 January 2026, 06:00–09:00 (time in Zurich)",
        "Tue, 27 January 2026, 10:00–13:00 (Pakistan time)",
        "Room 2",
        "1 Example Avenue",
        "https://join.example.org/abc",
        "Code 1234",
        "1. Curriculum (Dua Example, Example Academy)",
        "Working group on training",
        "Example Relief",
        settings.REPLY_TO_EMAIL,
    ]:
        assert words in text
        assert words in shown
    assert "Please bring <your> figures.\nThank you." in text
    assert "Please bring <your> figures." in shown
    assert "Money" not in text
    assert "Money" not in shown
    links = [link["href"] for link in page.select("a")]
    for url in ["https://map.example.org/?a=1&b=2", "http://testserver/meetings/review/"]:
        assert url in text
        assert url in links
    for answer in ("accepted", "tentative", "declined"):
        (url,) = [link for link in links if link.endswith(f"/?answer={answer}")]
        assert url in text
        assert "amina" not in url
    assert "\n\n\n" not in text


def test_the_calendar_part_has_one_attendee_and_follows_the_life_of_the_meeting(meeting):
    for email in ("amina@example.org", "bano@example.org"):
        untold(meeting, email)

    def told():
        tell(meeting)
        calendar = vobject.readOne(calendar_to("amina@example.org"))
        (event,) = calendar.vevent_list
        assert [line.value for line in event.attendee_list] == ["mailto:amina@example.org"]
        assert event.organizer.value == f"mailto:{settings.REPLY_TO_EMAIL}"
        assert event.uid.value == meeting.uid
        assert "bano" not in calendar_to("amina@example.org")
        return calendar.method.value, int(event.sequence.value), event.dtstart.value.astimezone(datetime.UTC)

    assert told() == ("REQUEST", 0, meeting.start)
    change(meeting, start=meeting.start + datetime.timedelta(days=1), end=meeting.end + datetime.timedelta(days=1))
    assert told() == ("REQUEST", 1, meeting.start)
    change(meeting, state=State.CANCELLED, reason="Floods")
    method, sequence, _start = told()
    assert (method, sequence > 1) == ("CANCEL", True)
    assert len(mailed()) == 6


def change(meeting, **fields):
    before = {name: getattr(meeting, name) for name in fields}
    meeting.sequence += 1
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.save()
    written = {k: v.isoformat() if isinstance(v, datetime.datetime) else v for k, v in before.items()}
    MeetingChange.objects.create(meeting=meeting, sequence=meeting.sequence, at=NOW, before=written, after={})


def test_changes_made_close_together_are_one_difference(meeting):
    meeting.zone = "Asia/Karachi"
    meeting.save()
    InvitationFactory(meeting=meeting, email="amina@example.org", reply="accepted")
    InvitationFactory(meeting=meeting, email="bano@example.org", language="ur")
    change(meeting, place="Room 3")
    change(meeting, start=meeting.start + datetime.timedelta(hours=1), end=meeting.end + datetime.timedelta(hours=1))
    change(meeting, place="Room 4", join_url="https://join.example.org/new")
    change(meeting, address="2 Example Avenue")
    change(meeting, address="1 Example Avenue")  # taken back: no difference
    tell(meeting)
    text, shown = text_to("amina@example.org"), BeautifulSoup(html_to("amina@example.org"), "html.parser").text
    clock = "Tue, 27 January 2026, %s (Pakistan time)"
    assert f"When: was {clock % '10:00–13:00'}, now {clock % '11:00–14:00'}" in text
    assert "Place: was Room 2, now Room 4" in text
    assert "How to join: now as written below" in text
    assert "Room 3" not in text
    assert "2 Example Avenue" not in text
    assert "So far you answered: Comes." in text
    assert "join.example.org/abc" not in text
    for words in ("Room 2", "Room 4", clock % "11:00–14:00"):
        assert words in shown
    assert mailed() == [
        ("amina@example.org", "Changed: Review of <b>training</b>, 27 January 2026"),
        ("bano@example.org", mailed()[1][1]),
    ]
    assert "تربیت کا جائزہ" in mailed()[1][1]


def test_an_urdu_reader_gets_urdu_from_right_to_left(meeting):
    untold(meeting, "bano@example.org", language="ur", name="بانو")
    tell(meeting)
    page = BeautifulSoup(html_to("bano@example.org"), "html.parser")
    assert (page.html["lang"], page.html["dir"]) == ("ur", "rtl")
    for words in ("تربیت کا جائزہ", "کمرہ ۲", "/ur/meetings/reply/"):
        assert words in text_to("bano@example.org")


def test_a_postponed_meeting_leaves_the_calendar_and_asks_for_no_answer(meeting):
    InvitationFactory(meeting=meeting, email="amina@example.org")
    change(meeting, state=State.POSTPONED, reason="The hall is flooded")
    tell(meeting)
    assert mailed() == [("amina@example.org", "Postponed: Review of <b>training</b>")]
    assert "Reason: The hall is flooded" in text_to("amina@example.org")
    assert "answer=accepted" not in text_to("amina@example.org")
    assert "answer=accepted" not in html_to("amina@example.org")
    assert vobject.readOne(calendar_to("amina@example.org")).method.value == "CANCEL"


@pytest.mark.parametrize("kind", ["invitation", "update", "reminder", "cancellation"])
def test_a_preview_is_the_mail_without_any_link_that_acts(meeting, kind):
    row = untold(meeting, "amina@example.org")
    notice = Notice(meeting=meeting, kind=kind, sequence=0, words="Ours")
    content = letters.preview(row, notice, now=NOW)
    for part in (content.html, content.text):
        assert "Review of" in part
        assert "Ours" in part
        assert "/reply/" not in part
        assert "/unsubscribe/" not in part
    assert bool(content.calendar) == (kind != "reminder")
    assert mailed() == []
