"""The progress page: both sums, live counts, and the brakes."""

import datetime

import pytest
import time_machine

from delivery.enums import MessageState
from delivery.models import Mailing, Message
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
