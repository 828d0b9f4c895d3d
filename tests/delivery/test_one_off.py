import pytest

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
