"""An SMTP server in a process of its own that counts messages and keeps nothing.

``python -m benchmarks.sink [DELAY]`` prints its port and serves until its standard input is closed. With a delay, in
seconds, it answers each group of commands so long after the group has come, as a server far away would.
"""

import asyncio
import contextlib
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

HOST = "127.0.0.1"
_REPLIES = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"HELO": b"250 sink\r\n",
    b"DATA": b"354 go ahead\r\n",
    b"QUIT": b"221 bye\r\n",
}


class MailSink(Protocol):
    """Where a benchmark's mail goes."""

    @property
    def port(self) -> int: ...

    def taken(self) -> int:
        """How many messages it has got so far."""


class _Sink(asyncio.Protocol):
    taken = 0  # by all connections together
    delay = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._rest = b""
        self._in_text = False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._rest += data
        answers = []
        while answer := self._take_text() if self._in_text else self._take_command():
            answers.append(answer)
        if not answers:
            return
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, self._answer, answers)
        else:
            self._answer(answers)

    def _answer(self, answers: list[bytes]) -> None:
        self._transport.write(b"".join(answers))
        if _REPLIES[b"QUIT"] in answers:
            self._transport.close()

    def _take_text(self) -> bytes:
        end = self._rest.find(b"\r\n.\r\n")
        if end < 0:
            self._rest = self._rest[-4:]
            return b""
        self._rest = self._rest[end + 5 :]
        self._in_text = False
        _Sink.taken += 1
        return b"250 ok\r\n"

    def _take_command(self) -> bytes:
        line, end, rest = self._rest.partition(b"\r\n")
        if not end:
            return b""
        self._rest = rest
        verb = line[:4].upper()
        if verb == b"DATA":
            self._in_text = True
            self._rest = b"\r\n" + rest  # so that a text without a line ends as all others do
        if verb == b"NOOP":
            return b"250 %d\r\n" % _Sink.taken
        return _REPLIES.get(verb, b"250 ok\r\n")


async def _serve(delay: float) -> None:
    _Sink.delay = delay
    loop = asyncio.get_running_loop()
    async with await loop.create_server(_Sink, HOST, 0) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await loop.run_in_executor(None, sys.stdin.read)


@dataclass(frozen=True, slots=True)
class Sink:
    """A running sink."""

    port: int

    def taken(self) -> int:
        """How many messages it has got so far."""
        with smtplib.SMTP(HOST, self.port) as client:
            return int(client.noop()[1])


@contextlib.contextmanager
def running_sink(*, delay: float = 0) -> Iterator[Sink]:
    """Start one that answers after `delay` seconds, and stop it."""
    command = [sys.executable, "-m", "benchmarks.sink", str(delay)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Sink(int(process.stdout.readline()))
        process.stdin.close()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1]) if len(sys.argv) > 1 else 0.0))
