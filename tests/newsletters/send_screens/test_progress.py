"""The progress page: both sums, live counts, and the brakes."""

import datetime

import pytest
import time_machine

from delivery import ledger
from delivery.enums import MessageState
from delivery.models import Event, GrantedMinute, Mailing, Message, SendingLimits
from newsletters.admin_views.afterwards import afterwards
from newsletters.admin_views.progress import pace
from tests.factories.delivery import MessageFactory
from tests.newsletters.send_screens import NOW, approved, messages_of, started, url, words

pytestmark = pytest.mark.django_db


def test_progress_shows_counts_and_both_sums(client, approver, issue, readers):
    mailing = started(issue, approver)
    Message.objects.filter(address__key="amina@example.org").update(state=MessageState.SENT, settled_at=NOW)
    page = words(client.get(url("mailing", mailing.pk)))
    assert "Pending 2" in page
    assert "Sent 1" in page
    assert "Left out: Unsubscribed 1" in page
    assert "Prepared 3 The sum is right" in page
    assert "Candidates 5 The sum is right" in page
    assert "Approved by Approver Example, 7 January 2026, 14:00" in page


def test_a_wrong_sum_is_shown(client, approver, issue, readers):
    mailing = started(issue, approver)
    Message.objects.filter(address__key="amina@example.org").delete()
    page = words(client.get(url("mailing", mailing.pk)))
    assert "Prepared 3 counted: 2" in page
    assert "Candidates 5 counted: 4" in page


def test_polling_tells_pace_and_end(client, approver, issue, readers):
    mailing = started(issue, approver)
    Message.objects.filter(address__key="amina@example.org").update(
        state=MessageState.SENT, settled_at=NOW + datetime.timedelta(seconds=5)
    )
    with time_machine.travel(NOW + datetime.timedelta(seconds=10), tick=False):
        answer = client.get(url("progress", mailing.pk)).json()
    assert (answer["state"], answer["ended"]) == ("sending", False)
    assert answer["ledger"]["messages"]["sent"] == 1
    assert "through at about 14:00" in answer["figures"]
    assert url("pause", mailing.pk) in answer["actions"]


def test_the_page_refreshes_itself_without_javascript_until_the_end(client, approver, issue, readers):
    mailing = started(issue, approver)
    refresh = '<noscript><meta http-equiv="refresh"'
    assert refresh in client.get(url("mailing", mailing.pk)).content.decode()
    client.post(url("cancel", mailing.pk))
    assert refresh not in client.get(url("mailing", mailing.pk)).content.decode()


def test_pause_resume_cancel_say_how_many(client, approver, issue, readers):
    mailing = started(issue, approver)
    assert messages_of(client.post(url("pause", mailing.pk), follow=True)) == ["Paused. 3 people wait."]
    assert "3 people who still wait" in words(client.get(url("resume", mailing.pk)))
    client.post(url("resume", mailing.pk))
    assert "3 people who still wait will not get it" in words(client.get(url("cancel", mailing.pk)))
    cancelled = client.post(url("cancel", mailing.pk), follow=True)
    assert messages_of(cancelled)[-1] == "Cancelled. 3 people will not get it."
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SKIPPED}


def test_pressing_pause_in_two_tabs_is_told_not_failed(client, approver, issue, readers):
    mailing = started(issue, approver)
    client.post(url("pause", mailing.pk))
    second = client.post(url("pause", mailing.pk), follow=True)
    assert messages_of(second)[-1] == "This mailing is “Paused”: it cannot become “Paused”."


def test_what_has_not_started_is_shown_on_its_issues_screen(client, approver, issue):
    mailing = approved(issue, approver)
    assert client.get(url("mailing", mailing.pk))["Location"] == url("send", issue.pk)


def test_one_off_mail_is_no_mailing_of_these_screens(client, approver, issue):
    client.post(url("test", issue.pk), {"addresses": "one@example.org"})
    copy = Mailing.objects.get()
    assert client.get(url("mailing", copy.pk)).status_code == 404
    assert client.get(url("progress", copy.pk)).status_code == 404
    assert copy.title not in words(client.get(url("mailings")))


# Pace, limits and what was heard --------------------------------------------------------------------------------------


def test_the_foreseen_end_respects_the_limits(client, approver, issue, readers):
    mailing = started(issue, approver)
    Message.objects.filter(address__key="amina@example.org").update(state=MessageState.SENT, settled_at=NOW)
    SendingLimits.objects.update_or_create(pk=1, defaults={"per_hour": 1})
    moment = NOW + datetime.timedelta(seconds=1)
    account = ledger.count(mailing)
    Message.objects.filter(state=MessageState.SENT).update(settled_at=moment)
    foreseen = pace(account, now=moment)
    assert foreseen.per_second == 1
    assert foreseen.ends_at - moment > datetime.timedelta(hours=1)


def test_the_limit_that_holds_a_mailing_back_is_named_with_when_it_goes_on(client, approver, issue, readers):
    mailing = started(issue, approver)
    SendingLimits.objects.update_or_create(pk=1, defaults={"per_hour": 60})
    GrantedMinute.objects.create(minute=NOW, granted=60)
    page = words(client.get(url("mailing", mailing.pk)))
    assert "The limit of messages is reached; it goes on at 15:02 (Asia/Karachi), by itself." in page


def sent(number, mailing, **events):
    """Make `number` sent messages, so many of which have an event of each kind."""
    messages = MessageFactory.create_batch(number, mailing=mailing, state=MessageState.SENT)
    for kind, told in events.items():
        for message in messages[:told]:
            for _twice in range(2):
                Event.objects.create(message=message, kind=kind, at=NOW)


@pytest.mark.parametrize(
    ("number", "complaints", "level", "line"),
    [
        (500, 0, "good", "of 500 messages that is 2 complaints"),
        (500, 1, "warn", "Complaints are above what providers accept."),
        (500, 2, "bad", "Too many complaints."),
        (10, 1, "bad", "of 10 messages that is 1 complaint."),
    ],
)
def test_complaints_are_told_as_a_share_with_the_lines_of_the_large_providers(
    client, approver, issue, number, complaints, level, line, django_assert_num_queries
):
    mailing = started(issue, approver)
    sent(number, mailing, complained=complaints)
    with django_assert_num_queries(1):
        told = afterwards(ledger_of(mailing, number))
    assert told.complaints_level == level
    assert line in words(client.get(url("mailing", mailing.pk)))


def ledger_of(mailing, number):
    return ledger.Ledger(mailing=mailing, exclusions={}, messages={MessageState.SENT: number})


def test_what_was_heard_is_counted_by_message_and_leads_to_the_names(client, approver, issue):
    mailing = started(issue, approver)
    sent(20, mailing, bounced=4, unsubscribed=1)
    page = client.get(url("mailing", mailing.pk))
    assert "Bounced 4 20.00 %" in words(page)
    assert "Unsubscribed 1 5.00 %" in words(page)
    assert f"{url('ledger', mailing.pk)}?event=bounced" in page.content.decode()
    assert "Opened" not in words(page)


def test_opens_are_told_as_indicative_where_tracking_is_on(client, approver, issue, settings):
    settings.DELIVERY_TRACKING = True
    mailing = started(issue, approver)
    sent(2, mailing, opened=1)
    assert "Opened (indicative) 1 50.00 %" in words(client.get(url("mailing", mailing.pk)))
