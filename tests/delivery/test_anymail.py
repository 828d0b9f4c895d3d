import pytest
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.core.mail.backends.base import BaseEmailBackend

from delivery import engine, ledger
from delivery.enums import MailingState, MessageState
from delivery.models import Message
from delivery.transports import AnymailTransport
from tests.factories.delivery import NOW, approved_mailing, readers, start_and_prepare

pytestmark = pytest.mark.django_db


class Provider(BaseEmailBackend):
    """A provider that records what it is given, and answers as a test says."""

    def __init__(self, answers=()):
        super().__init__()
        self.answers = list(answers)
        self.taken = []

    def send_messages(self, email_messages):
        for message in email_messages:
            assert Message.objects.get(pk=message.metadata["message"]).state == MessageState.SENDING
            answer = self.answers.pop(0) if self.answers else None
            if answer is not None:
                raise answer
            self.taken.append(message)
        return len(email_messages)


def _api_error(status):
    error = AnymailAPIError("no")
    error.status_code = status
    return error


def _deliver(provider, n=1, **fields):
    mailing = start_and_prepare(approved_mailing(readers(n), **fields))
    engine.deliver(mailing.pk, transport=AnymailTransport(provider), clock=lambda: NOW)
    mailing.refresh_from_db()
    assert ledger.count(mailing).balanced
    return mailing


def test_each_reader_gets_a_call_with_both_parts_headers_and_identity_as_metadata():
    provider = Provider()
    mailing = _deliver(provider, n=2, reply_to="unit@unit.example.org")
    assert mailing.state == MailingState.SENT
    assert [message.to for message in provider.taken] == [
        [f"Amina <{row.address.email}>"] for row in mailing.messages.order_by("pk")
    ]
    first = provider.taken[0]
    assert first.from_email == "Coordination Unit <newsletter@unit.example.org>"
    assert first.reply_to == ["unit@unit.example.org"]
    assert first.body.startswith("Dear Amina,")
    html, kind = first.alternatives[0]
    assert kind == "text/html"
    assert "<p>Dear Amina,</p>" in html
    assert "[[" not in html + first.body
    assert first.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first.extra_headers["List-Id"] == "<newsletter.unit.example.org>"
    assert "Message-ID" not in first.extra_headers


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (_api_error(None), MessageState.UNCERTAIN),
        (_api_error(502), MessageState.UNCERTAIN),
        (_api_error(408), MessageState.UNCERTAIN),
        (_api_error(400), MessageState.FAILED),
        (AnymailRecipientsRefused("no"), MessageState.FAILED),
    ],
)
def test_an_answer_decides_and_no_answer_leaves_the_reader_uncertain(answer, state):
    mailing = _deliver(Provider([answer]))
    assert mailing.messages.get().state == state


def test_too_many_calls_give_the_message_back_unspent_and_stop_the_run():
    mailing = _deliver(Provider([_api_error(429)]), n=2)
    assert mailing.state == MailingState.PAUSED
    assert "429" in mailing.pause_reason
    assert set(mailing.messages.values_list("state", "attempts")) == {(MessageState.PENDING, 0)}


def test_a_provider_that_gives_no_clear_answer_pauses_the_mailing_before_everybody_is_uncertain():
    mailing = _deliver(Provider([None, _api_error(None), _api_error(502), _api_error(None)]), n=9)
    assert mailing.state == MailingState.PAUSED
    assert "3 messages in a row" in mailing.pause_reason
    account = ledger.count(mailing)
    assert account.messages[MessageState.SENT] == 1
    assert account.messages[MessageState.UNCERTAIN] == 3
    assert account.messages[MessageState.PENDING] == 5


def test_a_key_that_is_refused_after_other_answers_pauses_the_mailing_too():
    mailing = _deliver(Provider([_api_error(400), _api_error(401)]), n=3)
    assert mailing.state == MailingState.PAUSED
    assert "401" in mailing.pause_reason


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_pauses_the_mailing(status):
    provider = Provider([_api_error(status)])
    mailing = _deliver(provider, n=2)
    assert mailing.state == MailingState.PAUSED
    assert str(status) in mailing.pause_reason
    assert set(mailing.messages.values_list("state", "attempts")) == {(MessageState.PENDING, 0)}
