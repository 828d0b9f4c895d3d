"""`manage.py send_issue`: what it sends, what it refuses, and what it tells scripts by exit code and JSON."""

import datetime
import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Locale

from coordination_site.roles import ADMINISTRATOR, APPROVER, AUTHOR
from delivery import preparing
from delivery.enums import MailingKind, MailingState, MessageState
from delivery.models import Mailing, Message
from newsletters import sending
from newsletters.management.commands import send_issue
from newsletters.models import IssuePage
from stakeholders.criteria import Criteria
from tests.factories.newsletters import IssueFactory, archive, body
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 7, 9, 0, tzinfo=datetime.UTC)


@pytest.fixture
def issue():
    return IssueFactory(number=33)


@pytest.fixture
def approver():
    return staff(APPROVER)


@pytest.fixture
def demo(settings):
    settings.APPROVE_BY_CODE = True


def approved(issue, by):
    mailing = sending.open_mailing(issue, by=by)
    sending.choose_audience(mailing, Criteria(topic="newsletter"), by=by)
    sending.approve(mailing, by=by, now=NOW)
    return mailing


def run(*args):
    out = io.StringIO()
    call_command("send_issue", *args, stdout=out)
    return out.getvalue()


def refused(*args):
    with pytest.raises(CommandError) as refusal:
        run(*args)
    return refusal.value.returncode, str(refusal.value)


def test_what_a_person_approved_is_started_in_that_persons_name(issue, approver):
    mailing = approved(issue, approver)
    told = json.loads(run("33", "--json"))
    mailing.refresh_from_db()
    assert mailing.state == MailingState.PREPARING
    assert (told["mailing"], told["state"], told["balanced"]) == (mailing.pk, "preparing", True)


def test_what_nobody_approved_is_refused(issue, approver):
    code, reason = refused("33")
    assert code == 1
    assert "not approved" in reason
    sending.open_mailing(issue, by=approver)
    assert refused("33")[0] == 1
    assert set(Mailing.objects.values_list("state", flat=True)) == {MailingState.DRAFT}


def test_an_approval_that_was_undone_is_none(issue, approver):
    mailing = approved(issue, approver)
    issue.save_revision()
    assert refused("33")[0] == 1
    mailing.refresh_from_db()
    assert mailing.state == MailingState.DRAFT


def test_an_unknown_number_or_language_is_exit_code_2(issue):
    assert refused("34") == (2, "There is no issue 34 in 'en'.")
    assert refused("33", "--language", "ur") == (2, "There is no issue 33 in 'ur'.")


def test_the_edition_in_another_language_leads_to_the_same_mailing(issue, approver):
    archive("ur")
    issue.copy_for_translation(Locale.objects.get(language_code="ur")).save_revision().publish()
    mailing = approved(issue, approver)
    assert json.loads(run("33", "--language", "ur", "--json"))["mailing"] == mailing.pk


def test_what_was_sent_is_not_sent_again_and_its_ledger_is_printed(issue, approver):
    ContactFactory(emails=["amina@example.org"], given=["newsletter"])
    mailing = approved(issue, approver)
    sending.send_now(mailing, by=approver, now=NOW)
    preparing.prepare(mailing.pk, now=NOW)
    Message.objects.update(state=MessageState.SENT, settled_at=NOW)
    Mailing.objects.update(state=MailingState.SENT, finished_at=NOW)
    printed = run("33", "--wait")
    assert "Newsletter 33" in printed
    assert "candidates = prepared + excluded: balanced (1 stated, 1 counted)" in printed
    assert Mailing.objects.filter(kind=MailingKind.BULK).count() == 1
    assert Message.objects.count() == 1


def test_a_cancelled_mailing_is_not_begun_again_by_code(issue, approver, demo):
    mailing = approved(issue, approver)
    sending.cancel(mailing, by=approver, now=NOW)
    code, reason = refused("33")
    assert code == 1
    assert "cancelled" in reason
    assert Mailing.objects.count() == 1


def test_what_somebody_approved_who_has_left_is_refused_in_words(issue, approver):
    mailing = approved(issue, approver)
    approver.is_active = False
    approver.save()
    code, reason = refused("33")
    assert code == 1
    assert "may not do so any more" in reason
    mailing.refresh_from_db()
    assert mailing.state == MailingState.APPROVED


def test_an_issue_that_left_the_site_is_not_sent(issue, approver):
    approved(issue, approver)
    IssuePage.objects.update(live=False)
    code, reason = refused("33")
    assert code == 1
    assert "not live" in reason


def test_the_demo_drafts_and_approves_for_everybody_as_an_approver(issue, demo):
    staff(AUTHOR)
    by = staff(APPROVER)
    staff(ADMINISTRATOR)
    run("33")
    mailing = Mailing.objects.get()
    assert (mailing.created_by, mailing.approved_by, mailing.state) == (by, by, MailingState.PREPARING)
    assert sending.criteria_of(mailing) == Criteria(topic="newsletter")


def test_not_even_the_demo_approves_what_must_be_mended(demo):
    staff(APPROVER)
    IssueFactory(number=35, body=body(("text", {"text": '<p><a href="#">Nowhere</a></p>'})))
    code, reason = refused("35")
    assert code == 1
    assert "Block 1" in reason
    assert Mailing.objects.get().state == MailingState.DRAFT


def test_without_an_account_that_may_approve_the_demo_says_so(issue, demo):
    staff(AUTHOR)
    assert refused("33") == (1, "No account may approve mailings.")


def test_waiting_lasts_until_the_end_and_a_failure_is_exit_code_1(issue, approver, monkeypatch):
    mailing = approved(issue, approver)
    polls = []

    def time_passes(seconds):
        polls.append(seconds)
        if len(polls) == 2:
            Mailing.objects.filter(pk=mailing.pk).update(state=MailingState.FAILED, pause_reason="No audience.")

    monkeypatch.setattr(send_issue.time, "sleep", time_passes)
    assert refused("33", "--wait") == (1, "The mailing failed: No audience.")
    assert len(polls) == 2


def test_a_script_does_not_wait_through_a_pause(issue, approver):
    ContactFactory(emails=["amina@example.org"], given=["newsletter"])
    mailing = approved(issue, approver)
    sending.send_now(mailing, by=approver, now=NOW)
    preparing.prepare(mailing.pk, now=NOW)
    sending.pause(mailing, by=approver)
    assert refused("33", "--wait") == (1, "The mailing is paused. Paused by Approver Example.")


def test_the_bar_shows_how_far_it_is(issue, approver):
    ContactFactory(emails=["amina@example.org"], given=["newsletter"])
    ContactFactory(emails=["bilal@example.org"], given=["newsletter"])
    mailing = approved(issue, approver)
    sending.send_now(mailing, by=approver, now=NOW)
    preparing.prepare(mailing.pk, now=NOW)
    Message.objects.filter(address__key="amina@example.org").update(state=MessageState.SENT)
    mailing.refresh_from_db()
    assert send_issue.bar(mailing).strip() == f"{'█' * 20}{'░' * 20} 1 of 2  Sending"
