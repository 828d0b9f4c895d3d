"""The demo's own check must be able to fail."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from coordination_site.demo_check import REQUIRED_HEADERS, faults_in_caught_mail

ROW = {"message_id": "<one@unit.example.org>", "address": "amina@example.org"}


@pytest.fixture
def caught(tmp_path: Path) -> Path:
    (tmp_path / "new").mkdir()
    return tmp_path


def put(caught, name="1", message_id=ROW["message_id"], without="", text="Hello"):
    message = EmailMessage()
    message.set_content(text)
    message.add_alternative(f"<p>{text}</p>", subtype="html")
    known = {"Message-ID": message_id, "Date": "Wed, 07 Jan 2026 10:00:00 +0500", "Content-Language": "en"}
    for header in REQUIRED_HEADERS:
        if header != without:
            message[header] = known.get(header, "a <a@example.org>")
    (caught / "new" / name).write_bytes(message.as_bytes(policy=message.policy.clone(linesep="\r\n")))


def test_mail_that_matches_the_ledger_is_faultless(caught):
    put(caught)
    assert faults_in_caught_mail(caught, [ROW]) == []


def test_a_missing_message_is_a_fault(caught):
    put(caught)
    other = {"message_id": "<two@unit.example.org>", "address": "b@example.org"}
    assert faults_in_caught_mail(caught, [ROW, other]) == ["1 messages of the ledger were not caught"]


def test_a_doubled_message_is_a_fault(caught):
    put(caught)
    put(caught, name="2")
    assert faults_in_caught_mail(caught, [ROW]) == ["1 messages were caught more than once"]


@pytest.mark.parametrize("header", [name for name in REQUIRED_HEADERS if name != "Message-ID"])
def test_a_missing_header_is_a_fault(caught, header):
    put(caught, without=header)
    assert faults_in_caught_mail(caught, [ROW]) == [f"a caught message has no {header}"]


def test_a_placeholder_left_in_the_mail_is_a_fault(caught):
    put(caught, text="Dear [[name]]")
    assert len(faults_in_caught_mail(caught, [ROW])) == 2


def test_an_empty_catch_is_a_fault(caught):
    assert "no message was caught" in faults_in_caught_mail(caught, [])
