"""The lane against a server that breaks and lies, and a ledger that says no."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.smtp import ErrorClass, Outcome, Parcel, ProviderDown, Settlement, SmtpConfig, run_lanes
from tests.delivery.fakes import Do, FakeSmtp, MemoryLedger, parcel, parcels
from tests.delivery.lanes import DEFERRED, FAILED, RELEASED, SENT, SOON, UNCERTAIN, run, send

# Breaks: where, how, and what becomes of the message.

BREAKS = [
    *[(stage, action, DEFERRED) for stage in ("mail", "rcpt", "data") for action in (Do.DROP, Do.NOTHING)],
    ("body", Do.DROP, DEFERRED),
    ("text", Do.DROP, UNCERTAIN),
    ("text", Do.NOTHING, UNCERTAIN),
]


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(("stage", "action", "outcome"), BREAKS)
def test_a_break_before_the_final_dot_defers_and_after_it_leaves_uncertain(
    stage: Any, action: Do, outcome: Outcome, pipelining: bool
) -> None:
    server = FakeSmtp(pipelining=pipelining).on(stage, action, times=1)

    class Slow(MemoryLedger):
        async def turn(self, *, settle: Settlement | None, mark: int | None) -> bool:
            await asyncio.sleep(0.01)  # the cut after 354 is seen before the text goes out
            return await super().turn(settle=settle, mark=mark)

    ledger = Slow(parcels(2))
    assert send(server, ledger, timeouts=SOON) == ()
    assert ledger.outcomes == {1: outcome, 2: SENT}
    assert server.connections == 2
    assert ledger.settlement(1).code is None
    assert ledger.settlement(1).error_class == ErrorClass.TRANSIENT


def test_an_uncertain_message_was_taken_by_this_server_and_is_not_sent_again() -> None:
    server, ledger = FakeSmtp().on("text", Do.DROP, times=1), MemoryLedger(parcels(2))
    send(server, ledger)
    assert server.recipients == ["reader1@example.org", "reader2@example.org"]


def test_a_text_that_never_left_this_process_whole_is_deferred_and_not_uncertain() -> None:
    text = b"Subject: large\r\n\r\n" + b"x" * 70 + b"\r\n" * 10_000_000
    server, ledger = FakeSmtp().on("body", Do.STOP_READING), MemoryLedger([parcel(1, text=text)])
    send(server, ledger, timeouts=SOON)
    assert ledger.outcomes == {1: DEFERRED}


def test_a_provider_that_cuts_again_and_again_is_down_and_the_rest_is_spared() -> None:
    server, ledger = FakeSmtp().on("rcpt", Do.DROP), MemoryLedger(parcels(10))
    (down,) = send(server, ledger)
    assert "3 times in a row" in down.reason
    assert ledger.outcomes == dict.fromkeys([1, 2, 3], DEFERRED)
    assert len(ledger.waiting) == 7


def test_a_cut_now_and_then_is_no_provider_down() -> None:
    server, ledger = FakeSmtp(), MemoryLedger(parcels(20))
    for id in (2, 5, 8, 11, 14):
        server.on("text", Do.DROP, address=f"reader{id}@example.org")
    assert send(server, ledger) == ()
    assert {id for id, outcome in ledger.outcomes.items() if outcome is UNCERTAIN} == {2, 5, 8, 11, 14}
    assert len(ledger.outcomes) == 20


def test_a_server_that_refuses_between_two_cuts_is_alive() -> None:
    server, ledger = FakeSmtp(), MemoryLedger(parcels(9))
    for id in range(1, 10):
        server.on("rcpt", "550 5.1.1 no" if id % 2 == 0 else Do.DROP, address=f"reader{id}@example.org")
    assert send(server, ledger) == ()
    assert ledger.outcomes == {id: FAILED if id % 2 == 0 else DEFERRED for id in range(1, 10)}


# Provider down: nobody's attempts are spent.

DOWN = [
    ("greeting", "554 5.3.2 not today", None),
    ("greeting", Do.DROP, None),
    ("greeting", Do.NOTHING, None),
    ("greeting", b"SSH-2.0-OpenSSH_9.2\r\n", None),
    ("mail", "550 5.7.1 sender not allowed", 550),
    ("mail", "530 5.7.0 authentication required", 530),
    ("mail", "421 4.7.0 too many connections", 421),
    ("rcpt", "421 4.7.0 slow down", 421),
    ("rcpt", "503 5.5.1 bad sequence", 503),
    ("data", "421 4.3.2 shutting down", 421),
    ("data", "250 2.0.0 ok", None),
    ("mail", b"HTTP/1.1 400 Bad Request\r\n", None),
]


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(("stage", "action", "code"), DOWN)
def test_when_the_provider_is_down_the_message_is_released_and_the_lane_says_why(
    stage: Any, action: Any, code: int | None, pipelining: bool
) -> None:
    server, ledger = FakeSmtp(pipelining=pipelining).on(stage, action), MemoryLedger(parcels(5))
    (down,) = send(server, ledger, timeouts=SOON)
    assert down.reason
    assert ledger.outcomes == {1: RELEASED}
    assert ledger.settlement(1).error_class == ErrorClass.PROVIDER
    assert ledger.settlement(1).code == down.code
    if code:
        assert down.code == code
    assert server.caught == []


def test_a_421_to_the_final_dot_is_an_answer_so_the_message_is_released() -> None:
    server, ledger = FakeSmtp().on("text", "421 4.3.2 going down", skip=1), MemoryLedger(parcels(4))
    (down,) = send(server, ledger)
    assert ledger.outcomes == {1: SENT, 2: RELEASED, 3: RELEASED}
    assert down.code == 421
    assert server.recipients == ["reader1@example.org"]


@pytest.mark.parametrize("garbage", [b"ok then\r\n", b"354 what?\r\n", b"\xff" * 5000])
def test_an_answer_to_the_final_dot_that_nobody_understands_leaves_uncertain(garbage: bytes) -> None:
    server, ledger = FakeSmtp().on("text", garbage, skip=1), MemoryLedger(parcels(4))
    assert len(send(server, ledger)) == 1
    assert ledger.outcomes == {1: SENT, 2: UNCERTAIN, 3: RELEASED}


def test_a_farewell_before_the_text_releases_the_marked_message() -> None:
    server = FakeSmtp().on("data", b"354 go ahead\r\n421 4.4.2 idle too long\r\n")
    ledger = MemoryLedger(parcels(1))
    (down,) = send(server, ledger)
    assert ledger.outcomes == {1: RELEASED}
    assert ledger.log == [(None, 1), (1, None)]
    assert down.code == 421


def test_a_refused_connection_releases_the_message() -> None:
    ledger = MemoryLedger(parcels(3))

    async def scene() -> tuple[ProviderDown, ...]:
        async with FakeSmtp() as server:
            url = server.url()
        return await run_lanes(SmtpConfig.from_url(url), ledger, 1)

    assert len(run(scene())) == 1
    assert ledger.outcomes == {1: RELEASED}


def test_one_lane_turned_away_does_not_stop_the_others() -> None:
    server, ledger = FakeSmtp().on("greeting", "421 4.7.0 too many connections", skip=2), MemoryLedger(parcels(30))
    downs = send(server, ledger, lanes=3)
    assert len(downs) == 1
    assert sorted(ledger.outcomes.values()) == [RELEASED, *[SENT] * 29]


# Marks.


@pytest.mark.parametrize("chunking", [False, True])
@pytest.mark.parametrize("pipelining", [True, False])
def test_a_refused_mark_drops_the_connection_and_no_data_is_ended(pipelining: bool, chunking: bool) -> None:
    server, ledger = FakeSmtp(pipelining=pipelining, chunking=chunking), MemoryLedger(parcels(4), refuse_marks={2})
    assert send(server, ledger) == ()
    assert ledger.outcomes == {1: SENT, 2: RELEASED, 3: SENT, 4: SENT}
    assert ledger.log[1] == (1, 2)
    assert server.recipients == ["reader1@example.org", "reader3@example.org", "reader4@example.org"]
    assert (server.connections, server.discarded_texts) == (2, 0 if chunking else 1)  # BDAT is begun after the mark


def test_a_ledger_that_fails_stops_the_lanes_loudly_and_nothing_known_is_forgotten() -> None:
    class Failing(MemoryLedger):
        async def turn(self, *, settle: Settlement | None, mark: int | None) -> bool:
            if mark == 3:
                raise OSError("the database is away")
            return await super().turn(settle=settle, mark=mark)

    server, ledger = FakeSmtp(), Failing(parcels(5))
    with pytest.raises(ExceptionGroup) as caught:
        send(server, ledger)
    assert caught.group_contains(OSError, match="the database is away")
    assert ledger.outcomes == {1: SENT, 2: SENT, 3: RELEASED}
    assert server.recipients == ["reader1@example.org", "reader2@example.org"]


@pytest.mark.parametrize(("stage", "outcome"), [("rcpt", RELEASED), ("data", RELEASED), ("text", UNCERTAIN)])
def test_a_cancelled_lane_writes_what_it_knows(stage: Any, outcome: Outcome) -> None:
    server, ledger = FakeSmtp().on(stage, Do.NOTHING, skip=1), MemoryLedger(parcels(5))

    async def scene() -> None:
        async with server:
            task = asyncio.create_task(run_lanes(SmtpConfig.from_url(server.url()), ledger, 1))
            while not server.silences:
                await asyncio.sleep(0)
            for _ in range(20):  # what the server said before it fell silent is read by now
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    run(scene())
    assert ledger.outcomes[1] is SENT
    assert ledger.outcomes[2] is outcome


# Everything at once.

ACTIONS = st.one_of(
    st.tuples(
        st.sampled_from(["greeting", "mail", "rcpt", "data", "bdat", "body", "text", "rset", "quit"]), st.just(Do.DROP)
    ),
    st.tuples(
        st.sampled_from(["mail", "rcpt", "data", "bdat", "text"]),
        st.sampled_from(["450 4.0.0 later", "550 5.0.0 never", "421 4.0.0 bye", "503 5.5.1 what?", b"!\r\n"]),
    ),
)


@given(
    faults=st.lists(st.tuples(ACTIONS, st.integers(0, 6), st.integers(1, 3)), max_size=5),
    refuse_marks=st.sets(st.integers(1, 12), max_size=3),
    pipelining=st.booleans(),
    chunking=st.booleans(),
    data_without_recipient=st.booleans(),
    lanes=st.integers(1, 3),
    share=st.integers(1, 8),
)
def test_whatever_the_server_does_no_message_is_lost_or_doubled_or_misreported(
    faults: Any,
    refuse_marks: set[int],
    pipelining: bool,
    chunking: bool,
    data_without_recipient: bool,
    lanes: int,
    share: int,
) -> None:
    server = FakeSmtp(pipelining=pipelining, chunking=chunking, data_without_recipient=data_without_recipient)
    for (stage, action), skip, times in faults:
        server.on(stage, action, skip=skip, times=times)
    ledger = MemoryLedger(parcels(12), refuse_marks=refuse_marks)
    downs = send(server, ledger, lanes=lanes, max_messages_per_connection=share)
    outcomes = ledger.outcomes  # which asserts that none was settled twice
    waiting = {waiting.id for waiting in ledger.waiting}
    taken = [int(recipient.removeprefix("reader").partition("@")[0]) for recipient in server.recipients]
    assert len(taken) == len(set(taken))
    assert outcomes.keys() | waiting == set(range(1, 13))
    assert not outcomes.keys() & waiting
    assert not waiting or downs
    assert {id for id, outcome in outcomes.items() if outcome is SENT} <= set(taken)
    assert {outcomes[id] for id in taken} <= {SENT, UNCERTAIN}
    assert not refuse_marks & set(taken)
    breaks = sum(times for (_, action), _, times in faults if action is Do.DROP or isinstance(action, bytes))
    assert sum(outcome is UNCERTAIN for outcome in outcomes.values()) <= breaks


# What cannot be offered to this server.


@pytest.mark.parametrize(
    ("odd", "error_class"),
    [
        (parcel(2, rcpt_to="a@example.org>\r\nRCPT TO:<b@example.org"), ErrorClass.RECIPIENT),
        (parcel(2, rcpt_to="two words@example.org"), ErrorClass.RECIPIENT),
        (parcel(2, rcpt_to="عائشہ@example.org"), ErrorClass.RECIPIENT),
        (parcel(2, text=b"x" * 5001), ErrorClass.CONTENT),
    ],
    ids=["line break", "space", "beyond ASCII", "too large"],
)
def test_what_this_server_cannot_take_fails_without_being_offered(odd: Parcel, error_class: ErrorClass) -> None:
    server, ledger = FakeSmtp(smtputf8=False, size=5000), MemoryLedger([parcel(1), odd, parcel(3)])
    send(server, ledger)
    assert ledger.outcomes == {1: SENT, 2: FAILED, 3: SENT}
    assert ledger.settlement(2).error_class == error_class
    assert ledger.settlement(2).code is None
    assert server.recipients == ["reader1@example.org", "reader3@example.org"]
    assert server.connections == 1


def test_a_message_that_cannot_be_composed_fails_alone() -> None:
    def load(eight_bit: bool) -> bytes:
        raise ValueError("not a Message-ID")

    ledger = MemoryLedger([parcel(1), Parcel(2, "b@example.org", "r@example.org", load), parcel(3)])
    send(FakeSmtp(), ledger)
    assert ledger.outcomes == {1: SENT, 2: FAILED, 3: SENT}
    assert ledger.settlement(2).reply == "the message cannot be composed: not a Message-ID"
