"""The screens of staff: inviting, notifying, the list and the log; what they show and how many queries they take."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from delivery.enums import EventKind, MessageState
from delivery.models import Event, Message
from meetings.models import Invitation, NoticeMail
from stakeholders.exporting import making
from stakeholders.models import ExportFile
from tests.factories.meetings import GroupMembershipFactory, InvitationFactory, MeetingFactory, WorkingGroupFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.meetings.invitations.helpers import NOW, mailed, text_to, untold, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(client):
    client.force_login(staff("Coordinator"))
    return client


def at(name, meeting, *keys):
    return reverse(f"meetings_admin:{name}", args=[meeting.pk, *keys])


def read(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def shown(page):
    return " ".join(page.select_one("main").text.split())


def test_from_a_group_to_the_mails_in_their_log(office):
    meeting, group = MeetingFactory(), WorkingGroupFactory(name="Training")
    GroupMembershipFactory(group=group, contact=ContactFactory(name="<i>Amina</i>", emails=["amina@example.org"]))
    GroupMembershipFactory(group=group, organisation=OrganisationFactory(name="Silent Relief"))
    wishes = {
        "groups": [group.pk],
        "typed": "Bano Example <bano@example.org>\nrubbish, dua@example.net",
        "language": "en",
        "role": "required",
    }
    page = read(office.post(at("invite", meeting), wishes | {"act": "look"}))
    for words in ("New: 3", "Can’t get mail: 1", "Training: Silent Relief", "<i>Amina</i>", "Invite 3 people"):
        assert words in shown(page)
    assert not Invitation.objects.exists()

    seen = page.select_one("input[name=seen]")["value"]
    page = read(office.post(at("invite", meeting), wishes | {"act": "invite", "seen": seen}, follow=True))
    assert "3 people are on the list. Nobody has been written to yet." in page.text
    assert "3 of them have not been written to yet." in shown(page)
    assert mailed() == []

    page = read(office.get(at("notify", meeting)))
    assert "3 people get a mail." in shown(page)
    frame = page.select_one("iframe")
    assert "sandbox" in frame.attrs
    assert not frame["sandbox"]
    assert "Third national coordination meeting" in frame["srcdoc"]
    assert "/reply/" not in page.text + frame["srcdoc"]
    assert "METHOD:REQUEST" in page.text

    form = {"to": "untold", "words": "Bring <your> figures", "act": "look"}
    page = read(office.post(at("notify", meeting), form))
    assert mailed() == []
    form |= {"act": "send", "seen": page.select_one("input[name=seen]")["value"]}
    page = read(office.post(at("notify", meeting), form | {"words": "Something else"}))
    assert "look once more" in page.text
    page = read(office.post(at("notify", meeting), form, follow=True))
    assert "3 mails are on their way." in page.text
    assert "Waits to be sent: 3" in shown(page)
    work()
    assert sorted(email for email, _ in mailed()) == ["amina@example.org", "bano@example.org", "dua@example.net"]
    assert "Bring <your> figures" in text_to("dua@example.net")
    page = read(office.get(at("mail", meeting)))
    for words in ("Invitation", "Coordinator", "Bring <your> figures", "Pending: 3", "Bano Example"):
        assert words in shown(page)
    read(office.post(at("notify", meeting), form, follow=True))
    assert NoticeMail.objects.count() == 3


def test_the_log_says_what_became_of_each_mail(office):
    meeting = MeetingFactory()
    for name in ("a", "b", "c"):
        untold(meeting, f"{name}@example.org", name=name)
    page = read(office.get(at("notify", meeting)))
    seen = page.select_one("input[name=seen]")["value"]
    office.post(at("notify", meeting), {"to": "untold", "act": "send", "seen": seen})
    Invitation.objects.filter(name="c").update(withdrawn_at=NOW)
    work()
    bounced, _sent = Message.objects.order_by("pk")
    Message.objects.update(state=MessageState.SENT)
    Event.objects.create(message=bounced, kind=EventKind.BOUNCED, at=NOW)
    Event.objects.create(message=bounced, kind=EventKind.DELIVERED, at=NOW)
    rows = [
        [cell.text for cell in row.select("td")] for row in read(office.get(at("mail", meeting))).select("tbody tr")
    ]
    assert rows == [["a", "Bounced"], ["b", "Sent"], ["c", "The invitation was taken back"]]


def test_the_list_counts_narrows_and_shows_what_was_answered(office):
    meeting = MeetingFactory()
    relief = OrganisationFactory(name="Relief")
    InvitationFactory(meeting=meeting, name="Amina", reply="accepted", needs="<b>Ramp</b>", organisation=relief)
    InvitationFactory(meeting=meeting, name="Bano", reply="declined", role="chair")
    InvitationFactory(meeting=meeting, name="Gone", withdrawn_at=NOW)
    whole = read(office.get(at("invitations", meeting)))
    counts = {div.dt.text: div.dd.text for div in whole.select(".invite-counts div")}
    assert (counts["Invited"], counts["Comes"], counts["Does not come"], counts["Taken back"]) == ("2", "1", "1", "1")
    assert "<b>Ramp</b>" in shown(whole)
    for query, names in [
        ("reply=accepted", ["Amina"]),
        ("role=chair", ["Bano"]),
        (f"organisation={relief.pk}", ["Amina"]),
        ("reply=rubbish", ["Amina", "Bano", "Gone"]),
        ("reply=tentative", []),
    ]:
        page = read(office.get(f"{at('invitations', meeting)}?{query}"))
        assert [link.text for link in page.select("td.title a")] == names


def test_taking_back_shows_who_is_told_and_does_it_once(office):
    meeting = MeetingFactory()
    told = InvitationFactory(meeting=meeting, email="told@example.org")
    fresh = untold(meeting, "fresh@example.org")
    other = InvitationFactory(email="other@example.org")
    query = f"chosen={told.pk}&chosen={fresh.pk}&chosen={other.pk}&chosen=x&chosen=99999999999999999999"
    page = read(office.get(f"{at('withdraw_invitations', meeting)}?{query}"))
    assert "Take 2 invitations back?" in shown(page)
    assert "1 of them had been invited by mail" in shown(page)
    for _press in range(2):
        office.post(at("withdraw_invitations", meeting), {"chosen": [told.pk, fresh.pk, other.pk]})
    work()
    assert [email for email, _ in mailed()] == ["told@example.org"]
    other.refresh_from_db()
    assert other.withdrawn_at is None
    assert office.get(at("withdraw_invitations", meeting)).status_code == 302


def test_an_answer_by_telephone_is_written_down(office):
    meeting = MeetingFactory()
    row = InvitationFactory(meeting=meeting)
    office.post(at("invitation", meeting, row.pk), {"role": "chair", "reply": "accepted", "mode": "online"})
    row.refresh_from_db()
    assert (row.role, row.reply, row.mode, row.replied_at) == ("chair", "accepted", "online", NOW)
    page = read(
        office.post(at("invitation", meeting, row.pk), {"role": "chair", "reply": "delegated", "mode": ""}, follow=True)
    )
    assert "Only they themselves can send somebody else" in page.text
    elsewhere = InvitationFactory()
    assert office.get(at("invitation", meeting, elsewhere.pk)).status_code == 404


def test_who_changes_the_role_does_not_undo_an_answer_that_came_meanwhile(office):
    meeting = MeetingFactory()
    row = InvitationFactory(meeting=meeting)
    page = read(office.get(at("invitation", meeting, row.pk)))
    seen = page.select_one("input[name=seen]")["value"]
    Invitation.objects.filter(pk=row.pk).update(reply="accepted", mode="online", replied_at=NOW)

    office.post(at("invitation", meeting, row.pk), {"role": "chair", "reply": "none", "mode": "", "seen": seen})

    row.refresh_from_db()
    assert (row.role, row.reply, row.mode, row.replied_at) == ("chair", "accepted", "online", NOW)


def test_the_list_can_be_taken_away_as_a_file_without_needs(office):
    meeting = MeetingFactory()
    InvitationFactory(meeting=meeting, email="amina@example.org", name="=Amina", reply="accepted", needs="Ramp")
    InvitationFactory(email="elsewhere@example.org")
    response = office.post(at("export_invitations", meeting), {"format": "csv"})
    assert response.status_code == 302
    file = ExportFile.objects.get()
    assert making.make(file.pk)
    text = b"".join(bytes(piece.data) for piece in file.pieces.all()).decode("utf-8-sig")
    assert "amina@example.org" in text
    assert "elsewhere" not in text
    assert "Ramp" not in text
    assert "\n=Amina" not in text


@pytest.mark.parametrize("state", ["draft", "held", "cancelled"])
def test_a_meeting_that_nobody_hears_of_says_so(office, state):
    meeting = MeetingFactory(state=state)
    untold(meeting, "a@example.org")
    page = read(office.get(at("notify", meeting)))
    assert not page.select("button[value=send]")


@pytest.mark.parametrize("name", ["invitations", "notify", "mail"])
def test_screens_take_as_many_queries_for_many_as_for_few(office, name, django_assert_max_num_queries):
    meeting = MeetingFactory()

    def more(number):
        for n in range(number):
            untold(meeting, f"{number}-{n}@example.org", organisation=OrganisationFactory())
        page = read(office.get(at("notify", meeting)))
        seen = page.select_one("input[name=seen]")["value"]
        office.post(at("notify", meeting), {"to": "untold", "act": "send", "seen": seen})
        work()
        untold(meeting, f"{number}-last@example.org", organisation=OrganisationFactory())

    more(2)
    office.get(at(name, meeting))
    with CaptureQueriesContext(connection) as few:
        office.get(at(name, meeting))
    count = len(few)
    more(20)
    with django_assert_max_num_queries(count):
        office.get(at(name, meeting))
