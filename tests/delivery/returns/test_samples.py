"""Every sample, from the letter to what is written: what it is, what becomes of the reader."""

import pytest

from delivery import suppression
from delivery.enums import EventKind, SuppressionReason
from delivery.models import Event
from delivery.returns.reader import read
from delivery.returns.telling import Kind
from delivery.signals import unsubscribe_asked
from tests.delivery.returns.letters import all_samples, sample
from tests.factories.delivery import NOW, AddressFactory, MessageFactory

GONE = ("bounce", "no such mailbox, permanent", "heard")
GONE_ELSEWHERE = ("bounce", "no such mailbox, passing", "heard")
FULL = ("bounce", "mailbox full, passing", "heard")
POLICY = ("bounce", "policy, passing", "heard")
OTHER = ("bounce", "other, passing", "heard")
DELAY = ("delay", "", "heard")
COMPLAINT = ("complaint", "abuse", "heard")
AUTOMATIC = ("automatic reply", "", "heard")
ASKED = ("unsubscribe", "", "heard")
UNPROVEN_ASKING = ("unsubscribe", "without a valid token", "unproven")

EXPECTED = {
    "postfix_user_unknown": GONE,
    "postfix_mailbox_full": FULL,
    "postfix_policy": POLICY,
    "postfix_spam_behind_a_dead_status": POLICY,
    "postfix_expired": OTHER,
    "postfix_delayed": DELAY,
    "postfix_delivered": ("delivered", "", "heard"),
    "postfix_relayed": ("notice", "relayed or expanded", "changes nothing"),
    "postfix_forwarded_to_a_dead_mailbox": GONE_ELSEWHERE,
    "postfix_domain_not_found": GONE,
    "postfix_null_mx": GONE,
    "without_token": ("bounce", "no such mailbox", "unproven"),
    "forged_token": ("bounce", "no such mailbox", "unproven"),
    "token_only_in_the_returned_mail": GONE,
    "role_mailbox_with_one_dead_member": GONE_ELSEWHERE,
    "sendmail_user_unknown": GONE,
    "exim_report_user_unknown": GONE,
    "exim_plain_user_unknown": GONE,
    "exim_plain_delayed": DELAY,
    "qmail_user_unknown": GONE,
    "qmail_mailbox_full": FULL,
    "office365_unknown_recipient": GONE,
    "office365_access_denied_means_unknown": GONE,
    "exchange_mailbox_full": FULL,
    "exchange_not_authorised": POLICY,
    "exchange_2003_words_only": GONE,
    "gmail_user_unknown": GONE,
    "gmail_over_quota": FULL,
    "gmail_delay": DELAY,
    "yahoo_no_account": GONE,
    "ses_bounce": GONE,
    "zoho_words_only": GONE,
    "mailru_russian": GONE,
    "french_words_only": GONE,
    "spanish_words_only": GONE,
    "urdu_words_only": GONE,
    "rfc6533_utf8_report": GONE,
    "opensmtpd_error_action": GONE,
    "report_made_plain_by_a_gateway": GONE,
    "arf_abuse": COMPLAINT,
    "arf_abuse_redacted": COMPLAINT,
    "arf_abuse_without_return_path": ("complaint", "abuse", "unproven"),
    "arf_not_spam": ("notice", "not-spam", "changes nothing"),
    "arf_auth_failure": ("notice", "auth-failure", "changes nothing"),
    "arf_opt_out": ("opt-out", "opt-out", "heard"),
    "hotmail_complaint": COMPLAINT,
    "dmarc_aggregate": ("notice", "authentication", "changes nothing"),
    "vacation_english": AUTOMATIC,
    "vacation_urdu_by_subject_alone": AUTOMATIC,
    "vacation_german_by_subject_alone": AUTOMATIC,
    "vacation_french_by_subject_alone": AUTOMATIC,
    "vacation_spanish_by_subject_alone": AUTOMATIC,
    "vacation_old_unix": AUTOMATIC,
    "mailbox_moved": AUTOMATIC,
    "challenge_response": AUTOMATIC,
    "desk_receipt": AUTOMATIC,
    "vacation_without_token": ("automatic reply", "", "unproven"),
    "read_receipt": ("notice", "receipt", "changes nothing"),
    "unsubscribe_by_mail_program": ASKED,
    "unsubscribe_apple": ASKED,
    "unsubscribe_with_words_around": ASKED,
    "unsubscribe_folded": ASKED,
    "unsubscribe_encoded": ASKED,
    "unsubscribe_token_in_body": ASKED,
    "unsubscribe_replying_with_the_newsletter": ASKED,
    "unsubscribe_without_token": UNPROVEN_ASKING,
    "unsubscribe_altered_token": UNPROVEN_ASKING,
    "reply_that_quotes_the_newsletter": ("unknown", "", "for a person"),
}

EVENTS = {
    Kind.BOUNCE: EventKind.BOUNCED,
    Kind.DELAY: EventKind.DEFERRED,
    Kind.DELIVERED: EventKind.DELIVERED,
    Kind.COMPLAINT: EventKind.COMPLAINED,
    Kind.OPT_OUT: EventKind.UNSUBSCRIBED,
    Kind.AUTO_REPLY: EventKind.AUTO_REPLIED,
}
SUPPRESSED = {GONE: SuppressionReason.HARD_BOUNCE, COMPLAINT: SuppressionReason.COMPLAINT}


@pytest.fixture
def asked():
    """Collects (address id, purpose) of those for whom unsubscribing was asked."""
    heard = []

    def listen(sender, *, address, purpose, **told):
        heard.append((address.pk, purpose))

    unsubscribe_asked.connect(listen)
    yield heard
    unsubscribe_asked.disconnect(listen)


def test_there_is_an_expectation_for_every_sample():
    assert sorted(EXPECTED) == all_samples()
    assert len(EXPECTED) >= 40


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_understood_and_stops_no_more_than_it_must(name, message, asked):
    bystander = MessageFactory(address=AddressFactory(email="bystander@ministry.example.org"), state="sent")
    result = read(sample(name, message), now=NOW)
    assert (result.kind, result.reason, result.effect) == EXPECTED[name]
    assert suppression.check(message.address, "newsletter") == SUPPRESSED.get(EXPECTED[name])
    assert suppression.check(bystander.address, "newsletter") is None
    told = result.effect == "heard" and result.kind in EVENTS
    assert list(Event.objects.values_list("message", "kind")) == ([(message.pk, EVENTS[result.kind])] if told else [])
    assert bool(asked) is (EXPECTED[name] == ASKED or result.kind is Kind.OPT_OUT)
    assert set(asked) <= {(message.address_id, "newsletter")}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_letter_that_comes_twice_changes_nothing_the_second_time(name, message):
    read(sample(name, message), now=NOW)
    before = list(Event.objects.values_list("pk", "message", "kind"))
    again = read(sample(name, message), now=NOW)
    assert list(Event.objects.values_list("pk", "message", "kind")) == before
    if before:
        assert again.effect == "told before"


@pytest.mark.parametrize("name", EXPECTED)
def test_a_dry_run_tells_the_same_and_writes_nothing(name, message, asked):
    result = read(sample(name, message), now=NOW, dry_run=True)
    assert (result.kind, result.reason, result.effect) == EXPECTED[name]
    assert not Event.objects.exists()
    assert not asked


@pytest.mark.parametrize("name", EXPECTED)
def test_no_address_is_logged_or_kept(name, message, caplog):
    with caplog.at_level("DEBUG"):
        result = read(sample(name, message), now=NOW)
    kept = " ".join(Event.objects.values_list("detail", flat=True))
    said = " ".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records if "returns" in record.name)
    for words in (kept, said, str(result)):
        assert "amina" not in words.lower()
        assert "@" not in words.replace("unsubscribe@", "")
