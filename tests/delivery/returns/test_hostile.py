"""What strangers send: it is refused or left to a person; it breaks nothing and stops nobody's mail."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delivery import identity, suppression
from delivery.models import Event, Suppression
from delivery.returns.letter import MOST_OCTETS, Unreadable, open_letter
from delivery.returns.reader import Effect, read
from delivery.returns.telling import Kind
from tests.delivery.returns.letters import READER, all_samples, sample
from tests.factories.delivery import NOW, AddressFactory, MessageFactory

ZIP = b"UEsDBBQAAAAIAAAAIQ" * 100
NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(500))
HOSTILE = {
    "nothing": b"",
    "NUL": b"\x00" * 5000,
    "octets of no charset": bytes(range(256)) * 50,
    "no header at all": b"\n\nhello",
    "a header that never ends": b"Subject: " + b"x" * 3_000_000,
    "one field of many lines": b"Subject: a\n" + b" ;\n" * 200_000 + b"\nhello",
    "deep multiparts": NESTED,
    "messages in messages": b"Content-Type: message/rfc822\n\n" * 3000,
    "thousands of parts": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhello\n" * 20_000,
    "a charset that is none": b"Content-Type: text/plain; charset=\xff\xfe\n\nhello",
    "a charset that is slow": b"Content-Type: text/plain; charset=punycode\n\n" + b"a-b" * 100_000,
    "a charset that unpacks": b"Content-Type: text/plain; charset=zlib\n\n" + ZIP,
    "an archive": b"Content-Type: application/zip; name=bomb.zip\nContent-Transfer-Encoding: base64\n\n" + ZIP,
    "broken encoded words": b"Subject: =?utf-8?b?" + b"=?x?q?" * 1000 + b"\nFrom: =?punycode?q?a-b?=\n\nhello",
    "a number longer than any": b"To: bounces+" + b"9" * 5000 + b"-0123456789abcdef@x\n\nhello",
    "a report without end": (
        b"From: MAILER-DAEMON\nContent-Type: multipart/report; boundary=x\n\n--x\n"
        b"Content-Type: message/delivery-status\n\n" + b"Final-Recipient: rfc822;a@b\nAction: failed\n\n" * 20_000
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_letter_is_read_without_harm(name, message):
    result = read(HOSTILE[name], now=NOW)
    assert result.effect in (Effect.UNPROVEN, Effect.FOR_A_PERSON)
    assert (Event.objects.count(), Suppression.objects.count()) == (0, 0)


def test_what_is_nested_too_deeply_is_refused_before_it_is_parsed():
    with pytest.raises(Unreadable, match="nested"):
        open_letter(NESTED)


def test_of_a_huge_letter_only_the_beginning_is_read(message):
    huge = sample("postfix_user_unknown", message) + b"x" * (10 * MOST_OCTETS)
    assert read(huge, now=NOW).effect == Effect.HEARD
    letter = open_letter(huge)
    assert len(letter.words) + len(letter.returned) < MOST_OCTETS


def test_a_report_that_names_a_reader_without_our_token_suppresses_nobody(message):
    forged = sample("postfix_user_unknown", message).replace(
        identity.return_path(message.pk).encode(), b"x@example.net"
    )
    assert READER.encode() in forged
    assert read(forged, now=NOW).effect == Effect.UNPROVEN
    assert not Suppression.objects.exists()


def test_the_message_id_that_every_reply_quotes_is_no_proof(message):
    report = sample("arf_abuse_without_return_path", message)
    assert message.message_id.encode() in report
    assert read(report, now=NOW).effect == Effect.UNPROVEN


def test_the_token_of_one_message_in_a_report_on_another_reader_touches_the_first_alone(message):
    """Whoever holds a copy of their own mail can stop nobody's mail but theirs, whomever the report names."""
    victim = MessageFactory(address=AddressFactory(email="victim@ministry.example.org"), state="sent")
    forged = sample("postfix_user_unknown", message).replace(READER.encode(), b"victim@ministry.example.org")
    result = read(forged, now=NOW)
    assert (result.message_pk, result.reason) == (message.pk, "no such mailbox, passing")
    assert suppression.check(victim.address, "newsletter") is None
    assert suppression.check(message.address, "newsletter") is None


def test_a_letter_that_names_two_messages_is_about_none(message):
    other = MessageFactory(address=AddressFactory(email="other@ministry.example.org"), state="sent")
    letter = sample("postfix_user_unknown", message).replace(
        b"Subject: Undelivered", b"Delivered-To: " + identity.return_path(other.pk).encode() + b"\nSubject: Undelivered"
    )
    assert read(letter, now=NOW).effect == Effect.UNPROVEN
    assert not Suppression.objects.exists()


def test_the_recipient_that_the_mta_tells_is_believed_before_the_letter(message):
    other = MessageFactory(address=AddressFactory(email="other@ministry.example.org"), state="sent")
    result = read(sample("qmail_mailbox_full", message), recipient=identity.return_path(other.pk), now=NOW)
    assert result.message_pk == other.pk


def test_lower_and_upper_case_of_a_return_path_make_no_difference(message):
    raw = sample("qmail_user_unknown", message)
    assert read(raw, recipient=identity.return_path(message.pk).upper(), now=NOW).message_pk == message.pk


def test_a_flood_of_different_reports_with_one_token_writes_few_events(message):
    for name in all_samples():
        read(sample(name, message), now=NOW)
        read(sample(name, message).replace(b"5.1.1", b"5.1.6").replace(b"4.4.1", b"4.4.7"), now=NOW)
    assert Event.objects.count() <= 7


def test_the_tokens_of_two_readers_in_a_letter_unsubscribe_neither(message):
    other = MessageFactory(address=AddressFactory(email="other@ministry.example.org"), state="sent")
    theirs = sample("unsubscribe_token_in_body", other).partition(b"subject=")[2]
    result = read(sample("unsubscribe_token_in_body", message) + theirs, now=NOW)
    assert (result.kind, result.effect) == (Kind.UNSUBSCRIBE, Effect.UNPROVEN)


_JUNK = st.sampled_from(
    [
        b"\x00",
        b"\xff",
        b"\r",
        b"\n\n",
        b"--",
        b"\x1b$B",
        b"=?utf-8?b?",
        b"; charset*0*=x",
        b"boundary=",
        b"utf-8; \\x{d800}@x",
        b"Status: 999.999.999\n",
        b"Final-Recipient: rfc822;;\n",
        b"Content-Type: message/rfc822\n\n",
    ]
)
_MUTATION = st.tuples(st.floats(0, 1), st.integers(0, 80), _JUNK | st.binary(max_size=8))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(all_samples()), mutations=st.lists(_MUTATION, min_size=1, max_size=8))
def test_a_mutated_letter_never_breaks_the_reader_and_never_stops_the_mail_of_another(message, name, mutations):
    bystander = AddressFactory(email="bystander@ministry.example.org")
    raw = sample(name, message)
    for where, length, insertion in mutations:
        start = int(where * len(raw))
        raw = raw[:start] + insertion + raw[start + length :]
    result = read(raw, now=NOW)
    assert result.message_pk in (None, message.pk)
    assert suppression.check(bystander, "newsletter") is None
    assert set(Suppression.objects.values_list("address_hash", flat=True)) <= {message.address.hash}
    assert set(Event.objects.values_list("message", flat=True)) <= {message.pk}
