"""A meeting's way: planned, invited to, moved, held, minuted, approved; its action done before the next one begins."""

import datetime
import io
import re
from email.message import EmailMessage

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from coordination_site import roles
from meetings import tasks
from meetings.admin.minutes_entry import stamp
from meetings.enums import MinutesState
from meetings.invitations import doorbell
from meetings.models import ActionItem, AgendaItem, Invitation, Meeting, MinutesComment
from tests.factories.home import site
from tests.factories.meetings import GroupMembershipFactory, MeetingSeriesFactory, WorkingGroupFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.meetings.calendar.reading import only, read

pytestmark = pytest.mark.django_db

AMINA, BILAL, CHAMAN, DUA, EJAZ = (f"{name}@example.org" for name in ("amina", "bilal", "chaman", "dua", "ejaz"))
JOIN = "https://video.example.org/j/8812"
NUMBER = {"first": "A-2026-001", "second": "A-2026-002"}


class Story:
    """The coordinator at the screens, the workers behind, the people at their links; and the day that it is."""

    def __init__(self, post_office, time_machine) -> None:
        self._post_office, self._time_machine = post_office, time_machine
        self.group = WorkingGroupFactory(name="Services group")
        self.series = MeetingSeriesFactory(title="National coordination", group=self.group)
        for name in ("Amina", "Bilal", "Chaman", "Ejaz"):
            person = ContactFactory(name=f"{name} Example", emails=[f"{name.lower()}@example.org"])
            at = OrganisationFactory(name=f"{name} Relief")
            GroupMembershipFactory(group=self.group, organisation=at, contact=person, start=datetime.date(2025, 1, 1))

    def on(self, day: str) -> None:
        """Let it be that day, by the clock of Pakistan; the coordinator signs in."""
        moment = datetime.datetime.fromisoformat(f"{day}+05:00")
        self._time_machine.move_to(moment, tick=True)
        self.office = Client()
        self.office.force_login(staff(roles.COORDINATOR))

    def mails(self) -> dict[str, EmailMessage]:
        """Let the workers do all there is to do; return what came out, by whom it is to."""
        for notice in doorbell.waiting().order_by("notice").values_list("notice", flat=True).distinct():
            tasks.send_notice(notice)
        mails = self._post_office.work()
        found = {mail["To"].addresses[0].addr_spec: mail for mail in mails}
        assert len(found) == len(mails)  # nobody is written to twice
        assert not any("[[" in text for mail in mails for text in parts(mail))
        return found

    def post(self, name: str, meeting: Meeting, *keys: object, **fields: object) -> None:
        """Press a button of the meeting's screens."""
        answer = self.office.post(at(name, meeting, *keys), fields)
        assert answer.status_code == 302, words(answer)

    def look_and_do(self, name: str, meeting: Meeting, act: str, **fields: object) -> None:
        """Have shown what a button would do, and press it over what was shown."""
        page = self.office.post(at(name, meeting), fields | {"act": "look"})
        seen = BeautifulSoup(page.content, "html.parser").select_one("main input[name=seen][value]")["value"]
        self.post(name, meeting, **fields, act=act, seen=seen)

    def plan(self, title: str, number: int, day: str) -> Meeting:
        """Make a draft of a meeting of the group from ten to one."""
        answer = self.office.post(reverse("meetings_admin:add"), self.details(title, number, day, "10:00"))
        assert answer.status_code == 302, words(answer)
        return Meeting.objects.get(number=number)

    def details(self, title: str, number: int, day: str, begins: str) -> dict[str, object]:
        """Return what the form of a meeting's details sends."""
        levels = ("visibility", "agenda_visibility", "minutes_visibility", "attendance_visibility")
        return dict.fromkeys(levels, "public") | {
            "series": self.series.pk,
            "number": number,
            "kind": "coordination",
            "title": title,
            "start": f"{day}T{begins}",
            "end": f"{day}T13:00",
            "zone": "Asia/Karachi",
            "mode": "hybrid",
            "place": "Committee Room 2",
            "join_url": JOIN,
            "groups": [self.group.pk],
        }

    def invite_the_group(self, meeting: Meeting) -> None:
        wishes = {"groups": [self.group.pk], "language": "en", "role": "required"}
        self.look_and_do("invite", meeting, "invite", **wishes)
        self.look_and_do("notify", meeting, "send", to="untold")


@pytest.fixture
def story(post_office, time_machine) -> Story:
    site()
    return Story(post_office, time_machine)


def at(name: str, meeting: Meeting, *keys: object) -> str:
    return reverse(f"meetings_admin:{name}", args=[meeting.pk, *keys])


def words(page) -> str:
    return " ".join(BeautifulSoup(page.content, "html.parser").text.split())


def parts(mail: EmailMessage) -> tuple[str, str]:
    """Return the words of both parts; those of the HTML with the addresses that its links lead to."""
    html = BeautifulSoup(mail.get_body(("html",)).get_content(), "html.parser")
    for link in html.select("a[href]"):
        link.append(f" {link['href']} ")
    text = mail.get_body(("plain",)).get_content()
    return " ".join(text.split()), " ".join(html.get_text(" ").split())


def said_by(mail: EmailMessage, *wanted: str) -> bool:
    """Check that both parts say all of this."""
    for text in parts(mail):
        for each in wanted:
            assert each in text
    return True


def link_in(mail: EmailMessage, path: str) -> str:
    """Return the address, on our site, of the one personal link below `path`: the same in both parts."""
    found = {re.search(rf"http://testserver({re.escape(path)}[^\s?]+/)", text)[1] for text in parts(mail)}
    return only(found)


def told(mail: EmailMessage) -> tuple[str, str, str, str, str]:
    """Return what calendars are told: method, UID, SEQUENCE, start in Pakistan, and the one attendee."""
    part, file = (
        only([each for each in mail.walk() if each.get_content_type() == kind])
        for kind in ("text/calendar", "application/ics")
    )
    octets = part.get_payload(decode=True)
    assert octets == file.get_payload(decode=True)
    assert file.get_filename() == "invite.ics"
    calendar = read(octets)
    assert part.get_param("method") == calendar.method.value
    event = only(calendar.vevent_list)
    begins = f"{event.dtstart.value.astimezone(datetime.UTC) + datetime.timedelta(hours=5):%d %b %H:%M}"
    attendee = only(event.attendee_list).value.removeprefix("mailto:")
    return calendar.method.value, event.uid.value, event.sequence.value, begins, attendee


def answers(mail: EmailMessage, reply: str, **fields: str) -> None:
    """Answer by the link of a mail, which a gateway of the reader's mail opens first."""
    link = link_in(mail, "/meetings/reply/")
    before = Invitation.objects.values_list("reply", flat=True).order_by("pk")
    standing = list(before)
    assert "Do you come?" in words(Client().get(link, {"answer": reply}))
    assert list(before.all()) == standing
    assert Client().post(link, {"reply": reply, **fields}).status_code == 302


def test_from_the_plan_to_the_action_that_is_done(story):
    # A meeting of the group is planned: nobody hears of it, and no draft can be mailed about.
    story.on("2026-01-05T09:00")
    meeting = story.plan("First national coordination meeting", 1, "2026-01-27")
    page = f"/meetings/{meeting.slug}/"
    story.post("agenda_add", meeting, title="Map of services", kind="discussion", duration="30")
    assert story.mails() == {}
    assert Client().get(page).status_code == 404

    # It is announced, and whoever sits in the group is invited; each by one mail with all in it, and a calendar part.
    story.post("move", meeting, "announced")
    assert "First national coordination meeting" in words(Client().get(page))
    story.invite_the_group(meeting)
    invited = story.mails()
    assert sorted(invited) == [AMINA, BILAL, CHAMAN, EJAZ]
    for email, mail in invited.items():
        assert mail["Subject"] == "Invitation: First national coordination meeting, 27 January 2026"
        assert said_by(mail, "27 January 2026, 10:00–13:00 (Pakistan time)", "Committee Room 2", JOIN)
        assert said_by(mail, f"Dear {email.split('@')[0].title()} Example,", "Map of services")
        assert told(mail) == ("REQUEST", meeting.uid, "0", "27 Jan 10:00", email)
    assert JOIN not in Client().get(page).content.decode()

    # They answer by their links; one sends somebody else, who is invited in turn and comes.
    answers(invited[AMINA], "accepted", mode="in_person")
    answers(invited[CHAMAN], "declined", note="On leave")
    answers(invited[BILAL], "delegated", delegate_name="Dua Example", delegate_email=DUA)
    delegated = story.mails()
    assert list(delegated) == [DUA]
    assert said_by(delegated[DUA], "Bilal Example", JOIN)
    assert told(delegated[DUA]) == ("REQUEST", meeting.uid, "0", "27 Jan 10:00", DUA)
    answers(delegated[DUA], "accepted", mode="online")

    # It begins an hour later. Nobody is told by that; then all are, and their calendars move the same event.
    story.on("2026-01-12T09:00")
    later = story.details("First national coordination meeting", 1, "2026-01-27", "11:00")
    story.post("edit", meeting, **later, slug=meeting.slug, revision=Meeting.objects.get().revision)
    assert story.mails() == {}
    story.look_and_do("notify", meeting, "send", to="untold")
    moved = story.mails()
    assert sorted(moved) == [AMINA, BILAL, CHAMAN, DUA, EJAZ]
    for email, mail in moved.items():
        assert mail["Subject"] == "Changed: First national coordination meeting, 27 January 2026"
        assert said_by(mail, "10:00–13:00", "11:00–13:00")
        assert told(mail) == ("REQUEST", meeting.uid, "1", "27 Jan 11:00", email)

    # Who has not answered is reminded, and nobody else.
    story.on("2026-01-20T09:00")
    story.look_and_do("notify", meeting, "send", to="unanswered")
    reminded = story.mails()
    assert list(reminded) == [EJAZ]
    assert said_by(reminded[EJAZ], "does not know yet whether you come", "11:00–13:00")
    answers(reminded[EJAZ], "accepted", mode="in_person")

    # It is held. Apologies come from the replies, who was there is ticked off.
    story.on("2026-01-27T13:30")
    story.post("move", meeting, "held")
    story.post("attendance_many", meeting, what="apologies")
    rows = {row.address.email: f"i{row.pk}" for row in meeting.invitations.all()}
    ticked = {f"m-{rows[AMINA]}": "present.in_person", f"m-{rows[DUA]}": "present.online"}
    story.post("attendance_mark", meeting, shown=f"{rows[AMINA]}= {rows[DUA]}=", **ticked)
    story.post("attendance_many", meeting, what="absent")
    assert dict(meeting.attendance.values_list("name", "presence")) == {
        "Amina Example": "present",
        "Bilal Example": "apologies",
        "Chaman Example": "apologies",
        "Dua Example": "present",
        "Ejaz Example": "absent",
    }

    # The minutes are written: a decision, and two actions, one for a person and one for an organisation.
    story.post("minutes_begin", meeting)
    key = f"item-{AgendaItem.objects.get(title='Map of services').pk}"
    text = "The **map** is out of date."
    first = {"decision": "There is one map.", "action": "Collect the data.", "owner": "Amina Example, Amina Relief"}
    typed = {"text": text, "was": stamp(""), **first, "due": "2026-02-20"}
    story.post("write", meeting, **{f"{key}-{name}": value for name, value in typed.items()})
    typed = {"text": text, "was": stamp(text), "action": "Print the map.", "organisation": "Bilal Relief"}
    story.post("write", meeting, **{f"{key}-{name}": value for name, value in typed.items()})
    actions = {action.number: action for action in ActionItem.objects.all()}
    assert {number: action.text for number, action in actions.items()} == {
        NUMBER["first"]: "Collect the data.",
        NUMBER["second"]: "Print the map.",
    }

    # They are circulated by mail, each with a link to read and comment; the delegate objects.
    story.on("2026-01-28T09:00")
    story.post("minutes_act", meeting, "circulate")
    assert story.mails() == {}
    story.look_and_do("minutes_mail", meeting, "send")
    circulated = story.mails()
    assert sorted(circulated) == [AMINA, BILAL, CHAMAN, DUA, EJAZ]
    for mail in circulated.values():
        assert mail["Subject"] == "Minutes for comment: First national coordination meeting, 27 January 2026"
        assert said_by(mail, "until the end of 4 February 2026")
        assert JOIN not in "".join(parts(mail))
    link = link_in(circulated[DUA], "/meetings/minutes/")
    assert "Amina Example" in words(Client().get(link))
    objection = {"version": "1", "text": "There are two maps.", "objects_to": "on"}
    assert Client().post(link, objection).status_code == 302
    assert Client().get(f"{page}minutes/").status_code == 404

    # Time runs out, and silence approves nothing before the objection is settled; then it does.
    story.on("2026-02-05T00:07")
    tasks.approve_minutes()
    meeting.minutes.refresh_from_db()
    assert meeting.minutes.state == MinutesState.CIRCULATED
    story.post("minutes_comment", meeting, MinutesComment.objects.get().pk, answer="The second is a draft.")
    assert "The second is a draft." in words(Client().get(link))
    tasks.approve_minutes()
    meeting.minutes.refresh_from_db()
    assert meeting.minutes.state == MinutesState.APPROVED

    # Everybody reads the public edition, on the page and on paper: what was decided, and no name.
    paper = PdfReader(io.BytesIO(Client().get(f"{page}minutes.pdf").content))
    printed = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
    for edition in (words(Client().get(f"{page}minutes/")), printed):
        for public in ("The map is out of date.", "There is one map.", NUMBER["first"], "Bilal Relief"):
            assert public in edition
        for closed in ("Amina Example", "Dua Example", "two maps", JOIN):
            assert closed not in edition

    # A month later whoever answers for an action is asked how far it is, and one of them says so by the link.
    story.on("2026-03-02T09:29")
    for _beat in range(2):
        tasks.send_action_digests()
    asked = story.mails()
    assert sorted(asked) == [AMINA, BILAL]
    assert asked[AMINA]["Subject"] == "Your actions: 1 is overdue"
    assert said_by(asked[AMINA], NUMBER["first"], "Collect the data.")
    assert said_by(asked[BILAL], NUMBER["second"], "Print the map.")
    link = link_in(asked[AMINA], "/meetings/actions/")
    assert "Collect the data." in words(Client().get(link))
    fields = {"seen": "open", "status": "done", "note": "All nine districts sent theirs.", "evidence_url": ""}
    prefix = f"a{actions[NUMBER['first']].pk}"
    said = {f"{prefix}-{name}": value for name, value in fields.items()}
    assert Client().post(link, said | {"save": "all"}).status_code == 302

    # The first item of the next agenda tells of both: what was done and how, and what is open still.
    following = story.plan("Second national coordination meeting", 2, "2026-03-24")
    agenda = BeautifulSoup(story.office.get(at("agenda", following)).content, "html.parser")
    reviewed = [" ".join(line.text.split()) for line in agenda.select(".agenda-review li")]
    assert reviewed[0].startswith(f"{NUMBER['first']} Collect the data. Done Amina Example")
    assert reviewed[0].endswith("All nine districts sent theirs.")
    assert reviewed[1].startswith(f"{NUMBER['second']} Print the map. Open Bilal Relief")
    assert len(reviewed) == 2

    # That meeting is cancelled: who was invited hears why, and their calendars take it out.
    story.post("move", following, "announced")
    story.invite_the_group(following)
    assert sorted(story.mails()) == [AMINA, BILAL, CHAMAN, EJAZ]
    story.post("move", following, "cancelled", reason="The hall is flooded.")
    assert story.mails() == {}
    story.look_and_do("notify", following, "send", to="untold")
    cancelled = story.mails()
    assert sorted(cancelled) == [AMINA, BILAL, CHAMAN, EJAZ]
    for email, mail in cancelled.items():
        assert mail["Subject"] == "Cancelled: Second national coordination meeting, 24 March 2026"
        assert said_by(mail, "does not take place", "The hall is flooded.")
        assert told(mail) == ("CANCEL", following.uid, "2", "24 Mar 10:00", email)
    assert following.uid != meeting.uid
