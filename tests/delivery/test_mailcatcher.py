"""The catcher takes what the lanes send, keeps it as it was, and is reachable from this machine only."""

import asyncio
import logging
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from delivery import mailcatcher
from delivery.mailcatcher import Envelope, MailDirectory, caught
from delivery.smtp import Outcome, SmtpConfig, run_lanes
from delivery.smtp.session import Session
from tests.delivery.fakes import MemoryLedger, parcel, parcels


def catch(directory: Path, ledger: MemoryLedger, lanes: int = 1) -> frozenset[str]:
    """Send a ledger's parcels to a catcher; what it said it can do."""

    async def scene() -> frozenset[str]:
        port = asyncio.get_running_loop().create_future()
        server = asyncio.create_task(mailcatcher.serve(port=0, directory=directory, ready=port.set_result))
        try:
            config = SmtpConfig.from_url(f"smtp://{mailcatcher.HOST}:{await port}")
            assert await run_lanes(config, ledger, lanes) == ()
            session = await Session.open(config)
            await session.quit()
            await session.drop()
            return frozenset(session.extensions)
        finally:
            server.cancel()
            await asyncio.wait([server])

    return asyncio.run(scene())


def text_of(path: Path) -> bytes:
    """The message below the catcher's two fields."""
    return path.read_bytes().split(b"\r\n", 2)[2]


@pytest.mark.parametrize("lanes", [1, 4])
def test_every_message_of_pipelined_lanes_becomes_a_file(tmp_path: Path, lanes: int) -> None:
    ledger = MemoryLedger(parcels(40))
    extensions = catch(tmp_path, ledger, lanes)
    assert {"PIPELINING", "8BITMIME", "SMTPUTF8"} <= extensions
    assert set(ledger.outcomes.values()) == {Outcome.SENT}
    assert sorted(envelope.rcpt_tos for envelope, _ in caught(tmp_path)) == sorted(
        (f"reader{id}@example.org",) for id in range(1, 41)
    )
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"one line\r\n",
        b"..\r\n",
        b"..\r\n..\r\nends with dots...\r\n\r\n",
        b"Subject: x\r\n\r\n..stuffed\r\na sentence.\r\n.. .\r\n",
        "Subject: نمبر ۳۳\r\n\r\nخان\r\n".encode(),
        b"x" * 998 + b"\r\n",
        b"Subject: large\r\n\r\n" + b"line.\r\n" * 50_000,
    ],
)
def test_a_text_is_kept_octet_for_octet(tmp_path: Path, text: bytes) -> None:
    catch(tmp_path, MemoryLedger([parcel(1, text=text), parcel(2)]))
    second, first = caught(tmp_path)
    assert text_of(first[1]) == (b"\r\n" + text).replace(b"\r\n.", b"\r\n")[2:]
    assert b"Subject: 2\r\n" in text_of(second[1])


def test_what_was_caught_is_listed_newest_first_with_its_envelope(tmp_path: Path) -> None:
    first = parcel(1, mail_from="bounce+1@unit.example.org", rcpt_to="عائشہ@example.org")
    catch(tmp_path, MemoryLedger([first, parcel(2, mail_from="bounce+2@unit.example.org")]))
    assert [envelope for envelope, _ in caught(tmp_path)] == [
        Envelope("bounce+2@unit.example.org", ("reader2@example.org",)),
        Envelope("bounce+1@unit.example.org", ("عائشہ@example.org",)),
    ]


def test_arrivals_in_one_instant_keep_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("delivery.mailcatcher.time.time_ns", lambda: 1)
    directory = MailDirectory(tmp_path)
    for number in range(12):
        directory.add(Envelope("a@example.org", (f"r{number}@example.org",)), b"\r\n")
    assert [envelope.rcpt_tos[0] for envelope, _ in caught(tmp_path)] == [
        f"r{n}@example.org" for n in range(11, -1, -1)
    ]


def test_nothing_was_caught_where_there_is_no_catcher_yet(tmp_path: Path) -> None:
    assert list(caught(tmp_path / "absent")) == []


def test_a_line_that_other_servers_refuse_is_refused(tmp_path: Path) -> None:
    ledger = MemoryLedger([parcel(1, text=b"x" * 999 + b"\r\n"), parcel(2)])
    catch(tmp_path, ledger)
    assert ledger.outcomes == {1: Outcome.FAILED, 2: Outcome.SENT}
    assert len(list(caught(tmp_path))) == 1


def test_no_address_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    catch(tmp_path, MemoryLedger(parcels(3)))
    assert "example.org" not in caplog.text


def test_the_command_serves_on_loopback_and_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def serve(*, port: int, directory: Path, ready: Callable[[int], None]) -> None:
        assert (port, directory) == (0, tmp_path)
        ready(4321)

    monkeypatch.setattr("delivery.mailcatcher.serve", serve)
    output = StringIO()
    call_command("mailcatcher", "--port", "0", "--dir", str(tmp_path), stdout=output)
    assert output.getvalue() == f"Catching mail on 127.0.0.1:4321, into {tmp_path}\n"


def test_no_other_host_can_be_asked_for(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="unrecognized arguments"):
        call_command("mailcatcher", "--host", "0.0.0.0", "--dir", str(tmp_path))  # noqa: S104 - refused
