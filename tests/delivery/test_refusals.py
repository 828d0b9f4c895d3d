"""One table for what servers say of a mailbox: in replies on the way out, and in reports that come back."""

import pytest

from delivery.refusals import Fault, Refusal, judge, judge_reply


@pytest.mark.parametrize("status", ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"])
def test_the_status_of_a_mailbox_that_is_gone_speaks_for_itself(status):
    assert judge(status, "no") == Refusal(Fault.NO_MAILBOX, status)
    assert judge(status, "").dead


@pytest.mark.parametrize(
    ("status", "words", "fault"),
    [
        ("4.1.1", "User unknown", Fault.OTHER),  # for now only
        ("5.2.2", "no such user", Fault.FULL),
        ("4.2.2", "", Fault.FULL),
        ("5.7.1", "no such user is allowed to be spammed", Fault.POLICY),
        ("5.7.26", "", Fault.POLICY),
        ("5.4.7", "User unknown", Fault.OTHER),
        ("5.1.1", "listed by Spamhaus", Fault.POLICY),
        ("5.1.1", "552 5.2.2 over quota", Fault.FULL),
        ("5.0.0", "550 User unknown", Fault.NO_MAILBOX),
        ("5.0.0", "550-5.7.1 blocked", Fault.POLICY),
        ("5.2.1", "The account is disabled", Fault.OTHER),  # RFC 3463: it may be enabled again
        ("5.4.1", "Recipient address rejected: Access denied", Fault.NO_MAILBOX),
        ("5.4.4", "Host or domain name not found", Fault.NO_MAILBOX),
        ("5.1.351", "unknown recipient or mailbox unavailable -> 550 User unknown", Fault.NO_MAILBOX),
        ("5.1.351", "unknown recipient or mailbox unavailable -> 550 Mailbox unavailable", Fault.OTHER),
        ("", "This user doesn't have a example.org account", Fault.NO_MAILBOX),
        ("", "The email account that you tried to reach does not exist", Fault.NO_MAILBOX),
        ("", "Utilisateur inconnu", Fault.NO_MAILBOX),
        ("", "El usuario no existe", Fault.NO_MAILBOX),
        ("", "Das Postfach ist voll", Fault.FULL),
        ("", "Mailbox size limit exceeded: over quota", Fault.FULL),
        ("", "Message rejected as spam: user unknown", Fault.POLICY),
        ("", "501 5.0.0 Invalid domain name", Fault.OTHER),  # ours, in EHLO
        ("", "Mailbox unavailable", Fault.OTHER),
        ("", "", Fault.OTHER),
    ],
)
def test_words_decide_where_the_status_is_vague_or_they_contradict_it(status, words, fault):
    assert judge(status, words).fault is fault


def test_what_only_words_tell_gets_the_status_that_says_the_same():
    assert judge("", "listed by a DNSBL").status == "5.7.0"
    assert judge("", "mailbox is full").status == "5.2.2"
    assert judge("", "550 5.1.1 gone").status == "5.1.1"


@pytest.mark.parametrize(("code", "dead"), [(550, True), (551, True), (553, True), (554, False), (None, False)])
def test_without_a_status_the_code_of_a_reply_must_allow_for_a_dead_mailbox(code, dead):
    assert judge_reply(code, None, "User unknown").dead is dead
    assert judge_reply(code, "5.1.1", "User unknown").dead
