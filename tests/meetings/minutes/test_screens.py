"""The tab of the minutes: what staff see and press, and that two of them press it once."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from meetings.enums import MinutesState
from meetings.minutes import comments, lifecycle
from meetings.models import Meeting, Minutes, MinutesComment, Notice
from tests.factories.meetings import AgendaItemFactory, InvitationFactory, MeetingFactory
from tests.factories.staff import staff
from tests.meetings.minutes.worlds import NOW, meeting_with_minutes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def meeting():
    return meeting_with_minutes()


@pytest.fixture
def coordinator(client):
    user = staff("Coordinator")
    client.force_login(user)
    return user


def url(name, meeting, *keys):
    return reverse(f"meetings_admin:{name}", args=[meeting.pk, *keys])


def act(client, of, name, **data):
    return client.post(url("minutes_act", of, name), data, follow=True)


def words(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").find("main").text.split())


def state(meeting):
    return Minutes.objects.get(meeting=meeting).state


def test_the_tab_says_what_is_missing_and_who_may_not_move_sees_no_button(client, meeting):
    AgendaItemFactory(meeting=meeting, title="Empty <item>")
    Meeting.objects.filter(pk=meeting.pk).update(chair="", state="announced")
    client.force_login(staff("Author"))

    page = client.get(url("minutes", meeting))

    assert "One item has neither text, decision nor action: Empty <item>." in words(page)
    assert "It is not said who chaired the meeting." in words(page)
    assert "These actions have no owner" in words(page)
    assert "not marked as held" in words(page)
    assert "Circulate for" not in words(page)
    assert act(client, meeting, "circulate").status_code == 403 or state(meeting) == MinutesState.DRAFT
    assert "No minutes were begun yet." in words(client.get(url("minutes", MeetingFactory())))


def test_circulating_leads_to_whom_to_notify_and_mails_nobody(client, coordinator, meeting):
    InvitationFactory(meeting=meeting, email="amina@example.org", name="Amina")

    page = act(client, meeting, "circulate")

    assert page.redirect_chain[-1][0] == url("minutes_mail", meeting)
    assert "1 person gets a mail." in words(page)
    assert "/meetings/minutes/" not in page.content.decode().replace(url("minutes", meeting), "")
    assert not Notice.objects.exists()
    assert state(meeting) == MinutesState.CIRCULATED
    assert "Circulated for comment”: that can’t be done" in words(act(client, meeting, "circulate"))
    seen = BeautifulSoup(page.content, "html.parser").find("input", {"name": "seen"})["value"]
    for _twice in range(2):
        client.post(url("minutes_mail", meeting), {"act": "send", "seen": seen, "words": ""})
    assert [notice.mails.count() for notice in Notice.objects.all()] == [1]
    unseen = client.post(url("minutes_mail", meeting), {"act": "send", "seen": "x", "words": "Mine"})
    assert "changed since you looked" in words(unseen)


def test_a_comment_is_answered_in_the_tab_and_shown_as_text(client, coordinator, meeting):
    invitation = InvitationFactory(meeting=meeting, name="Amina")
    act(client, meeting, "circulate")
    comments.say(invitation, version=1, text="<b>Wrong</b>", objects_to=True, now=NOW)

    page = client.get(url("minutes", meeting))
    assert "1 objection waits." in words(page)
    assert b"<b>Wrong</b>" not in page.content
    comment = MinutesComment.objects.get()
    client.post(url("minutes_comment", meeting, comment.pk), {"answer": "Put right."})
    page = client.get(url("minutes", meeting))
    assert "objection waits" not in words(page)
    assert "Put right." in words(page)
    other = Minutes.objects.create(meeting=MeetingFactory()).meeting
    assert client.post(url("minutes_comment", other, comment.pk), {"answer": "x"}).status_code == 404


def test_from_draft_to_erratum_by_buttons(client, coordinator, meeting):
    act(client, meeting, "circulate")
    act(client, meeting, "take-back")
    assert state(meeting) == MinutesState.DRAFT
    meeting.items.filter(title="Xopenitem").update(discussion="Put <i>otherwise</i>")
    act(client, meeting, "circulate")
    page = client.get(url("minutes_differences", meeting))
    marks = BeautifulSoup(page.content, "html.parser").select(".minutes-difference ins")
    assert "<i>otherwise</i>" in "".join(mark.text for mark in marks)
    assert b"<i>otherwise" not in page.content
    later = MeetingFactory(start=meeting.end, state="held", title="The next one")
    assert "Choose the meeting" in words(act(client, meeting, "approve", meeting="999"))
    act(client, meeting, "approve", meeting=later.pk)
    assert state(meeting) == MinutesState.APPROVED
    act(client, meeting, "open-amendment")
    assert "Say what the amendment puts right" in words(act(client, meeting, "amend", erratum=" "))
    act(client, meeting, "amend", erratum="It was <200>.")
    assert state(meeting) == MinutesState.AMENDED
    page = client.get(url("minutes", meeting))
    assert "It was <200>." in words(page)
    for number in (1, 2, 3, 4):
        assert client.get(url("minutes_version", meeting, number)).status_code == 200
    assert client.get(url("minutes_version", meeting, 9)).status_code == 404
    assert act(client, meeting, "burn").status_code == 404


@pytest.mark.parametrize(
    ("reader", "sees", "does_not"),
    [("public", "Xopenitem", "Xpresenter"), ("partners", "Xpresenter", "Xunititem"), ("unit", "Xunititem", "Xjoin")],
)
def test_a_version_is_shown_as_each_reader_gets_it(client, coordinator, meeting, reader, sees, does_not):
    minutes = Minutes.objects.get(meeting=meeting)
    lifecycle.circulate(minutes, by=coordinator, now=NOW)
    Minutes.objects.update(objections_until=NOW)
    lifecycle.approve_by_silence(minutes, now=NOW)

    page = words(client.get(url("minutes_version", meeting, 2), {"as": reader}))
    assert sees in page
    assert does_not not in page
    assert client.get(url("minutes_file", meeting, 2, reader, "docx")).status_code == 200
    assert "nothing in this version" in words(client.get(url("minutes_version", meeting, 1), {"as": "public"}))
    assert client.get(url("minutes_file", meeting, 1, "public", "pdf")).status_code == 404
    for rubbish in ("exe", "PDF"):
        assert client.get(url("minutes_file", meeting, 2, reader, rubbish)).status_code == 404
    assert client.get(url("minutes_version", meeting, 2), {"as": "everybody"}).status_code == 404
    assert client.get(url("minutes_differences", meeting), {"older": "x"}).status_code == 404


def test_the_tab_asks_a_fixed_number_of_queries(client, coordinator, meeting, django_assert_max_num_queries):
    act(client, meeting, "circulate")
    for number in range(20):
        invitation = InvitationFactory(meeting=meeting)
        comments.say(invitation, version=1, text=str(number), objects_to=True, now=NOW)
        AgendaItemFactory(meeting=meeting)
    client.get(url("minutes", meeting))

    with django_assert_max_num_queries(45):
        client.get(url("minutes", meeting))


def test_versions_of_minutes_that_nobody_has_begun_are_not_found(client, coordinator):
    empty = MeetingFactory()

    for name, keys in [("minutes_version", [0]), ("minutes_file", [0, "unit", "pdf"]), ("minutes_differences", [])]:
        assert client.get(url(name, empty, *keys)).status_code == 404


def test_what_was_typed_for_a_move_that_is_refused_is_shown_again(client, coordinator, meeting):
    minutes = Minutes.objects.get(meeting=meeting)
    Minutes.objects.filter(pk=minutes.pk).update(state=MinutesState.APPROVED)
    words_of_hers = "Not 12 <b>but</b> 21 districts."

    never_opened = act(client, meeting, "amend", erratum=words_of_hers)
    lifecycle.open_amendment(minutes, by=coordinator, now=NOW)
    too_long = act(client, meeting, "amend", erratum="x" * (lifecycle.MAX_ERRATUM + 1))

    assert "Open the minutes for an amendment first." in words(never_opened)
    assert "Not 12 &lt;b&gt;but&lt;/b&gt; 21 districts." in never_opened.content.decode()
    assert "at most 2000 characters" in words(too_long)
    assert "x" * (lifecycle.MAX_ERRATUM + 1) in words(too_long)
    assert not minutes.versions.exists()


def test_what_differs_begins_with_what_is_new_since_the_latest_version(client, coordinator, meeting):
    minutes = Minutes.objects.get(meeting=meeting)
    lifecycle.circulate(minutes, by=coordinator, now=NOW)
    lifecycle.take_back(minutes, by=coordinator, now=NOW)
    Minutes.objects.filter(pk=minutes.pk).update(closing="Added since.")

    page = BeautifulSoup(client.get(url("minutes_differences", meeting)).content, "html.parser")

    assert "Added since." in " ".join(added.text for added in page.find_all("ins"))
