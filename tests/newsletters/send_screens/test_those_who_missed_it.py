"""Sending to those who missed a mailing, over HTTP: who, why, once; and deciding what is uncertain."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from coordination_site.roles import AUTHOR, COORDINATOR
from delivery import mailings, preparing
from delivery.enums import EventKind, MailingKind, MailingState, MessageState, SkipReason
from delivery.models import Event, Mailing, Message
from newsletters import follow_ups, sending
from newsletters.exceptions import AlreadySent
from tests.factories.newsletters import IssueFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory
from tests.newsletters.send_screens import NOW, approved, messages_of, started, url, words

pytestmark = pytest.mark.django_db

TOMORROW = {"when": "later", "day": "2026-01-08", "time": "10:30"}


def settled(mailing, **states):
    """Let the message to each name end in its state, and the mailing with them."""
    for name, state in states.items():
        changes = {"state": state, "settled_at": NOW, "marked_at": NOW, "last_reply": "451 4.3.0 Later"}
        Message.objects.filter(mailing=mailing, address__key=f"{name}@example.org").update(**changes)
    Mailing.objects.filter(pk=mailing.pk).update(state=MailingState.SENT, finished_at=NOW)
    mailing.refresh_from_db()
    return mailing


@pytest.fixture
def ended(issue, approver, readers):
    """A mailing that Amina got, that failed for Bilal, and of which Chand's copy is uncertain."""
    return settled(
        started(issue, approver), amina=MessageState.SENT, bilal=MessageState.FAILED, chand=MessageState.UNCERTAIN
    )


def follower():
    return Mailing.objects.exclude(follows=None).get()


def addresses(mailing):
    preparing.prepare(mailing.pk, now=NOW)
    return sorted(mailing.messages.values_list("address__email", flat=True))


# Asking ---------------------------------------------------------------------------------------------------------------


def test_the_question_names_every_group_and_who_is_left_out(client, ended):
    ContactFactory(name="Faiz Example", emails=["faiz@example.org"], given=["newsletter"])
    page = client.get(url("follow_up", ended.pk))
    text = words(page)
    assert "This sends it to the 2 people who missed it." in text
    assert "The server refused it 1" in text
    assert "Decided not to have arrived 0" in text
    assert "Not sent, because the mailing was cancelled 0" in text
    assert "Joined since, or has another address now 1" in text
    assert "Got it 1" in text
    assert "nobody has decided Decide first 1" in text
    assert url("uncertain", ended.pk) in page.content.decode()
    assert url("content", ended.pk, "en", "html") in page.content.decode()
    assert ended.contents.get().subject in text
    assert not Mailing.objects.exclude(follows=None).exists()


def test_it_goes_to_whoever_missed_it_and_leads_to_its_progress(client, ended):
    response = client.post(url("follow_up", ended.pk), {"when": "now"})
    assert response["Location"] == url("mailing", follower().pk)
    assert (follower().state, follower().approved_by.username) == (MailingState.PREPARING, "approver")
    assert addresses(follower()) == ["bilal@example.org"]


def test_a_double_submit_makes_one(client, ended):
    client.post(url("follow_up", ended.pk), {"when": "now"})
    again = client.post(url("follow_up", ended.pk), {"when": "now"}, follow=True)
    assert messages_of(again) == ["“Newsletter 33, follow-up 1” has not ended yet."]
    assert Mailing.objects.filter(kind=MailingKind.BULK).count() == 2


def test_it_can_leave_at_a_time_and_be_given_another(client, ended):
    response = client.post(url("follow_up", ended.pk), TOMORROW, follow=True)
    assert follower().scheduled_for == datetime.datetime(2026, 1, 8, 5, 30, tzinfo=datetime.UTC)
    assert "Leaves on 8 January 2026, 10:30 (Asia/Karachi)." in words(response)
    client.post(url("let_go", follower().pk), {**TOMORROW, "time": "11:30"})
    assert follower().scheduled_for == datetime.datetime(2026, 1, 8, 6, 30, tzinfo=datetime.UTC)
    client.post(url("let_go", follower().pk), {"when": "now"})
    assert follower().state == MailingState.PREPARING


def test_a_moment_that_has_passed_is_refused(client, ended):
    response = client.post(url("follow_up", ended.pk), {**TOMORROW, "day": "2026-01-06"})
    assert response.context["form"].errors == {"time": ["That moment has passed."]}
    assert "<details" in response.content.decode()
    assert not Mailing.objects.exclude(follows=None).exists()


def test_a_follow_up_that_is_late_waits_with_a_way_to_let_it_go(client, ended):
    client.post(url("follow_up", ended.pk), TOMORROW)
    mailings.start_scheduled(follower(), now=NOW + datetime.timedelta(days=7))
    page = client.get(url("mailing", follower().pk))
    assert "It was due long ago and did not go by itself: please decide." in words(page)
    assert url("let_go", follower().pk) in page.content.decode()
    assert "This sends it to the 1 person who missed it." in words(client.get(url("let_go", follower().pk)))


def test_a_first_mailing_is_let_go_on_its_issues_screen_only(client, issue, approver, readers):
    mailing = approved(issue, approver)
    assert client.get(url("let_go", mailing.pk)).status_code == 404


def test_a_schedule_that_was_missed_offers_both_ways_on_beside_its_reason(client, issue, approver, readers):
    mailing = approved(issue, approver)
    sending.schedule(mailing, at=NOW + datetime.timedelta(hours=1), by=approver, now=NOW)
    mailings.start_scheduled(mailing, now=NOW + datetime.timedelta(days=7))
    page = client.get(url("send", issue.pk))
    assert "please decide. Send now… Choose another time…" in words(page)


def test_nobody_missed_it_is_said_and_nothing_can_be_sent(client, issue, approver, readers):
    mailing = settled(started(issue, approver), **dict.fromkeys(["amina", "bilal", "chand"], MessageState.SENT))
    page = client.get(url("follow_up", mailing.pk))
    assert "Nobody missed it" in words(page)
    assert 'name="when"' not in page.content.decode()


def test_an_issue_that_left_the_site_cannot_be_brought_to_anybody(client, ended, issue):
    issue.unpublish()
    response = client.get(url("follow_up", ended.pk), follow=True)
    assert messages_of(response) == ["The issue is not live on the site. Publish it first."]
    client.post(url("follow_up", ended.pk), {"when": "now"})
    assert not Mailing.objects.exclude(follows=None).exists()


@pytest.mark.parametrize("leaving", [lambda issue: issue.unpublish(), lambda issue: issue.delete()])
def test_a_scheduled_one_is_held_when_the_issue_leaves_the_site(client, ended, issue, leaving):
    client.post(url("follow_up", ended.pk), TOMORROW)
    leaving(issue)
    assert (follower().state, follower().scheduled_for) == (MailingState.APPROVED, None)
    assert "The issue left its place on the site" in words(client.get(url("mailing", follower().pk)))


def test_an_edit_changes_nothing_of_what_is_brought(client, ended, issue):
    client.post(url("follow_up", ended.pk), TOMORROW)
    issue.subject = "Newsletter 33: another subject"
    issue.save_revision().publish()
    assert follower().state == MailingState.SCHEDULED
    assert follower().contents.get().hash == ended.contents.get().hash


def test_where_another_whole_mailing_was_begun_the_old_one_has_no_follow_up(client, issue, approver, readers):
    mailing = started(issue, approver)
    sending.cancel(mailing, by=approver, now=NOW)
    sending.open_mailing(issue, by=approver)
    response = client.get(url("follow_up", mailing.pk), follow=True)
    assert "Another mailing of this issue was begun since: who missed this one would get both." in messages_of(response)


def test_no_other_whole_mailing_is_begun_while_a_follow_up_is_under_way(client, issue, approver, readers):
    mailing = started(issue, approver)
    sending.cancel(mailing, by=approver, now=NOW)
    follow_ups.send(mailing, by=approver, now=NOW)
    with pytest.raises(AlreadySent):
        sending.open_mailing(issue, by=approver)


def test_after_a_cancellation_those_who_still_waited_get_it(client, issue, approver, readers):
    mailing = started(issue, approver)
    Message.objects.filter(address__key="amina@example.org").update(state=MessageState.SENT)
    sending.cancel(mailing, by=approver, now=NOW)
    assert Message.objects.filter(skip_reason=SkipReason.CANCELLED).count() == 2
    assert "Not sent, because the mailing was cancelled 2" in words(client.get(url("follow_up", mailing.pk)))
    client.post(url("follow_up", mailing.pk), {"when": "now"})
    assert addresses(follower()) == ["bilal@example.org", "chand@example.org"]


@pytest.mark.parametrize("role", [AUTHOR, COORDINATOR])
def test_only_approvers_are_offered_it(client, ended, role):
    client.force_login(staff(role))
    page = client.get(url("mailing", ended.pk)).content.decode()
    assert url("follow_up", ended.pk) not in page
    client.post(url("follow_up", ended.pk), {"when": "now"})
    assert not Mailing.objects.exclude(follows=None).exists()


# The family -----------------------------------------------------------------------------------------------------------


def test_each_of_the_family_shows_all_of_it_and_the_total(client, ended, issue, approver):
    second = follow_ups.send(ended, by=approver, now=NOW)
    preparing.prepare(second.pk, now=NOW)
    settled(second, bilal=MessageState.SENT)
    for member in (ended, second):
        page = client.get(url("mailing", member.pk))
        assert "2 people’s servers took it" in words(page)
        assert "Newsletter 33, follow-up 1 7 January 2026, 14:00 (Asia/Karachi) Sent 1 0 0 0" in words(page)
        assert url("follow_up", member.pk) in page.content.decode()
    assert client.get(url("send", issue.pk)).context["mailing"] == ended


# Deciding -------------------------------------------------------------------------------------------------------------


def chand():
    return Message.objects.get(address__key="chand@example.org")


def test_the_uncertain_are_listed_by_name_with_all_that_is_known(client, ended):
    Event.objects.create(message=chand(), kind=EventKind.AUTO_REPLIED, at=NOW, source="report", detail="Out of office")
    text = words(client.get(url("uncertain", ended.pk)))
    assert (
        "=1+1 chand@example.org 7 January 2026, 14:00 451 4.3.0 Later "
        "Answered automatically, 7 January 2026, 14:00 Out of office"
    ) in text
    assert "Text left (Asia/Karachi)" in text
    assert "amina@example.org" not in text


@pytest.mark.parametrize(
    ("name", "says", "state", "told"),
    [
        ("decide_arrived", "You say that 1 message arrived.", MessageState.SENT, "1 message counts as sent."),
        ("decide_missed", "You say that 1 message did not arrive.", MessageState.FAILED, "1 message counts as failed."),
    ],
)
def test_a_decision_is_asked_for_once_more_and_kept_with_the_name(client, ended, name, says, state, told):
    address = f"{url(name, ended.pk)}?message={chand().pk}"
    page = words(client.get(address))
    assert says in page
    assert "This can’t be undone." in page
    assert chand().state == MessageState.UNCERTAIN
    response = client.post(address, follow=True)
    assert messages_of(response) == [told]
    assert chand().state == state
    history = words(client.get(url("message", chand().pk)))
    decided = "Decided: it arrived" if state == MessageState.SENT else "Decided: it did not arrive"
    assert f"{decided} : Approver Example" in history
    assert "It arrived…" not in history


def test_who_was_decided_to_have_missed_it_gets_it(client, ended):
    client.post(f"{url('decide_missed', ended.pk)}?message={chand().pk}")
    assert "Decided not to have arrived 1" in words(client.get(url("follow_up", ended.pk)))
    client.post(url("follow_up", ended.pk), {"when": "now"})
    assert addresses(follower()) == ["bilal@example.org", "chand@example.org"]
    assert (
        follower().messages.get(address=chand_address()).message_id
        == ended.messages.get(address=chand_address()).message_id
    )


def chand_address():
    return Message.objects.filter(address__key="chand@example.org").values("address")[:1]


def test_all_of_the_list_are_decided_but_not_what_came_later(client, ended):
    with time_machine.travel(NOW + datetime.timedelta(minutes=1), tick=False):
        now = client.get(url("uncertain", ended.pk)).context["now"]
        Message.objects.filter(address__key="bilal@example.org").update(
            state=MessageState.UNCERTAIN, settled_at=NOW + datetime.timedelta(minutes=2)
        )
    client.post(url("decide_arrived", ended.pk, query={"all": now}))
    assert dict(Message.objects.values_list("address__key", "state")) == {
        "amina@example.org": MessageState.SENT,
        "bilal@example.org": MessageState.UNCERTAIN,
        "chand@example.org": MessageState.SENT,
    }


@pytest.mark.parametrize(
    "asked",
    [
        *({}, {"message": "x"}, {"message": "9" * 30}, {"message": "0"}, {"all": "2026-99-01"}, {"all": "2026-01-07"}),
        *({"all": "0001-01-01T00:00:00+14:00"}, {"all": "9999-12-31T23:59:59-12:00"}),
    ],
)
def test_nothing_ticked_or_nonsense_leads_back_to_the_list(client, ended, asked):
    response = client.get(url("decide_arrived", ended.pk, query=asked), follow=True)
    assert messages_of(response) == ["Tick the messages first. What is decided is no longer listed."]
    assert chand().state == MessageState.UNCERTAIN


def test_a_message_of_another_mailing_is_not_decided_here(client, ended, approver):
    other = started(IssueFactory(number=34), approver)
    settled(other, amina=MessageState.UNCERTAIN)
    message = other.messages.get(state=MessageState.UNCERTAIN)
    client.post(url("decide_arrived", ended.pk, query={"message": message.pk}))
    message.refresh_from_db()
    assert message.state == MessageState.UNCERTAIN


def test_a_coordinator_reads_the_list_and_decides_nothing(client, ended):
    client.force_login(staff(COORDINATOR))
    page = client.get(url("uncertain", ended.pk))
    assert "An approver decides." in words(page)
    assert url("decide_missed", ended.pk) not in page.content.decode()


def test_the_list_costs_the_same_for_many(client, ended, approver, django_assert_max_num_queries):
    client.get(url("uncertain", ended.pk))
    with django_assert_max_num_queries(60) as counted:
        client.get(url("uncertain", ended.pk))
    for n in range(20):
        ContactFactory(name=f"Reader {n}", emails=[f"reader{n}@example.org"], given=["newsletter"])
    second = follow_ups.send(ended, by=approver, now=NOW)
    preparing.prepare(second.pk, now=NOW)
    Message.objects.filter(mailing=second).update(state=MessageState.UNCERTAIN, settled_at=NOW)
    for message in Message.objects.filter(mailing=second):
        Event.objects.create(message=message, kind=EventKind.DEFERRED, at=NOW)
    with django_assert_max_num_queries(len(counted)):
        page = client.get(url("uncertain", ended.pk))
    assert len(page.context["doubts"]) == 22


def test_the_admins_first_page_says_why_a_mailing_stands_still(client, issue, approver, readers):
    mailing = started(issue, approver)
    reason = "The provider does not answer."
    again = NOW + datetime.timedelta(minutes=5)
    Mailing.objects.filter(pk=mailing.pk).update(state=MailingState.PAUSED, pause_reason=reason, resume_at=again)
    expected = "The provider does not answer. Tries again at 14:05 (Asia/Karachi), by itself."
    assert expected in words(client.get(reverse("wagtailadmin_home")))
    page = client.get(url("mailing", mailing.pk))
    assert "Tries again at 14:05 (Asia/Karachi), by itself." in words(page)
    assert "Try now" in words(page)
    client.post(url("resume", mailing.pk))
    mailing.refresh_from_db()
    assert mailing.state == MailingState.SENDING
