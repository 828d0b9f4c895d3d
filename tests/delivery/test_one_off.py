import email.policy
from email import message_from_bytes

import pytest
from kombu.exceptions import OperationalError

from delivery import ledger, one_off, suppression
from delivery.enums import MailingKind, MailingState, MessageState, SuppressionReason
from delivery.exceptions import Suppressed
from delivery.models import Mailing
from tests.factories.delivery import NOW, AddressFactory, content

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_mail_templates")]

UNIT = {"name": "Coordination Unit", "ministry": "Ministry", "postal_address": "Block 1\nIslamabad"}


def _send(address, **changes):
    arguments = {
        "address": address,
        "purpose": "newsletter",
        "room": "tests",
        "message": "greeting",
        "context": {"unit": UNIT, "name": "Amina & “Bilal” <b>"},
        "language": "en",
        "to_name": "Amina",
        "now": NOW,
    }
    return one_off.send(**arguments | changes)


def test_it_is_a_mailing_of_one_that_is_already_sending():
    address = AddressFactory()
    message = _send(address)
    mailing = message.mailing
    assert (mailing.kind, mailing.state, mailing.from_name) == (
        MailingKind.ONE_OFF,
        MailingState.SENDING,
        "Coordination Unit",
    )
    assert (message.address, message.state, message.due_at) == (address, MessageState.PENDING, NOW)
    assert ledger.count(mailing).balanced


def test_personal_values_are_escaped_in_html_and_plain_in_subject_and_text():
    stored = _send(AddressFactory()).mailing.contents.get()
    assert stored.subject == "Welcome, Amina & “Bilal” <b>"
    assert "Welcome, Amina &amp; “Bilal” &lt;b&gt;" in stored.html
    assert stored.text.startswith("Welcome, Amina & “Bilal” <b>\n")


def test_a_line_break_in_a_value_stays_out_of_the_subject():
    message = _send(AddressFactory(), context={"unit": UNIT, "name": "Amina\r\nBcc: other@example.org"})
    assert message.mailing.contents.get().subject == "Welcome, Amina Bcc: other@example.org"


def test_an_unsubscribable_one_gives_its_links_to_both_parts():
    stored = _send(AddressFactory(), unsubscribable=True).mailing.contents.get()
    assert "http://testserver/unsubscribe/" in stored.html
    assert "http://testserver/unsubscribe/" in stored.text


def test_the_urdu_mail_runs_from_right_to_left():
    stored = _send(AddressFactory(), language="ur").mailing.contents.get()
    assert '<html lang="ur" dir="rtl"' in stored.html
    assert "direction:ltr" not in stored.html


@pytest.mark.parametrize("purpose", ["", "newsletter"])
def test_a_suppressed_address_is_refused_and_nothing_is_written(purpose):
    address = AddressFactory()
    suppression.suppress(address, reason=SuppressionReason.MANUAL, purpose=purpose, now=NOW)
    with pytest.raises(Suppressed) as refusal:
        _send(address)
    assert address.email not in str(refusal.value)
    assert not Mailing.objects.exists()


def test_finished_content_is_stored_as_it_is():
    message = one_off.send_content(
        content(subject="[Test] Newsletter 33"),
        address=AddressFactory(),
        purpose="newsletter",
        title="Test of Newsletter 33",
        language="en",
        from_name="Coordination Unit",
        values={"name": "Amina Example", "unsubscribe_url": "#preview", "preferences_url": "#preview"},
        now=NOW,
    )
    assert message.mailing.contents.get().html == content(subject="[Test] Newsletter 33").html
    assert message.values["unsubscribe_url"] == "#preview"


def test_the_bell_of_the_fast_queue_is_rung_on_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        message = _send(AddressFactory())
    assert [callback.args for callback in callbacks] == [("delivery.tasks.deliver_one_off", message.mailing_id)]


def test_it_arrives_with_one_click_headers_and_no_list_headers(deliver, smtp_server):
    address = AddressFactory(email="Amina@example.org")
    message = _send(address, unsubscribable=True)
    deliver(message.mailing)
    (caught,) = smtp_server.caught
    mail = message_from_bytes(caught.octets, policy=email.policy.default)
    assert caught.rcpt_tos == ("Amina@example.org",)
    assert mail["To"] == "Amina <Amina@example.org>"
    assert mail["Subject"] == "Welcome, Amina & “Bilal” <b>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] is None
    assert mail["Feedback-ID"] is None
    text, html = (part.get_content() for part in mail.iter_parts())
    assert "Welcome, Amina & “Bilal” <b>" in text
    assert "Welcome, Amina &amp; “Bilal” &lt;b&gt;" in html
    assert message.mailing.state == MailingState.SENT


def test_a_value_that_looks_like_a_placeholder_stays_as_it_was_typed(deliver, smtp_server):
    message = _send(AddressFactory(), context={"unit": UNIT, "name": "[[unsubscribe_url]]"})
    deliver(message.mailing)
    assert b"Welcome, [[unsubscribe_url]]" in smtp_server.caught[0].octets


def test_a_test_copy_has_the_links_that_its_sender_gave_and_no_one_click(deliver, smtp_server):
    message = one_off.send_content(
        content(),
        address=AddressFactory(),
        purpose="newsletter",
        title="Test",
        language="en",
        from_name="Coordination Unit",
        values={"name": "Amina Example", "unsubscribe_url": "#preview", "preferences_url": "#preview"},
        now=NOW,
    )
    deliver(message.mailing)
    octets = smtp_server.caught[0].octets
    assert b"Dear Amina Example," in octets
    assert octets.count(b"#preview") == 4
    assert b"[[" not in octets
    assert b"List-Unsubscribe" not in octets


def test_when_the_provider_is_away_it_waits_by_itself_and_spends_no_attempt(deliver, smtp_server):
    message = _send(AddressFactory())
    smtp_server.on("greeting", "554 go away", times=1)
    deliver(message.mailing)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.PENDING, 0)
    assert message.mailing.state == MailingState.SENDING
    assert message.due_at > NOW
    deliver(message.mailing, clock=lambda: message.due_at)
    assert len(smtp_server.caught) == 1


def test_a_bell_that_nobody_hears_loses_nothing(monkeypatch, django_capture_on_commit_callbacks, caplog):
    def away(*args, **kwargs):
        raise OperationalError("the broker is away")

    monkeypatch.setattr("celery.current_app.send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        message = _send(AddressFactory())
    assert message.state == MessageState.PENDING
    assert "doorbell.unheard" in caplog.messages
