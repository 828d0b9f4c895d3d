"""The lane against a server that behaves, refuses, breaks and lies."""

import asyncio
import shutil
import ssl
import subprocess
from base64 import b64encode
from collections.abc import Coroutine
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.smtp import ErrorClass, Outcome, Parcel, ProviderDown, Settlement, SmtpConfig, Timeouts, run_lanes
from delivery.smtp.replies import Garbled, ReplyReader, scrubbed
from tests.delivery.fakes import Do, FakeSmtp, MemoryLedger, parcel, parcels

T = TypeVar("T")
SENT, DEFERRED, FAILED = Outcome.SENT, Outcome.DEFERRED, Outcome.FAILED
UNCERTAIN, RELEASED = Outcome.UNCERTAIN, Outcome.RELEASED
SOON = Timeouts(connect=5, greeting=0.05, command=0.05, data=0.05, termination=0.05, quit=0.05)
PATIENT = Timeouts(connect=5, greeting=5, command=5, data=5, termination=5, quit=5)


def send(
    server: FakeSmtp, ledger: MemoryLedger, *, lanes: int = 1, credentials: str = "", **options: Any
) -> tuple[ProviderDown, ...]:
    """Serve, and run lanes until the ledger is empty or the provider is down."""

    async def scene() -> tuple[ProviderDown, ...]:
        async with server:
            config = SmtpConfig.from_url(server.url(credentials), **{"timeouts": PATIENT, **options})
            return await run_lanes(config, ledger, lanes)

    return run(scene())


def run(scene: Coroutine[Any, Any, T]) -> T:
    async def bounded() -> T:
        async with asyncio.timeout(20):
            return await scene

    return asyncio.run(bounded())


# The usual.


@pytest.mark.parametrize("pipelining", [True, False])
def test_every_message_reaches_the_server_once_and_is_settled_as_sent(pipelining: bool) -> None:
    server, ledger = FakeSmtp(pipelining=pipelining), MemoryLedger(parcels(50))
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


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_message_is_marked_before_any_of_its_text_goes_out(pipelining: bool) -> None:
    server = FakeSmtp(pipelining=pipelining)
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
    text = b"Subject: large\r\n\r\n" + b"x" * 70 + b"\r\n" * 30_000_000
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


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_refused_mark_drops_the_connection_and_no_data_is_ended(pipelining: bool) -> None:
    server, ledger = FakeSmtp(pipelining=pipelining), MemoryLedger(parcels(4), refuse_marks={2})
    assert send(server, ledger) == ()
    assert ledger.outcomes == {1: SENT, 2: RELEASED, 3: SENT, 4: SENT}
    assert ledger.log[1] == (1, 2)
    assert server.recipients == ["reader1@example.org", "reader3@example.org", "reader4@example.org"]
    assert (server.connections, server.discarded_texts) == (2, 1)


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


# Authentication and TLS.


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for localhost, with its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl to make a certificate")
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    subprocess.run(  # noqa: S603 - fixed arguments
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", path, "-out", path.with_suffix(".crt")],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.with_suffix(".crt"), certificate)
    return context


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate.with_suffix(".crt"))


@pytest.mark.parametrize("implicit", [True, False])
def test_mail_goes_out_over_tls(server_tls: ssl.SSLContext, trusting: ssl.SSLContext, implicit: bool) -> None:
    server, ledger = FakeSmtp(tls=server_tls, implicit_tls=implicit), MemoryLedger(parcels(20))
    assert send(server, ledger, tls=trusting) == ()
    assert set(ledger.outcomes.values()) == {SENT}
    assert server.commands.count("STARTTLS") == (0 if implicit else 1)


@pytest.mark.parametrize("implicit", [True, False])
def test_a_certificate_that_nobody_vouches_for_is_refused(server_tls: ssl.SSLContext, implicit: bool) -> None:
    server, ledger = FakeSmtp(tls=server_tls, implicit_tls=implicit), MemoryLedger(parcels(2))
    (down,) = send(server, ledger)
    assert "certificate" in down.reason
    assert ledger.outcomes == {1: RELEASED}


def test_a_server_without_starttls_gets_no_mail_where_it_was_asked_for() -> None:
    server, ledger = FakeSmtp(), MemoryLedger(parcels(2))

    async def scene() -> tuple[ProviderDown, ...]:
        async with server:
            return await run_lanes(SmtpConfig.from_url(f"smtp+starttls://localhost:{server.port}"), ledger, 1)

    (down,) = run(scene())
    assert "no STARTTLS" in down.reason
    assert ledger.outcomes == {1: RELEASED}


def test_a_refused_starttls_gets_no_mail(server_tls: ssl.SSLContext) -> None:
    server, ledger = FakeSmtp(tls=server_tls).on("starttls", "454 4.7.0 not now"), MemoryLedger(parcels(2))
    (down,) = send(server, ledger)
    assert down.code == 454


def test_what_was_slipped_in_before_tls_is_refused(server_tls: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    server = FakeSmtp(tls=server_tls).on("starttls", b"220 go ahead\r\n250-slipped\r\n250 in\r\n")
    (down,) = send(server, MemoryLedger(parcels(2)), tls=trusting)
    assert "before TLS" in down.reason


def test_extensions_offered_before_tls_do_not_count_after_it(
    server_tls: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    server = FakeSmtp(tls=server_tls).on("ehlo", "250 fake.example.org", skip=1)
    send(server, MemoryLedger(parcels(3)), tls=trusting)
    assert server.groups_behind_text == 0
    assert server.caught[0].parameters == ""


@pytest.mark.parametrize("mechanisms", [("PLAIN", "LOGIN"), ("LOGIN",), ("CRAM-MD5", "PLAIN")])
def test_the_lane_authenticates_with_what_the_server_offers(mechanisms: tuple[str, ...]) -> None:
    plain = b64encode("\0unit\0pä:ss@word".encode()).decode()
    login = f"{b64encode(b'unit').decode()} {b64encode('pä:ss@word'.encode()).decode()}"
    server = FakeSmtp(auth=mechanisms, logins={"plain": plain, "login": login})
    ledger = MemoryLedger(parcels(2))
    assert send(server, ledger, credentials="unit:p%C3%A4%3Ass%40word@") == ()
    assert ledger.outcomes == {1: SENT, 2: SENT}


@pytest.mark.parametrize("mechanisms", [("PLAIN",), ("LOGIN",), ("CRAM-MD5",), ()])
def test_a_failed_login_is_a_provider_down_that_does_not_tell_the_password(mechanisms: tuple[str, ...]) -> None:
    server, ledger = FakeSmtp(auth=mechanisms), MemoryLedger(parcels(2))
    (down,) = send(server, ledger, credentials="unit:hunter2@")
    assert down.code == (535 if set(mechanisms) & {"PLAIN", "LOGIN"} else None)
    assert "hunter2" not in down.reason
    assert ledger.outcomes == {1: RELEASED}


# The URL.


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, "none", "", "")),
        ("smtp://u:p%40%2F@mail.example.org:2525/", ("mail.example.org", 2525, "none", "u", "p@/")),
        ("smtps://mail.example.org", ("mail.example.org", 465, "tls", "", "")),
        ("smtp+starttls://u%40example.org:p@[::1]", ("::1", 587, "starttls", "u@example.org", "p")),
    ],
)
def test_an_smtp_url_is_read(url: str, expected: tuple[Any, ...]) -> None:
    config = SmtpConfig.from_url(url)
    assert (config.host, config.port, config.security, config.username, config.password) == expected


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "begins with"),
        ("http://mail.example.org", "begins with"),
        ("mail.example.org:25", "begins with"),
        ("smtp://", "no host"),
        ("smtp://:secret@:25", "no host"),
        ("smtp://mail.example.org:99999", "port cannot be read"),
        ("smtp://mail.example.org:0", "port is 0"),
        ("smtp://u:sec?ret@mail.example.org", "percent-encoded"),
        ("smtp://u@mail.example.org", "neither"),
        ("smtp://mail.example.org/path", "percent-encoded"),
    ],
)
def test_a_bad_smtp_url_is_refused_with_the_reason_and_without_the_password(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as caught:
        SmtpConfig.from_url(url)
    assert "sec" not in str(caught.value)


def test_a_configuration_never_shows_its_password() -> None:
    assert "secret" not in repr(SmtpConfig.from_url("smtp://u:secret@mail.example.org"))


@pytest.mark.parametrize("options", [{"lanes": 0}, {"max_messages_per_connection": 0}, {"local_name": "a\r\nb"}])
def test_a_configuration_that_makes_no_sense_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"at least 1|host name"):
        SmtpConfig.from_url("smtp://mail.example.org", **options)


# Replies.

REPLIES = b"220 hi\r\n250-one\r\n250-two\r\n250 three\r\n354\r\n550 5.1.1 no\n250 2.0.0 ok\r\n"


@given(cuts=st.sets(st.integers(0, len(REPLIES))))
def test_replies_are_the_same_however_the_stream_is_cut(cuts: set[int]) -> None:
    reader, edges = ReplyReader(), [0, *sorted(cuts), len(REPLIES)]
    for start, end in pairwise(edges):
        reader.feed(REPLIES[start:end])
    assert [reply.code for reply in reader.replies] == [220, 250, 354, 550, 250]
    assert reader.replies[1].text == "one\ntwo\nthree"
    assert not reader.untouched


@pytest.mark.parametrize(
    "octets",
    [
        b"hello\r\n",
        b"25\r\n",
        b"150 early\r\n",
        b"250-a\r\n251 b\r\n",
        b"250-more\r\n" * 300,
        b"2" * 9000,
        b"2500 x\r\n",
    ],
)
def test_what_is_no_reply_is_told_so(octets: bytes) -> None:
    with pytest.raises(Garbled):
        ReplyReader().feed(octets)


@given(st.binary(max_size=3000))
def test_no_stream_of_octets_does_anything_but_make_replies_or_be_garbled(octets: bytes) -> None:
    reader = ReplyReader()
    try:
        reader.feed(octets)
    except Garbled:
        return
    assert all(200 <= reply.code <= 599 for reply in reader.replies)


@pytest.mark.parametrize(
    "text",
    [
        "5.1.1 <ayesha.khan@example.org>: unknown",
        "5.1.1 ayesha.khan@example.org unknown",
        "5.1.1 user Ayesha.Khan unknown",
        "5.1.1 prvs=1=ayesha.khan=example.org@relay.example.net unknown",
        '5.1.1 "ayesha.khan"@example.org unknown',
    ],
)
def test_a_recorded_reply_names_no_mailbox(text: str) -> None:
    told = scrubbed(text, recipient="ayesha.khan@example.org")
    assert "khan" not in told.lower()
    assert told.startswith("5.1.1")
    assert told.endswith("unknown")


def test_a_recorded_reply_is_one_short_line() -> None:
    told = scrubbed("one\ntwo " + "x" * 1000, recipient="a@example.org")
    assert told.startswith("one two x")
    assert len(told) == 300
