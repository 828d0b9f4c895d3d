"""A mail server that keeps what it is given: the demo's and the developer's end of the line.

It listens on 127.0.0.1 and nowhere else, and delivers nothing. Each message becomes a file in a
maildir's `new/`, below the two fields by which a mail server notes the envelope.
"""

import asyncio
import itertools
import logging
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.smtp import SMTP, Session

HOST = "127.0.0.1"
_LARGEST_MESSAGE = 32 * 2**20
_LONGEST_LINE = 1000  # with CRLF; RFC 5321, 4.5.3.1.6


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sent a caught message, to whom. Addresses as they stood on the wire."""

    mail_from: str
    rcpt_tos: tuple[str, ...]


class MailDirectory:
    """A maildir to which nothing is added but whole messages. Files are not synced: this is no archive."""

    def __init__(self, path: Path) -> None:
        self._new, self._tmp = path / "new", path / "tmp"
        for directory in (self._new, self._tmp, path / "cur"):
            directory.mkdir(parents=True, exist_ok=True)
        self._numbers = itertools.count()

    def add(self, envelope: Envelope, octets: bytes) -> None:
        """Write one message; its file's name sorts by the time of its arrival."""
        name = f"{time.time_ns()}.{os.getpid()}_{next(self._numbers)}.caught"
        recipients = "".join(f"Delivered-To: {recipient}\r\n" for recipient in envelope.rcpt_tos)
        head = f"Return-Path: <{envelope.mail_from}>\r\n{recipients}".encode(errors="surrogateescape")
        (self._tmp / name).write_bytes(head + octets)
        (self._tmp / name).rename(self._new / name)


class _Greeter:
    """aiosmtpd's event handler: adds to the answer to EHLO what the protocol below can do."""

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: object, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]


class CatcherProtocol(SMTP):
    """aiosmtpd, which takes commands in groups (it answers them in order, which is all that RFC 2920 asks)
    and reads a text by the piece and not by the line."""

    line_length_limit = _LARGEST_MESSAGE  # the stream's; a text's lines are measured below

    def __init__(self, directory: MailDirectory) -> None:
        super().__init__(
            _Greeter(), data_size_limit=_LARGEST_MESSAGE, enable_SMTPUTF8=True, hostname="localhost", ident="catcher"
        )
        self._directory = directory

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        """Keep the text, or refuse it for a line that any server may refuse."""
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 no recipients")
            return
        await self.push("354 end data with <CR><LF>.<CR><LF>")
        text = await self._read_text()
        envelope = Envelope(self.envelope.mail_from or "", tuple(self.envelope.rcpt_tos))
        self.envelope = self._create_envelope()
        if max(map(len, text.split(b"\n"))) >= _LONGEST_LINE:
            await self.push("500 5.6.0 a line is longer than 998 octets")
            return
        self._directory.add(envelope, text)
        await self.push("250 2.0.0 caught")

    async def _read_text(self) -> bytes:
        """Everything before the final dot, without stuffed dots."""
        text = bytearray(b"\r\n")
        while not text.endswith(b"\r\n.\r\n"):
            text += await self._reader.readuntil(b".\r\n")
        return bytes(text[2:-3]).replace(b"\r\n..", b"\r\n.").removeprefix(b".")


async def serve(*, port: int, directory: Path, ready: Callable[[int], None]) -> None:
    """Catch mail until cancelled; `ready` is told the port once it is open (`port` 0 lets the system choose)."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's: below that it writes addresses
    mail = MailDirectory(directory)
    server = await asyncio.get_running_loop().create_server(lambda: CatcherProtocol(mail), HOST, port)
    async with server:
        ready(server.sockets[0].getsockname()[1])
        await server.serve_forever()


def caught(directory: Path) -> Iterator[tuple[Envelope, Path]]:
    """What was caught, newest first. A file holds the message below its `Return-Path` and `Delivered-To` fields."""
    for path in sorted((directory / "new").glob("*.caught"), key=_arrival, reverse=True):
        yield _envelope(path), path


def _arrival(path: Path) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", path.name)))


def _envelope(path: Path) -> Envelope:
    fields: dict[str, list[str]] = {"Return-Path": [], "Delivered-To": []}
    with path.open(encoding="utf-8", errors="surrogateescape", newline="\r\n") as lines:
        for line in lines:
            name, _, value = line.rstrip("\r\n").partition(": ")
            if name not in fields:
                break
            fields[name].append(value)
    return Envelope(fields["Return-Path"][0].strip("<>"), tuple(fields["Delivered-To"]))
