"""Approving, sending and scheduling over HTTP: confirmations, double clicks, two tabs, stale approvals."""

import datetime

import pytest

from coordination_site.roles import AUTHOR
from delivery.enums import MailingKind, MailingState, MessageState
from delivery.models import Mailing, Message
from newsletters import sending
from tests.factories.newsletters import IssueFactory, body
from tests.factories.staff import staff
from tests.newsletters.send_screens import NOW, approved, messages_of, started, url, words

pytestmark = pytest.mark.django_db


# Approval -------------------------------------------------------------------------------------------------------------


def seen_on(response):
    return response.context["hidden"]["seen"]


def test_approval_shows_words_and_count_and_freezes_what_was_shown(client, approver, issue, readers):
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    page = client.get(url("approve", issue.pk))
    assert "3 people get it" in words(page)
    assert "All who take “Newsletter”" in words(page)
    response = client.post(url("approve", issue.pk), {"seen": seen_on(page)}, follow=True)
    assert messages_of(response)[-1] == "Approved. It leaves when it is sent."
    assert "Approved by Approver Example" in words(response)
    assert Mailing.objects.get().state == MailingState.APPROVED


def test_an_approval_of_what_changed_meanwhile_is_refused(client, approver, issue, readers):
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    page = client.get(url("approve", issue.pk))
    client.post(url("audience", issue.pk), {"topic": "newsletter", "languages": ["ur"]})
    response = client.post(url("approve", issue.pk), {"seen": seen_on(page)}, follow=True)
    assert messages_of(response)[-1] == "The issue or its audience changed since you looked. Please look at it again."
    assert Mailing.objects.get().state == MailingState.DRAFT


def test_an_approval_that_shows_nothing_seen_is_refused(client, approver, issue, readers):
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    client.post(url("approve", issue.pk))
    assert Mailing.objects.get().state == MailingState.DRAFT


def test_approving_in_two_tabs_approves_once_and_tells_the_second(client, approver, issue, readers):
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    seen = seen_on(client.get(url("approve", issue.pk)))
    client.post(url("approve", issue.pk), {"seen": seen})
    second = client.post(url("approve", issue.pk), {"seen": seen}, follow=True)
    assert messages_of(second) == [
        "Approved. It leaves when it is sent.",
        "This mailing is “Approved”: it cannot become “Approved”.",
    ]
    assert Mailing.objects.get().state == MailingState.APPROVED


def test_an_edit_after_approval_says_so_on_the_screen(client, approver, issue):
    approved(issue, approver)
    issue.save_revision()
    text = words(client.get(url("send", issue.pk)))
    assert "The issue changed after it was approved." in text
    assert "Draft" in text


def test_an_issue_with_faults_has_no_approval_page(client, approver):
    bad = IssueFactory(body=body(("text", {"text": '<p><a href="#">Nowhere</a></p>'})))
    client.post(url("audience", bad.pk), {"topic": "newsletter"})
    response = client.get(url("approve", bad.pk), follow=True)
    assert messages_of(response)[-1] == "The checks found something that must be mended first."


def test_an_author_prepares_and_does_not_approve(client, issue):
    client.force_login(staff(AUTHOR))
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    assert Mailing.objects.get().created_by == staff(AUTHOR)
    assert url("approve", issue.pk) not in client.get(url("send", issue.pk)).content.decode()
    client.post(url("approve", issue.pk), {"seen": sending.proof(Mailing.objects.get()).fingerprint})
    assert Mailing.objects.get().state == MailingState.DRAFT


# Letting go -----------------------------------------------------------------------------------------------------------


def test_sending_asks_with_the_number_and_leads_to_the_progress(client, approver, issue, readers):
    mailing = approved(issue, approver)
    assert "This sends Newsletter 33 to 3 people ." in words(client.get(url("now", issue.pk)))
    response = client.post(url("now", issue.pk))
    assert response["Location"] == url("mailing", mailing.pk)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.started_at) == (MailingState.PREPARING, NOW)


def test_a_double_click_sends_once(client, approver, issue, readers):
    mailing = approved(issue, approver)
    client.post(url("now", issue.pk))
    again = client.post(url("now", issue.pk), follow=True)
    assert messages_of(again) == ["This mailing is “Preparing”: it cannot become “Preparing”."]
    assert Mailing.objects.filter(kind=MailingKind.BULK).count() == 1
    assert Mailing.objects.get(pk=mailing.pk).started_at == NOW


def test_nothing_can_be_sent_that_is_not_approved(client, approver, issue, readers):
    assert client.post(url("now", issue.pk)).status_code == 404
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    response = client.post(url("now", issue.pk), follow=True)
    assert messages_of(response)[-1] == "This mailing is “Draft”: it cannot become “Preparing”."
    assert Mailing.objects.get().state == MailingState.DRAFT


def test_a_schedule_is_named_in_the_zone_that_is_shown(client, approver, issue, readers):
    approved(issue, approver)
    assert "Asia/Karachi" in words(client.get(url("later", issue.pk)))
    response = client.post(url("later", issue.pk), {"day": "2026-01-08", "time": "10:30"}, follow=True)
    mailing = Mailing.objects.get()
    assert mailing.scheduled_for == datetime.datetime(2026, 1, 8, 5, 30, tzinfo=datetime.UTC)
    assert "leaves on 8 January 2026, 10:30 (Asia/Karachi)" in words(response)


def test_a_moment_that_has_passed_is_refused(client, approver, issue, readers):
    approved(issue, approver)
    response = client.post(url("later", issue.pk), {"day": "2026-01-07", "time": "13:59"})
    assert response.context["form"].errors == {"time": ["That moment has passed."]}
    assert Mailing.objects.get().state == MailingState.APPROVED


def test_the_approval_can_be_taken_back(client, approver, issue):
    approved(issue, approver)
    response = client.post(url("take_back", issue.pk), follow=True)
    assert messages_of(response) == ["The approval is taken back."]
    assert Mailing.objects.get().state == MailingState.DRAFT


def test_an_issue_that_was_sent_shows_its_ledger_and_no_second_sending(client, approver, issue, readers):
    mailing = started(issue, approver)
    page = client.get(url("send", issue.pk))
    assert url("mailing", mailing.pk) in page.content.decode()
    for step in ("approve", "now", "later", "audience"):
        assert url(step, issue.pk) not in page.content.decode()
    response = client.post(url("audience", issue.pk), {"topic": "newsletter"}, follow=True)
    assert messages_of(response) == ["This issue has already been sent, or is on its way."]
    assert Mailing.objects.filter(kind=MailingKind.BULK).count() == 1


def test_who_was_reached_before_a_cancellation_is_named_before_another_approval(client, approver, issue, readers):
    mailing = started(issue, approver)
    Message.objects.filter(address__key="amina@example.org").update(state=MessageState.SENT)
    client.post(url("cancel", mailing.pk))
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    assert "reached 1 person before it ended" in words(client.get(url("approve", issue.pk)))
