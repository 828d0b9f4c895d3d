"""What returned mail does to subscriptions: who asks by mail is unsubscribed, who complained is not brought back."""

import pytest
from django.utils import timezone

from delivery import feedback, identity, suppression, tokens
from delivery.enums import EventKind, ExclusionReason, SuppressionReason
from delivery.feedback import News
from delivery.models import Message, Suppression
from delivery.returns.reader import read
from stakeholders import consent, subscriptions
from stakeholders.audience import subscribers
from stakeholders.criteria import Criteria
from stakeholders.models import ConsentRecord
from stakeholders.tokens import Confirmation, confirmation_token
from tests.factories.delivery import MailingFactory, MessageFactory
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def address():
    return ContactFactory(name="Amina", emails=["amina@example.org"], given=["newsletter"]).main_address.address


def _letter(token, settings):
    return (
        f"From: amina@example.org\nTo: unsubscribe@{settings.SENDER_DOMAIN}\n"
        f"Subject: Re: unsubscribe {token}\n\nPlease."
    ).encode()


def _complain(address):
    message = MessageFactory(address=address, state="sent", mailing=MailingFactory(purpose="newsletter"))
    now = timezone.now()
    news = News(
        message_pk=message.pk, kind=EventKind.COMPLAINED, at=now, source="complaint report", fingerprint="a" * 64
    )
    feedback.hear(news, now=now)


def _excluded(address):
    criteria = Criteria(topic="newsletter").to_json()
    return {candidate.address_id: candidate.exclusion for candidate in subscribers(criteria, "newsletter")}[address.pk]


def test_mail_to_the_unsubscribe_address_withdraws_consent_and_says_how_it_came(address, settings):
    token = tokens.unsubscribe_token(address.pk, "newsletter")
    read(_letter(token, settings), now=timezone.now())
    record = consent.state(address)["newsletter"]
    assert (record.action, record.source) == (ConsentRecord.Action.WITHDRAWN, ConsentRecord.Source.MAIL)
    assert record.note == "mail to unsubscribe@"
    assert _excluded(address) == ExclusionReason.WITHDRAWN


def test_asking_twice_adds_nothing(address, settings):
    for _ in range(2):
        read(_letter(tokens.unsubscribe_token(address.pk, "newsletter"), settings), now=timezone.now())
    assert ConsentRecord.objects.filter(action=ConsentRecord.Action.WITHDRAWN).count() == 1


def test_it_skips_what_is_just_being_sent(address, settings):
    waiting = MessageFactory(address=address, mailing=MailingFactory(state="sending", purpose="newsletter"))
    read(_letter(tokens.unsubscribe_token(address.pk, "newsletter"), settings), now=timezone.now())
    waiting.refresh_from_db()
    assert waiting.state == "skipped"


def test_it_can_be_taken_back_on_the_page_like_a_slip_of_the_finger(address, settings):
    now = timezone.now()
    read(_letter(tokens.unsubscribe_token(address.pk, "newsletter"), settings), now=now)
    assert subscriptions.can_restore(address=address, purpose="newsletter", now=now)


def test_what_a_mail_provider_tells_is_recorded_as_told_by_it(address):
    message = MessageFactory(address=address, state="sent", mailing=MailingFactory(purpose="newsletter"))
    now = timezone.now()
    news = News(message_pk=message.pk, kind=EventKind.UNSUBSCRIBED, at=now, source="postmark", fingerprint="a" * 64)
    feedback.hear(news, now=now)
    record = consent.state(address)["newsletter"]
    assert (record.source, record.note) == (ConsentRecord.Source.PROVIDER, "postmark")


def test_a_foreign_token_withdraws_nothing(address, settings):
    token = tokens.unsubscribe_token(address.pk, "newsletter")
    read(_letter(f"{token[:-3]}xyz", settings), now=timezone.now())
    assert consent.state(address)["newsletter"].action == ConsentRecord.Action.GIVEN


def test_no_form_brings_back_who_complained(address):
    _complain(address)
    subscriptions.withdraw(
        address=address, purposes=["newsletter"], source=ConsentRecord.Source.PAGE, now=timezone.now()
    )
    before = Message.objects.count()
    subscriptions.request(
        email="amina@example.org",
        topics=["newsletter", "meetings"],
        language="en",
        wording=consent.wording("test", "I agree."),
        now=timezone.now(),
    )
    assert Message.objects.count() == before
    assert consent.state(address)["newsletter"].action == ConsentRecord.Action.WITHDRAWN
    assert "meetings" not in consent.state(address)


@pytest.mark.parametrize("by", ["an old confirmation link", "staff"])
def test_consent_that_is_recorded_after_a_complaint_lets_no_mail_go(address, by):
    """What a person agreed to is written down as it was said; mail stays stopped by the suppression all the same."""
    _complain(address)
    now = timezone.now()
    if by == "staff":
        subscriptions.record_given(
            address=address,
            purpose="newsletter",
            basis=ConsentRecord.Basis.CONSENT,
            note="Signed list of 3 May",
            by=None,
            now=now,
        )
    else:
        token = confirmation_token(Confirmation(address.pk, ("newsletter",)))
        subscriptions.confirm(token=token, wording=consent.wording("test", "I agree."), language="en", now=now)
    assert suppression.check(address, "newsletter") == SuppressionReason.COMPLAINT
    assert suppression.reasons([address.pk], "newsletter") == {address.pk: SuppressionReason.COMPLAINT}
    assert Suppression.objects.get().reason == SuppressionReason.COMPLAINT


def test_a_topic_that_is_suppressed_is_not_asked_for_while_others_are(address):
    suppression.suppress(address, reason=SuppressionReason.MANUAL, purpose="meetings", now=timezone.now())
    subscriptions.request(
        email="amina@example.org",
        topics=["meetings", "newsletter"],
        language="en",
        wording=consent.wording("test", "I agree."),
        now=timezone.now(),
    )
    assert "meetings" not in consent.state(address)
    assert Message.objects.filter(mailing__purpose="confirmation").count() == 1


def test_a_bounce_of_a_confirmation_mail_suppresses_the_address(address):
    message = MessageFactory(address=address, state="sent", mailing=MailingFactory(purpose="confirmation"))
    report = (
        f"From: MAILER-DAEMON@example.net\nTo: {identity.return_path(message.pk)}\nSubject: failure notice\n\n"
        "<amina@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n"
    ).encode()
    read(report, now=timezone.now())
    assert suppression.check(address, "newsletter") == SuppressionReason.HARD_BOUNCE
