"""Approvers hear of a mailing that stands still: by mail, once, in their language."""

from datetime import timedelta

import pytest
from wagtail.users.models import UserProfile

from coordination_site import alarms
from coordination_site.roles import ADMINISTRATOR, APPROVER, AUTHOR, COORDINATOR
from delivery import addresses, circuit, suppression, sweeper
from delivery.circuit import Trouble
from delivery.enums import MailingKind, MailingState, SuppressionReason
from delivery.models import Mailing, Message
from tests.factories.delivery import NOW, sending_mailing
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db


def _stopped(*, heals):
    mailing = sending_mailing(2, title="Newsletter <33>")
    circuit.open_for(mailing, Trouble("The mail provider takes no mail: 554 “go & away”", heals=heals), now=NOW)
    return mailing


def _mails():
    alarms_only = Message.objects.filter(mailing__purpose=alarms.PURPOSE).order_by("pk")
    return {message.address.email: message.mailing.contents.get() for message in alarms_only}


def test_all_who_may_approve_are_told_and_nobody_else():
    for role in (APPROVER, ADMINISTRATOR, AUTHOR, COORDINATOR):
        staff(role)
    for changes in ({"is_active": False}, {"email": ""}):
        type(account := staff(APPROVER, username=f"no-{changes}")).objects.filter(pk=account.pk).update(**changes)
    mailing = _stopped(heals=False)
    sweeper.sweep(now=NOW)
    sweeper.sweep(now=NOW + timedelta(hours=1))
    assert set(_mails()) == {"approver@example.org", "administrator@example.org"}
    content = _mails()["approver@example.org"]
    assert content.subject == "Newsletter <33> stands still"
    for part in (content.html, content.text):
        assert "7 January 2026, 14:00 (Asia/Karachi)" in part
        assert f"http://testserver/admin/newsletters/mailing/{mailing.pk}/" in part
        assert "waits for somebody to see to it" in " ".join(part.split())
        assert "because you may approve mailings" in part
    assert "Newsletter &lt;33&gt; stands still" in content.html
    assert "554 “go &amp; away”" in content.html
    assert "554 “go & away”" in content.text
    sent = Mailing.objects.filter(purpose=alarms.PURPOSE)
    assert set(sent.values_list("kind", "state")) == {(MailingKind.ONE_OFF, MailingState.SENDING)}


def test_of_an_outage_the_mail_says_when_it_is_tried_again():
    staff(APPROVER)
    mailing = _stopped(heals=True)
    sweeper.sweep(now=NOW + timedelta(seconds=30))
    assert _mails() == {}
    Mailing.objects.filter(pk=mailing.pk).update(resume_at=NOW + timedelta(minutes=30))
    sweeper.sweep(now=NOW + circuit.PATIENCE)
    (content,) = _mails().values()
    for part in (content.html, content.text):
        assert "next at 7 January 2026, 14:30 (Asia/Karachi), and you need do nothing" in " ".join(part.split())


def test_each_is_told_in_the_language_in_which_they_work():
    UserProfile.objects.create(user=staff(APPROVER, username="urdu"), preferred_language="ur")
    UserProfile.objects.create(user=staff(APPROVER, username="french"), preferred_language="fr")
    _stopped(heals=False)
    sweeper.sweep(now=NOW)
    assert {email: content.language for email, content in _mails().items()} == {
        "urdu@example.org": "ur",
        "french@example.org": "en",
    }
    assert 'lang="ur" dir="rtl"' in _mails()["urdu@example.org"].html


def test_an_approver_who_cannot_be_written_to_keeps_it_from_nobody(caplog):
    suppressed, _other = staff(APPROVER, username="suppressed"), staff(APPROVER, username="other")
    address = addresses.get_or_create(suppressed.email)
    suppression.suppress(address, reason=SuppressionReason.HARD_BOUNCE, now=NOW)
    odd = staff(APPROVER, username="odd")
    odd.email = "not an address"
    odd.save()
    _stopped(heals=False)
    sweeper.sweep(now=NOW)
    assert set(_mails()) == {"other@example.org"}
    assert [record.user_id for record in caplog.records if record.message == "alarm.not_sent"] == [
        suppressed.pk,
        odd.pk,
    ]
