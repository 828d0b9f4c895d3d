"""The fake SMTP server of a run, in a process of its own: ``python -m tests.chaos.server FOLDER``.

The folder holds `manner.json`; the server adds `journal.jsonl` and `gauge`. SIGUSR1 lets it go away for a while: nobody
listens, and every connection is cut.
"""

import asyncio
import signal
import sys
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

from tests.chaos.gauge import Gauge
from tests.chaos.journal import Journal, Pen
from tests.chaos.manner import DROP, GARBAGE, HALF, Fault, Manner, Stage
from tests.delivery.fakes import Caught, Connection, Do, FakeSmtp

JOURNAL, GAUGE, MANNER = "journal.jsonl", "gauge", "manner.json"


class ChaosSmtp(FakeSmtp):
    """A `FakeSmtp` that keeps a journal instead of the mail, and errs by the dice."""

    def __init__(self, manner: Manner, pen: Pen, gauge: Gauge) -> None:
        super().__init__(pipelining=manner.pipelining, eight_bit=manner.eight_bit, chunking=manner.chunking)
        self.port = manner.port
        self.manner = manner
        self.pen = pen
        self.gauge = gauge
        self.chance = Random(f"{manner.seed}, life {pen.life}")
        self.names = (f"{pen.life}.{number}" for number in count(1))
        self._left: dict[Fault, int | None] = {fault: fault.times for fault in manner.faults}

    def accept(self) -> Connection:
        return _Conversation(self)

    def keep(self, message: Caught) -> None:
        self.pen.taken(message.rcpt_tos, message.octets)
        self.gauge.add(taken=len(message.rcpt_tos))

    def action(self, stage: Stage, address: str) -> str | bytes | Do | None:
        for fault, left in self._left.items():
            ripe = fault.stage == stage and left != 0 and self.gauge.taken >= fault.after
            if ripe and fault.strikes(self.chance, address):
                self._left[fault] = None if left is None else left - 1
                return _ACTIONS.get(fault.do, fault.do)
        return None

    def hold(self) -> float:
        """How long this text stays on the wire, in seconds."""
        return self.chance.uniform(0.5, 1.5) * self.manner.hold


_ACTIONS: dict[str, str | bytes | Do] = {
    DROP: Do.DROP,
    HALF: Do.HALF_A_REPLY,
    GARBAGE: b"\x16\x03\x01 this is no mail server\r\n",
}


class _Conversation(Connection):
    """One connection. What it answers to one group goes out in one write, as servers do that pipeline."""

    server: ChaosSmtp

    def __init__(self, server: ChaosSmtp) -> None:
        super().__init__(server)
        self.name = next(server.names)
        self._replies: list[bytes] = []
        self._on_wire = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._flush()

    # What is on the wire.

    def data_received(self, data: bytes) -> None:
        if self.in_text:
            self._on_the_wire()
        super().data_received(data)
        if self.chunk:  # BDAT came, and its text not yet to the end
            self._on_the_wire()
        if (self.in_text or self.chunk) and self.server.action("reading", self.transaction.last_rcpt) is Do.DROP:
            self.end()

    def connection_lost(self, exc: Exception | None) -> None:
        self._off_the_wire()
        super().connection_lost(exc)

    def _on_the_wire(self) -> None:
        if not self._on_wire:
            self._on_wire = True
            self.server.gauge.add(on_wire=1)

    def _off_the_wire(self) -> None:
        if self._on_wire:
            self._on_wire = False
            self.server.gauge.add(on_wire=-1)

    # Slowness.

    def take_text(self, text: bytes) -> None:
        """Hold it for a while: some servers take a message and then are slow to say so, others are slow to take it."""
        self._on_the_wire()
        self.listening = False
        if self.server.chance.random() < 0.5:
            super().take_text(text)
            rest = self._listen_again
        else:
            rest = partial(self._take_late, text)
        asyncio.get_running_loop().call_later(self.server.hold(), rest)

    def _take_late(self, text: bytes) -> None:
        super().take_text(text)
        self._listen_again()

    def _listen_again(self) -> None:
        self._off_the_wire()
        self.listening = True
        self.go_on()

    # What is written down.

    def rcpt(self, rest: str) -> None:
        known = len(self.transaction.rcpt_tos)
        super().rcpt(rest)
        for recipient in self.transaction.rcpt_tos[known:]:
            self.server.pen.offered(self.name, recipient)

    def quit(self, rest: str) -> None:
        self.server.pen.left(self.name)
        super().quit(rest)

    # What goes out.

    def go_on(self) -> None:
        super().go_on()
        if self.listening:
            self._flush()

    def perform(self, action: str | bytes | Do) -> str | bytes | Do:
        if self.transport is None:  # whoever sent this text has gone meanwhile
            return action
        super().perform(action)
        if isinstance(action, str) and action.startswith("421"):
            self.hang_up()
        return action

    def send(self, octets: bytes) -> None:
        self._replies.append(octets)

    def hang_up(self) -> None:
        self._flush()
        super().hang_up()

    def _flush(self) -> None:
        replies, self._replies = self._replies, []
        if self.transport is None or not replies:
            return
        if len(replies) > 1 and self.server.action("order", self.transaction.last_rcpt):
            replies.sort(key=lambda reply: not reply.startswith(b"354"))
        self.transport.write(b"".join(replies))


async def serve(folder: Path) -> None:
    """Serve until killed."""
    manner = Manner.read(folder / MANNER)
    pen, gauge, go_away = Pen(folder / JOURNAL), Gauge(folder / GAUGE), asyncio.Event()
    gauge.begin(taken=len(Journal.read(folder / JOURNAL).taken))
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, go_away.set)
    server = ChaosSmtp(manner, pen, gauge)
    while True:
        async with server:
            await go_away.wait()
        go_away.clear()
        await asyncio.sleep(manner.away)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
