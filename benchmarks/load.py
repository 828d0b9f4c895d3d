"""Readers at a web server of this machine: a few connections that ask for one page again and again."""

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.sink import HOST

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_ETAG = re.compile(rb"\r\netag: *([^\r]+)", re.IGNORECASE)


@dataclass(slots=True)
class Answers:
    """What came back within the time."""

    count: int = 0
    seconds: float = 0.0
    size: int = 0  # bytes of the last one, head and body
    etag: str = ""  # of the last one
    wrong: set[str] = field(default_factory=set)  # first lines of what was not expected


class _Reader(asyncio.Protocol):
    """One connection that is kept open, as the proxy in front keeps its own; asks until the deadline has passed."""

    def __init__(self, question: bytes, expected: bytes, deadline: float, answers: Answers) -> None:
        self.question, self.expected, self.deadline, self.answers = question, expected, deadline, answers
        self.done = asyncio.get_running_loop().create_future()
        self.got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.question)

    def data_received(self, data: bytes) -> None:
        self.got += data
        end = self.got.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self.got[:end]
        length = _LENGTH.search(head)
        if length and len(self.got) < end + 4 + int(length[1]) and b" 304 " not in head[:16]:
            return
        if not length and b" 304 " not in head[:16]:
            self.answers.wrong.add("an answer without a length")
        self._finish(head)

    def _finish(self, head: bytes) -> None:
        if not head.startswith(self.expected):
            self.answers.wrong.add(head.partition(b"\r\n")[0].decode(errors="replace"))
        etag = _ETAG.search(head)
        self.answers.etag = etag[1].decode() if etag else ""
        self.answers.size, self.got = len(self.got), b""
        self.answers.count += 1
        if self.answers.wrong or time.perf_counter() > self.deadline:
            self.transport.close()
        else:
            self.transport.write(self.question)

    def connection_lost(self, error: Exception | None) -> None:
        if time.perf_counter() < self.deadline and not self.answers.wrong:
            self.answers.wrong.add(f"the connection was closed: {error}")
        self.done.set_result(None)


def ask(port: int, path: str, *, host: str, seconds: float, readers: int, status: int = 200, **more: str) -> Answers:
    """Ask for `path` over and over, by `readers` connections for so many seconds; further headers by `more`.

    Raises:
        AssertionError: something came back that is not of `status`.
    """
    return asyncio.run(_ask(port, path, {"Host": host, **more}, status, seconds, readers))


async def _ask(port: int, path: str, headers: Mapping[str, str], status: int, seconds: float, readers: int) -> Answers:
    words = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    question = f"GET {path} HTTP/1.1\r\n{words}\r\n".encode()
    answers, loop, began = Answers(), asyncio.get_running_loop(), time.perf_counter()
    made = [
        await loop.create_connection(
            lambda: _Reader(question, f"HTTP/1.1 {status} ".encode(), began + seconds, answers), HOST, port
        )
        for _reader in range(readers)
    ]
    await asyncio.gather(*(protocol.done for _transport, protocol in made))
    answers.seconds = time.perf_counter() - began
    assert not answers.wrong, (path, answers.wrong)
    return answers
