"""The lane against a server that behaves, and one that refuses."""

import asyncio
from typing import Any

import pytest

from delivery.smtp import ErrorClass, Outcome, Parcel, Settlement, SmtpConfig, run_lanes
from tests.delivery.fakes import Do, FakeSmtp, MemoryLedger, parcel, parcels
from tests.delivery.lanes import DEFERRED, FAILED, SENT, run, send

# The usual.


@pytest.mark.parametrize("chunking", [False, True])
@pytest.mark.parametrize("pipelining", [True, False])
def test_every_message_reaches_the_server_once_and_is_settled_as_sent(pipelining: bool, chunking: bool) -> None:
    server, ledger = FakeSmtp(pipelining=pipelining, chunking=chunking), MemoryLedger(parcels(50))
    assert send(server, ledger) == ()
    assert server.recipients == [f"reader{id}@example.org" for id in range(1, 51)]
    assert ledger.outcomes == dict.fromkeys(range(1, 51), SENT)
    assert ledger.settlement(7).code == 250
    assert ledger.settlement(7).reply == "2.0.0 ok: queued as 4F2A"
    assert ledger.settlement(7).enhanced_status == "2.0.0"


def test_one_write_to_the_ledger_settles_a_message_and_marks_the_next() -> None:
    server, ledger = FakeSmtp(), MemoryLedger(parcels(3))
    send(server, ledger)
    assert ledger.log == [(None, 1), (1, 2), (2, 3), (3, None)]


@pytest.mark.parametrize("chunking", [False, True])
@pytest.mark.parametrize("pipelining", [True, False])
def test_a_message_is_marked_before_any_of_its_text_goes_out(pipelining: bool, chunking: bool) -> None:
    server = FakeSmtp(pipelining=pipelining, chunking=chunking)
    taken_before_mark = []

    class Watching(MemoryLedger):
        async def turn(self, *, settle: Settlement | None, mark: int | None) -> bool:
            if mark is not None:
                await asyncio.sleep(0.01)  # anything that left too early would arrive now
                taken_before_mark.append(len(server.caught))
            return await super().turn(settle=settle, mark=mark)

    send(server, Watching(parcels(4)))
    assert taken_before_mark == [0, 1, 2, 3]


def test_with_pipelining_a_text_and_the_next_envelope_go_in_one_group() -> None:
    server = FakeSmtp()
    send(server, MemoryLedger(parcels(10)))
    assert server.groups_behind_text == 9


def test_without_pipelining_nothing_is_sent_before_the_reply_to_what_went_before() -> None:
    server = FakeSmtp(pipelining=False)
    send(server, MemoryLedger(parcels(10)))
    assert server.groups_behind_text == 0


def test_the_last_reply_is_settled_before_quit() -> None:
    server, ledger = FakeSmtp().on("quit", Do.DROP), MemoryLedger(parcels(2))
    assert send(server, ledger) == ()
    assert ledger.outcomes == {1: SENT, 2: SENT}
    assert server.commands[-1] == "QUIT"


def test_a_connection_carries_no_more_than_its_share() -> None:
    server, ledger = FakeSmtp(), MemoryLedger(parcels(7))
    send(server, ledger, max_messages_per_connection=3)
    assert server.connections == 3
    assert ledger.outcomes == dict.fromkeys(range(1, 8), SENT)


def test_several_lanes_share_the_work_and_open_no_more_connections_than_they_are() -> None:
    server, ledger = FakeSmtp(), MemoryLedger(parcels(40))
    send(server, ledger, lanes=4)
    assert server.connections == 4
    assert sorted(server.recipients) == sorted(f"reader{id}@example.org" for id in range(1, 41))
    assert set(ledger.outcomes.values()) == {SENT}


def test_code_with_a_loop_of_its_own_can_send_to_a_server_in_a_thread() -> None:
    ledger = MemoryLedger(parcels(5))
    with FakeSmtp().in_thread() as server:
        run(run_lanes(SmtpConfig.from_url(server.url()), ledger, 2))
    assert len(server.caught) == 5
    assert set(ledger.outcomes.values()) == {SENT}


def test_without_a_message_there_is_no_connection() -> None:
    server = FakeSmtp()
    assert send(server, MemoryLedger([]), lanes=4) == ()
    assert server.connections == 0


def test_a_large_text_arrives_whole_and_unstuffed() -> None:
    text = b"Subject: x\r\n\r\n" + b"..a line that begins with a dot\r\n" * 200_000
    server, ledger = FakeSmtp(), MemoryLedger([parcel(1, text=text), parcel(2)])
    send(server, ledger)
    assert server.caught[0].octets == text.replace(b"\r\n..", b"\r\n.")
    assert ledger.outcomes == {1: SENT, 2: SENT}


@pytest.mark.parametrize("eight_bit", [True, False])
def test_the_load_is_asked_for_what_the_server_can_take(eight_bit: bool) -> None:
    server = FakeSmtp(eight_bit=eight_bit)
    send(server, MemoryLedger([Parcel(1, "b@example.org", "r@example.org", lambda eight: b"%d\r\n" % eight)]))
    assert server.caught[0].octets == b"%d\r\n" % eight_bit
    assert server.caught[0].parameters == ("BODY=8BITMIME" if eight_bit else "")


def test_an_address_beyond_ascii_goes_out_where_the_server_takes_it() -> None:
    server, ledger = FakeSmtp(), MemoryLedger([parcel(1, rcpt_to="عائشہ@example.org")])
    send(server, ledger)
    assert server.recipients == ["عائشہ@example.org"]
    assert server.caught[0].parameters == "BODY=8BITMIME SMTPUTF8"


def test_an_old_server_that_knows_no_ehlo_is_greeted_with_helo() -> None:
    server, ledger = FakeSmtp().on("ehlo", "502 5.5.1 what?"), MemoryLedger(parcels(2))
    send(server, ledger)
    assert ledger.outcomes == {1: SENT, 2: SENT}
    assert server.groups_behind_text == 0


# Refusals: stage, reply, what becomes of the message.

REFUSALS = [
    ("mail", "451 4.3.0 try later", DEFERRED, ErrorClass.TRANSIENT),
    ("rcpt", "450 4.2.1 greylisted", DEFERRED, ErrorClass.TRANSIENT),
    ("rcpt", "550 5.1.1 no such user", FAILED, ErrorClass.RECIPIENT),
    ("rcpt", "552 5.2.2 mailbox full", FAILED, ErrorClass.RECIPIENT),
    ("data", "451 4.3.0 no room", DEFERRED, ErrorClass.TRANSIENT),
    ("data", "554 5.6.0 no", FAILED, ErrorClass.CONTENT),
    ("text", "452 4.3.1 disk full", DEFERRED, ErrorClass.TRANSIENT),
    ("text", "554 5.7.1 looks like spam", FAILED, ErrorClass.CONTENT),
]


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(("stage", "reply", "outcome", "error_class"), REFUSALS)
def test_a_refused_message_is_settled_and_its_neighbours_are_sent_over_the_same_connection(
    stage: Any, reply: str, outcome: Outcome, error_class: ErrorClass, pipelining: bool
) -> None:
    server, ledger = FakeSmtp(pipelining=pipelining), MemoryLedger(parcels(3))
    server.on(stage, reply, skip=1, times=1)
    assert send(server, ledger) == ()
    assert ledger.outcomes == {1: SENT, 2: outcome, 3: SENT}
    assert server.recipients == ["reader1@example.org", "reader3@example.org"]
    assert server.connections == 1
    settlement = ledger.settlement(2)
    assert (settlement.code, settlement.reply) == (int(reply[:3]), reply[4:])
    assert settlement.error_class == error_class
    assert settlement.enhanced_status == reply.split()[1]
    if stage != "text":
        assert (None, 2) not in ledger.log
        assert all(marked != 2 for _, marked in ledger.log)


def test_an_open_transaction_is_reset_before_the_next() -> None:
    server = FakeSmtp().on("rcpt", "550 5.1.1 no", times=1)
    send(server, MemoryLedger(parcels(2)))
    assert [line.split(" ")[0] for line in server.commands] == [
        "EHLO", "MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA", "QUIT",
    ]  # fmt: skip


def test_data_that_was_opened_for_nobody_is_ended_with_the_dot_alone() -> None:
    server, ledger = FakeSmtp(data_without_recipient=True), MemoryLedger(parcels(3))
    server.on("rcpt", "550 5.1.1 no such user", address="reader2@example.org")
    assert send(server, ledger) == ()
    assert ledger.outcomes == {1: SENT, 2: FAILED, 3: SENT}
    assert server.recipients == ["reader1@example.org", "reader3@example.org"]
    assert "RSET" not in server.commands
    assert server.connections == 1


def test_many_refused_recipients_in_a_row_do_not_hold_back_settlements() -> None:
    server, ledger = FakeSmtp().on("rcpt", "550 5.1.1 no"), MemoryLedger(parcels(20))
    send(server, ledger)
    assert ledger.log == [(id, None) for id in range(1, 21)]
