"""A scriptable SMTP server: takes mail, refuses it, or breaks at any point, as a test says."""

import asyncio
import contextlib
import ssl
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal, Self

from delivery.smtp import Outcome, Parcel, Settlement

Stage = Literal[
    "greeting", "ehlo", "helo", "starttls", "auth", "mail", "rcpt", "data", "bdat", "body", "text", "rset", "quit"
]


class Do(Enum):
    """What a server may do instead of answering."""

    DROP = auto()  # close the connection
    NOTHING = auto()  # stay silent for ever
    STOP_READING = auto()  # leave the text in the sender's buffers
    HALF_A_REPLY = auto()  # and close the connection


@dataclass(slots=True)
class Rule:
    """At `stage`, for this address ("*": any; for MAIL the sender, later the recipient), so many times."""

    stage: Stage
    action: str | bytes | Do
    address: str
    times: float
    skip: int


@dataclass(frozen=True, slots=True)
class Caught:
    """A message that the server took; `octets` without stuffed dots."""

    mail_from: str
    rcpt_tos: tuple[str, ...]
    octets: bytes
    parameters: str


@dataclass(slots=True)
class Transaction:
    mail_from: str = ""
    parameters: str = ""
    rcpt_tos: list[str] = field(default_factory=list)
    last_rcpt: str = ""


class FakeSmtp:
    """``async with FakeSmtp() as server``, or ``with FakeSmtp().in_thread() as server`` for code that has its own loop.

    Answers as a well-behaved server until told otherwise:
    ``server.on("rcpt", "550 5.1.1 no", address="a@example.org")``. An action is a reply (str), raw octets
    (bytes) or a `Do`. Stage "body" comes after 354, or when BDAT has named the size of what follows; "text" at the
    final dot, or at the last octet of the chunk; "bdat" instead of taking the chunk.
    """

    def __init__(
        self,
        *,
        pipelining: bool = True,
        chunking: bool = False,
        eight_bit: bool = True,
        smtputf8: bool = True,
        size: int = 0,
        auth: tuple[str, ...] = (),
        logins: dict[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        implicit_tls: bool = False,
        data_without_recipient: bool = False,
    ) -> None:
        self.offers = [
            *(["PIPELINING"] if pipelining else []),
            *(["CHUNKING"] if chunking else []),
            *(["8BITMIME"] if eight_bit else []),
            *(["SMTPUTF8"] if smtputf8 else []),
            *([f"SIZE {size}"] if size else []),
            *([f"AUTH {' '.join(auth)}"] if auth else []),
        ]
        self.logins = logins or {}
        self.tls = tls
        self.implicit_tls = implicit_tls
        self.data_without_recipient = data_without_recipient  # answer 354 though every RCPT was refused
        self.caught: list[Caught] = []
        self.commands: list[str] = []
        self.connections = 0
        self.groups_behind_text = 0  # final dots that came in one group with the commands after them
        self.discarded_texts = 0  # DATA or BDAT begun and never ended
        self.silences = 0  # how often it was told to answer nothing
        self.port = 0  # any free one, unless chosen before it serves
        self.hesitation = 0.0  # seconds before it answers to a text
        self._rules: list[Rule] = []
        self._open: set[Connection] = set()
        self._server: asyncio.Server | None = None

    def on(
        self, stage: Stage, action: str | bytes | Do, *, address: str = "*", times: float = float("inf"), skip: int = 0
    ) -> Self:
        """From now on, after `skip` times of doing nothing special."""
        self._rules.append(Rule(stage, action, address, times, skip))
        return self

    @property
    def recipients(self) -> list[str]:
        """Of all caught messages, in order."""
        return [recipient for message in self.caught for recipient in message.rcpt_tos]

    def url(self, credentials: str = "") -> str:
        scheme = "smtps" if self.implicit_tls else "smtp+starttls" if self.tls else "smtp"
        return f"{scheme}://{credentials}localhost:{self.port}"

    def action(self, stage: Stage, address: str) -> str | bytes | Do | None:
        for rule in self._rules:
            if rule.stage == stage and rule.address in ("*", address) and rule.times > 0:
                if rule.skip:
                    rule.skip -= 1
                    return None
                rule.times -= 1
                return rule.action
        return None

    def accept(self) -> "Connection":
        """What speaks with a new caller; a server with other manners returns one of its own."""
        return Connection(self)

    def keep(self, message: Caught) -> None:
        """Take responsibility for a message; called before its 250 is written."""
        self.caught.append(message)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.get_running_loop().create_server(
            self.accept, "127.0.0.1", self.port, ssl=self.tls if self.implicit_tls else None
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        assert self._server is not None
        self._server.close()
        for connection in list(self._open):
            connection.end()
        while self._open:
            await asyncio.sleep(0)

    @contextlib.contextmanager
    def in_thread(self) -> Iterator[Self]:
        """Serve from a thread with a loop of its own."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        asyncio.run_coroutine_threadsafe(self.__aenter__(), loop).result()
        try:
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(self.__aexit__(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()


class Connection(asyncio.Protocol):
    """One conversation."""

    def __init__(self, server: FakeSmtp) -> None:
        self.server = server
        self.buffer = b""
        self.in_text = False
        self.chunk = 0  # octets that BDAT has announced
        self.login: list[bytes] | None = None
        self.transaction = Transaction()
        self.transport: asyncio.Transport | None = None
        self.secured = False
        self.upgrade: asyncio.Task[None] | None = None
        self.listening = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.server.connections += 1
        self.server._open.add(self)
        self.do("greeting", "220 fake.example.org ESMTP")

    def connection_lost(self, exc: Exception | None) -> None:
        self.server.discarded_texts += self.in_text or bool(self.chunk)
        self.transport = None
        self.server._open.discard(self)

    def end(self) -> None:
        if self.transport is not None:
            self.transport.abort()
        else:
            self.server._open.discard(self)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self.go_on()

    def go_on(self) -> None:
        while self.listening and self.transport is not None and not self.transport.is_closing() and self.step():
            pass

    def step(self) -> bool:
        if self.chunk:
            return self.take_chunk()
        if self.in_text:
            text, dot, rest = (b"\r\n" + self.buffer).partition(b"\r\n.\r\n")
            if dot:
                self.buffer = rest
                self.take_text(((text + b"\r\n").replace(b"\r\n.", b"\r\n"))[2:])
            return bool(dot)
        line, end, rest = self.buffer.partition(b"\r\n")
        if end:
            self.buffer = rest
            self.take_command(line.decode())
        return bool(end)

    def do(self, stage: Stage, usual: str, address: str = "*") -> str | bytes | Do:
        """Follow the script, or answer as usual; what was done."""
        return self.perform(self.server.action(stage, address) or usual)

    def perform(self, action: str | bytes | Do) -> str | bytes | Do:
        assert self.transport is not None
        if action is Do.DROP:
            self.hang_up()
        elif action is Do.HALF_A_REPLY:
            self.send(b"25")
            self.hang_up()
        elif action is Do.NOTHING:
            self.server.silences += 1
            self.listening = False
        elif action is Do.STOP_READING:
            self.transport.pause_reading()
        elif isinstance(action, bytes):
            self.send(action)
        elif isinstance(action, str):
            self.send(action.encode() + b"\r\n")
        return action

    def send(self, octets: bytes) -> None:
        assert self.transport is not None
        self.transport.write(octets)

    def hang_up(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def take_command(self, line: str) -> None:
        self.server.commands.append(line)
        if self.login is not None:
            self.take_login(line)
            return
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        answers: dict[str, Callable[[str], object]] = {
            "EHLO": self.ehlo,
            "HELO": self.helo,
            "STARTTLS": self.starttls,
            "AUTH": self.auth,
            "MAIL": self.mail,
            "RCPT": self.rcpt,
            "DATA": self.data,
            **({"BDAT": self.bdat} if "CHUNKING" in self.server.offers else {}),
            "RSET": self.rset,
            "QUIT": self.quit,
        }
        if verb in answers:
            answers[verb](rest)
        else:
            self.perform("500 5.5.1 unknown command")

    def helo(self, rest: str) -> None:
        self.do("helo", "250 fake.example.org")

    def ehlo(self, rest: str) -> None:
        self.transaction = Transaction()
        offers = [*self.server.offers]
        if self.server.tls and not (self.secured or self.server.implicit_tls):
            offers.append("STARTTLS")
        lines = ["fake.example.org at your service", *offers]
        self.do("ehlo", "\r\n".join(f"250{'-' if line is not lines[-1] else ' '}{line}" for line in lines))

    def starttls(self, rest: str) -> None:
        if self.do("starttls", "220 go ahead") == "220 go ahead":
            self.listening = False
            self.upgrade = asyncio.get_running_loop().create_task(self.secure())

    async def secure(self) -> None:
        assert self.transport is not None
        assert self.server.tls is not None
        plain = self.transport
        try:
            self.transport = await asyncio.get_running_loop().start_tls(plain, self, self.server.tls, server_side=True)
            self.secured = self.listening = True
            self.go_on()
        except OSError:
            plain.abort()
            self.connection_lost(None)

    def auth(self, rest: str) -> None:
        mechanism, _, initial = rest.partition(" ")
        if mechanism == "LOGIN":
            self.login = []
            self.do("auth", "334 VXNlcm5hbWU6")
        else:
            self.check_login(initial)

    def take_login(self, line: str) -> None:
        assert self.login is not None
        self.login.append(line.encode())
        if len(self.login) == 1:
            self.do("auth", "334 UGFzc3dvcmQ6")
        else:
            self.login = None
            self.check_login(" ".join(self.server.commands[-2:]))

    def check_login(self, offered: str) -> None:
        good = offered in self.server.logins.values()
        self.do("auth", "235 2.7.0 welcome" if good else "535 5.7.8 wrong user name or password")

    def mail(self, rest: str) -> None:
        address, _, parameters = rest.removeprefix("FROM:<").partition(">")
        if str(self.do("mail", "250 2.1.0 ok", address)).startswith("2"):
            self.transaction = Transaction(mail_from=address or "<>", parameters=parameters.strip())

    def rcpt(self, rest: str) -> None:
        address = rest.removeprefix("TO:<").partition(">")[0]
        if not self.transaction.mail_from:
            self.do("rcpt", "503 5.5.1 MAIL first")
            return
        self.transaction.last_rcpt = address
        if str(self.do("rcpt", "250 2.1.5 ok", address)).startswith("2"):
            self.transaction.rcpt_tos.append(address)

    def data(self, rest: str) -> None:
        if not self.transaction.rcpt_tos and not self.server.data_without_recipient:
            self.do("data", "503 5.5.1 no valid recipients")
        elif str(self.do("data", "354 go ahead", self.transaction.last_rcpt)).startswith("354"):
            self.in_text = True
            self.perform(self.server.action("body", self.transaction.last_rcpt) or b"")

    def bdat(self, rest: str) -> None:
        """RFC 3030, of one chunk that is the last; refused, it is not read, so what follows is taken for commands."""
        size, last = rest.split(" ")
        assert last == "LAST"
        refusal = self.server.action("bdat", self.transaction.last_rcpt)
        if refusal is not None:
            self.perform(refusal)
            return
        self.chunk = int(size)
        self.perform(self.server.action("body", self.transaction.last_rcpt) or b"")

    def take_chunk(self) -> bool:
        if len(self.buffer) < self.chunk:
            return False
        text, self.buffer, self.chunk = self.buffer[: self.chunk], self.buffer[self.chunk :], 0
        self.take_text(text)
        return True

    def take_text(self, text: bytes) -> None:
        self.in_text = False
        self.server.groups_behind_text += bool(self.buffer)
        transaction, self.transaction = self.transaction, Transaction()
        usual = "250 2.0.0 ok: queued as 4F2A" if transaction.rcpt_tos else "554 5.5.1 no valid recipients"
        action = self.server.action("text", transaction.last_rcpt) or usual
        taken = isinstance(action, Do) or (isinstance(action, str) and action.startswith("2"))
        if taken and transaction.rcpt_tos:  # a server that goes silent or away here has taken the message
            sender = transaction.mail_from.replace("<>", "")
            self.server.keep(Caught(sender, tuple(transaction.rcpt_tos), text, transaction.parameters))
        if self.server.hesitation:
            self.listening = False
            asyncio.get_running_loop().call_later(self.server.hesitation, self.answer_late, action)
        else:
            self.perform(action)

    def answer_late(self, action: str | bytes | Do) -> None:
        if self.transport is not None:
            self.listening = True
            self.perform(action)
            self.go_on()

    def rset(self, rest: str) -> None:
        self.transaction = Transaction()
        self.do("rset", "250 2.0.0 ok")

    def quit(self, rest: str) -> None:
        self.do("quit", "221 2.0.0 bye")
        self.hang_up()


class MemoryLedger:
    """A `delivery.smtp.Ledger` in memory; `log` holds every turn as (settled id, marked id), in order."""

    def __init__(self, parcels: Iterable[Parcel], *, refuse_marks: Collection[int] = ()) -> None:
        self.waiting = deque(parcels)
        self.refuse_marks = refuse_marks
        self.settlements: list[Settlement] = []
        self.log: list[tuple[int | None, int | None]] = []

    async def next_parcel(self) -> Parcel | None:
        return self.waiting.popleft() if self.waiting else None

    async def turn(self, *, settle: Settlement | None, mark: int | None) -> bool:
        self.log.append((settle.id if settle else None, mark))
        if settle is not None:
            self.settlements.append(settle)
        return mark is not None and mark not in self.refuse_marks

    @property
    def outcomes(self) -> dict[int, Outcome]:
        """Each message's end; a message that was settled twice is an error, unless DATA was tried after BDAT."""
        ends: dict[int, Settlement] = {}
        for settlement in self.settlements:
            assert settlement.id not in ends or ends[settlement.id].reply == "the server does not know BDAT"
            ends[settlement.id] = settlement
        return {id: settlement.outcome for id, settlement in ends.items()}

    def settlement(self, id: int) -> Settlement:
        return next(settlement for settlement in self.settlements if settlement.id == id)


def parcel(
    id: int, *, rcpt_to: str = "", mail_from: str = "bounce@unit.example.org", text: bytes | None = None
) -> Parcel:
    """A small message to reader<id>@example.org."""
    octets = text if text is not None else b"Subject: %d\r\n\r\nGood day\r\n" % id
    return Parcel(id, mail_from, rcpt_to or f"reader{id}@example.org", lambda eight_bit: octets)


def parcels(count: int) -> list[Parcel]:
    """Messages 1 to `count`."""
    return [parcel(id) for id in range(1, count + 1)]
