"""Answering by the link of the mail: the page, the delegate, and every link that does not work."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup

from delivery import suppression
from delivery.enums import SuppressionReason
from meetings import links
from meetings.enums import Mode, State
from meetings.invitations import letters, withdrawing
from meetings.models import Invitation, NoticeMail
from stakeholders.privacy import erasure
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory
from tests.meetings.invitations.helpers import NOW, mailed, text_to, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def invitation():
    return InvitationFactory(
        meeting=MeetingFactory(mode=Mode.HYBRID, join_url="https://join.example.org/x"),
        email="amina@example.org",
        name="Amina",
    )


def url(invitation, prefix=""):
    return f"{prefix}/meetings/reply/{links.invitation_token(links.Door.REPLY, invitation)}/"


def say(client, invitation, **fields):
    return client.post(url(invitation), fields)


def delegate_to(client, invitation, email, name="Bano Example"):
    return say(client, invitation, reply="delegated", delegate_name=name, delegate_email=email)


def test_looking_changes_nothing_whatever_the_link_says(client, invitation):
    before = Invitation.objects.values().get()
    response = client.get(f"{url(invitation)}?answer=declined")
    assert Invitation.objects.values().get() == before
    page = BeautifulSoup(response.content, "html.parser")
    (checked,) = page.select("input[type=radio][checked]")
    assert checked["value"] == "declined"
    words = " ".join(page.text.split())
    assert "Third national coordination meeting" in words
    assert "Tue, 27 January 2026, 10:00–13:00 (Pakistan time)" in words
    assert "join.example.org" not in response.text
    assert "amina@example.org" not in response.text
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert client.get(f"{url(invitation)}?answer=rubbish").status_code == 200
    assert client.head(url(invitation)).status_code == 200


def test_an_answer_is_kept_shown_and_can_be_changed(client, invitation):
    response = say(client, invitation, reply="accepted", mode="online", note="<b>Late</b>", needs="Interpreter")
    assert response.status_code == 302
    kept = Invitation.objects.get()
    assert (kept.reply, kept.mode, kept.note, kept.needs) == ("accepted", "online", "<b>Late</b>", "Interpreter")
    assert kept.replied_at == NOW
    page = client.get(response["Location"])
    assert "&lt;b&gt;Late" in page.text
    assert "20 January 2026, 17:00" in page.text
    with time_machine.travel(NOW + datetime.timedelta(hours=1), tick=False):
        say(client, invitation, reply="declined", mode="online")  # another tab, opened before: the last word counts
    kept.refresh_from_db()
    assert (kept.reply, kept.mode, kept.replied_at) == ("declined", "", NOW + datetime.timedelta(hours=1))
    assert mailed() == []


@pytest.mark.parametrize("fields", [{}, {"reply": "none"}, {"reply": "rubbish"}, {"reply": "accepted", "mode": "x"}])
def test_rubbish_is_told_and_changes_nothing(client, invitation, fields):
    before = Invitation.objects.values().get()
    assert say(client, invitation, **fields).status_code == 400
    assert Invitation.objects.values().get() == before


def test_a_delegate_gets_an_invitation_of_their_own_once(client, invitation):
    delegate_to(client, invitation, "Bano@example.org")
    delegate_to(client, invitation, "bano@example.org", name="Bano E.")
    work()
    delegate = Invitation.objects.get(delegated_by=invitation)
    assert (delegate.address.email, delegate.name, delegate.role) == ("Bano@example.org", "Bano E.", "required")
    assert mailed() == [("Bano@example.org", "Invitation: Third national coordination meeting, 27 January 2026")]
    assert "Amina was invited by" in text_to("Bano@example.org")
    page = client.get(url(delegate)).text
    assert "delegate_email" not in page
    assert delegate_to(client, delegate, "third@example.org").status_code == 400
    assert Invitation.objects.count() == 2


def test_who_sends_another_one_or_comes_after_all_lets_the_first_go(client, invitation):
    delegate_to(client, invitation, "bano@example.org")
    work()
    delegate_to(client, invitation, "dua@example.org")
    say(client, invitation, reply="accepted", mode="in_person")
    work()
    subject = "Third national coordination meeting, 27 January 2026"
    assert mailed() == [
        ("bano@example.org", f"Invitation: {subject}"),
        ("bano@example.org", f"Your invitation is taken back: {subject}"),
    ]  # Dua's had not left yet
    first = Invitation.objects.get(name="Amina")
    assert (first.reply, first.delegate_email) == ("accepted", "")
    assert Invitation.objects.filter(withdrawn_at=None).count() == 1


def test_the_page_tells_nobody_who_is_invited_or_wants_no_mail(client, invitation):
    other = InvitationFactory(meeting=invitation.meeting, email="invited@example.org")
    suppression.suppress(InvitationFactory(email="no@example.org").address, reason=SuppressionReason.COMPLAINT, now=NOW)
    answers = {email: delegate_to(client, invitation, email) for email in ("invited@example.org", "no@example.org")}
    work()
    assert {response.status_code for response in answers.values()} == {302}
    assert mailed() == []
    other.refresh_from_db()
    assert other.delegated_by is None
    assert Invitation.objects.get(pk=invitation.pk).delegate_email == "no@example.org"


def test_nobody_floods_mailboxes_through_a_delegation(client, invitation):
    codes = [delegate_to(client, invitation, f"{n}@example.org").status_code for n in range(5)]
    assert codes == [302, 302, 302, 400, 400]
    work()
    assert Invitation.objects.filter(withdrawn_at=None).count() == 2


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("", "bano@example.org"),
        ("Win at https://example.net", "bano@example.org"),
        ("x" * 151, "bano@example.org"),
        ("Bano\r\nBcc: all@example.org", "bano@example.org"),
        ("\u202eonaB", "bano@example.org"),
        ("Bano", "no address"),
        ("Bano", ""),
        ("Bano", "amina@example.org"),
        ("Bano", "Amina@EXAMPLE.org"),
    ],
)
def test_a_delegate_needs_a_name_and_an_address(client, invitation, name, email):
    response = delegate_to(client, invitation, email, name=name)
    assert response.status_code == 400
    assert BeautifulSoup(response.content, "html.parser").select(".error, .errorlist")
    assert Invitation.objects.get().reply == "none"
    assert not NoticeMail.objects.exists()


def cancelled(invitation):
    invitation.meeting.state, invitation.meeting.reason = State.CANCELLED, "Floods"
    invitation.meeting.save()
    return 410, "This meeting is cancelled"


def postponed(invitation):
    invitation.meeting.state = State.POSTPONED
    invitation.meeting.save()
    return 410, "This meeting is postponed"


def over(invitation):
    invitation.meeting.start, invitation.meeting.end = NOW - datetime.timedelta(hours=2), NOW
    invitation.meeting.save()
    return 410, "This meeting is over"


def taken_back(invitation):
    withdrawing.withdraw(invitation.meeting, [invitation], by=None, now=NOW)
    return 410, "This invitation no longer holds"


def erased(invitation):
    person = ContactFactory(emails=["amina@example.org"])
    erasure.erase(person, by=staff("Coordinator"), now=NOW)
    return 404, "This link does not work"


def given_anew(invitation):
    Invitation.objects.filter(pk=invitation.pk).update(key="another")
    return 404, "This link does not work"


@pytest.mark.parametrize("fate", [cancelled, postponed, over, taken_back, erased, given_anew])
def test_a_link_that_is_closed_says_why_and_changes_nothing(client, invitation, fate):
    link = url(invitation)
    status, words = fate(invitation)
    before = Invitation.objects.values().get()
    for response in (client.get(link), client.post(link, {"reply": "accepted"})):
        assert response.status_code == status
        assert words in BeautifulSoup(response.content, "html.parser").h1.text
        assert "no-store" in response["Cache-Control"]
    assert Invitation.objects.values().get() == before


@pytest.mark.parametrize("token", ["x", "a:b:c", "W10:1:x", "%00", "😀"])
def test_rubbish_and_foreign_tokens_open_nothing(client, invitation, token):
    foreign = links.invitation_token(links.Door.COMMENT, invitation)
    for each in (token, foreign, links.invitation_token(links.Door.REPLY, invitation)[:-1]):
        assert client.get(f"/meetings/reply/{each}/").status_code == 404
        assert client.post(f"/meetings/reply/{each}/", {"reply": "accepted"}).status_code == 404
    assert Invitation.objects.get().reply == "none"


def test_urdu_readers_have_their_page(client, invitation):
    invitation.language = "ur"
    invitation.save()
    link = letters.reply_url(invitation).removeprefix("http://testserver")
    page = BeautifulSoup(client.get(link).content, "html.parser")
    assert (page.html["lang"], page.html["dir"]) == ("ur", "rtl")
    assert link.startswith("/ur/")
