"""CHUNKING (RFC 3030): the text goes as one chunk behind BDAT, and everything else is as with DATA."""

from typing import Any

import pytest

from delivery.smtp import ErrorClass, Outcome
from tests.delivery.fakes import Do, FakeSmtp, MemoryLedger, parcel, parcels
from tests.delivery.lanes import DEFERRED, FAILED, RELEASED, SENT, SOON, UNCERTAIN, send

WAYS = pytest.mark.parametrize("pipelining", [True, False])


def _verbs(server: FakeSmtp) -> list[str]:
    return [line.split(" ")[0] for line in server.commands]


@WAYS
def test_a_text_goes_as_one_chunk_and_data_is_never_said(pipelining: bool) -> None:
    server, ledger = FakeSmtp(pipelining=pipelining, chunking=True), MemoryLedger(parcels(2))
    assert send(server, ledger) == ()
    assert _verbs(server) == ["EHLO", *["MAIL", "RCPT", "BDAT"] * 2, "QUIT"]
    assert server.commands[3] == f"BDAT {len(server.caught[0].octets)} LAST"
    assert server.caught[0].parameters == "BODY=8BITMIME"
    assert ledger.log == [(None, 1), (1, 2), (2, None)]


@pytest.mark.parametrize("chunking", [True, False])
@pytest.mark.parametrize(
    ("stuffed", "text"),
    [
        (b"Subject: x\r\n\r\n..\r\n...\r\n..x\r\na.\r\n\r\n", b"Subject: x\r\n\r\n.\r\n..\r\n.x\r\na.\r\n\r\n"),
        (b"Subject: x\r\n\r\na..b\r\n..\r\n..\r\n", b"Subject: x\r\n\r\na..b\r\n.\r\n.\r\n"),
        (b"..\r\n", b".\r\n"),
    ],
)
def test_dots_arrive_as_they_were_written_whichever_way_the_text_goes(
    stuffed: bytes, text: bytes, chunking: bool
) -> None:
    server = FakeSmtp(chunking=chunking)
    send(server, MemoryLedger([parcel(1, text=stuffed), parcel(2)]))
    assert server.caught[0].octets == text
    assert len(server.caught) == 2


def test_a_chunk_and_the_next_envelope_go_in_one_group_where_the_server_offers_pipelining() -> None:
    together, one_by_one = FakeSmtp(chunking=True), FakeSmtp(chunking=True, pipelining=False)
    for server in (together, one_by_one):
        send(server, MemoryLedger(parcels(10)))
    assert (together.groups_behind_text, one_by_one.groups_behind_text) == (9, 0)


def test_a_server_without_8bitmime_is_given_seven_bits_in_chunks_too() -> None:
    server = FakeSmtp(chunking=True, eight_bit=False)
    send(server, MemoryLedger(parcels(1)))
    assert server.caught[0].parameters == ""


def test_an_address_beyond_ascii_goes_out_with_a_chunk() -> None:
    server = FakeSmtp(chunking=True)
    send(server, MemoryLedger([parcel(1, rcpt_to="عائشہ@example.org")]))
    assert server.recipients == ["عائشہ@example.org"]
    assert server.caught[0].parameters == "BODY=8BITMIME SMTPUTF8"


# Refusals.


@WAYS
@pytest.mark.parametrize(
    ("stage", "reply", "outcome", "error_class"),
    [
        ("mail", "451 4.3.0 try later", DEFERRED, ErrorClass.TRANSIENT),
        ("rcpt", "450 4.2.1 greylisted", DEFERRED, ErrorClass.TRANSIENT),
        ("rcpt", "550 5.1.1 no such user", FAILED, ErrorClass.RECIPIENT),
        ("text", "452 4.3.1 disk full", DEFERRED, ErrorClass.TRANSIENT),
        ("text", "554 5.7.1 looks like spam", FAILED, ErrorClass.CONTENT),
    ],
)
def test_a_refused_message_is_settled_and_its_neighbours_are_sent_over_the_same_connection(
    stage: Any, reply: str, outcome: Outcome, error_class: ErrorClass, pipelining: bool
) -> None:
    server, ledger = FakeSmtp(pipelining=pipelining, chunking=True), MemoryLedger(parcels(3))
    server.on(stage, reply, skip=1, times=1)
    assert send(server, ledger) == ()
    assert ledger.outcomes == {1: SENT, 2: outcome, 3: SENT}
    assert server.recipients == ["reader1@example.org", "reader3@example.org"]
    assert server.connections == 1
    assert ledger.settlement(2).error_class == error_class


def test_after_a_refused_recipient_nothing_has_to_be_ended_and_the_transaction_is_reset() -> None:
    server = FakeSmtp(chunking=True).on("rcpt", "550 5.1.1 no", times=1)
    send(server, MemoryLedger(parcels(2)))
    assert _verbs(server) == ["EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "BDAT", "QUIT"]


@WAYS
@pytest.mark.parametrize("code", [500, 501, 502, 503, 504])
def test_a_server_that_knows_no_bdat_after_all_gets_every_message_once_with_data(code: int, pipelining: bool) -> None:
    server = FakeSmtp(pipelining=pipelining, chunking=True).on("bdat", f"{code} 5.5.1 what?", skip=1)
    ledger = MemoryLedger(parcels(4))
    assert send(server, ledger) == ()
    assert ledger.outcomes == dict.fromkeys([1, 2, 3, 4], SENT)
    assert sorted(server.recipients) == [f"reader{id}@example.org" for id in (1, 2, 3, 4)]
    assert server.connections == 2  # what was taken for commands ends with its connection
    assert _verbs(server).count("BDAT") == 2
    again = [mark for _, mark in ledger.log if mark is not None]
    assert sorted(again) == [1, 2, 2, 3, 4]  # marked anew before its text goes again


def test_a_message_that_is_offered_again_with_data_may_be_held_back_meanwhile() -> None:
    class Withdrawing(MemoryLedger):
        async def turn(self, *, settle: Any, mark: int | None) -> bool:
            if settle is not None and settle.outcome is RELEASED:
                self.refuse_marks = {settle.id}
            return await super().turn(settle=settle, mark=mark)

    server = FakeSmtp(chunking=True).on("bdat", "502 5.5.1 what?")
    ledger = Withdrawing([parcel(1)])
    send(server, ledger)
    assert ledger.outcomes == {1: RELEASED}
    assert server.caught == []


# Breaks. There is no 354 to wait for: the point of no return is the last octet of the chunk.


@WAYS
@pytest.mark.parametrize(
    ("stage", "action", "outcome"),
    [
        *[(stage, action, DEFERRED) for stage in ("mail", "rcpt") for action in (Do.DROP, Do.NOTHING)],
        *[(stage, action, UNCERTAIN) for stage in ("bdat", "body", "text") for action in (Do.DROP, Do.NOTHING)],
    ],
)
def test_a_break_before_the_chunk_defers_and_after_it_leaves_uncertain(
    stage: Any, action: Do, outcome: Outcome, pipelining: bool
) -> None:
    server = FakeSmtp(pipelining=pipelining, chunking=True).on(stage, action, times=1)
    ledger = MemoryLedger(parcels(2))
    assert send(server, ledger, timeouts=SOON) == ()
    assert ledger.outcomes == {1: outcome, 2: SENT}
    assert server.connections == 2
    assert ledger.settlement(1).error_class == ErrorClass.TRANSIENT


def test_a_chunk_that_never_left_this_process_whole_is_deferred_and_not_uncertain() -> None:
    text = b"Subject: large\r\n\r\n" + b"x" * 70 + b"\r\n" * 10_000_000
    server, ledger = FakeSmtp(chunking=True).on("body", Do.STOP_READING), MemoryLedger([parcel(1, text=text)])
    send(server, ledger, timeouts=SOON)
    assert ledger.outcomes == {1: DEFERRED}


@WAYS
@pytest.mark.parametrize(
    ("stage", "action", "outcome"),
    [
        ("text", "421 4.3.2 going down", RELEASED),
        ("text", b"ok then\r\n", UNCERTAIN),
        ("text", b"354 what?\r\n", UNCERTAIN),
        ("bdat", "421 4.3.2 going down", RELEASED),
    ],
)
def test_when_the_provider_goes_down_at_the_chunk_the_rest_is_spared(
    stage: Any, action: Any, outcome: Outcome, pipelining: bool
) -> None:
    server, ledger = FakeSmtp(pipelining=pipelining, chunking=True).on(stage, action, skip=1), MemoryLedger(parcels(9))
    assert len(send(server, ledger)) == 1
    assert ledger.outcomes == {1: SENT, 2: outcome, 3: RELEASED}
    assert server.recipients[:1] == ["reader1@example.org"]
