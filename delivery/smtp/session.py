"""One connection to an SMTP server: greeting, TLS, authentication, and the exchange of octets.

An asyncio Protocol and not a StreamReader: a message costs one write and a few replies, and the
layers between would cost more than both. (asyncio sets TCP_NODELAY by itself.)
"""

import asyncio
import contextlib
import re
from base64 import b64encode
from typing import cast

from delivery.smtp.config import SmtpConfig
from delivery.smtp.ledger import ProviderDown
from delivery.smtp.replies import Garbled, Reply, ReplyReader, scrubbed

# More than any final dot with the envelope that follows it, see `text_held_back`.
_TAIL = 4096


class ConnectionLost(Exception):
    """The connection was cut, or the server did not answer in time."""


class Session(asyncio.Protocol):
    """Open one with `Session.open`; end it with `quit`, and in every case with `drop`."""

    def __init__(self, config: SmtpConfig) -> None:
        self.extensions: dict[str, str] = {}
        self.text_held_back = False
        """Octets wait in this process, more than a final dot and an envelope: no dot, and no last octet of a chunk,
        has left. With TLS, whose layers hold octets of their own, it errs towards False."""
        self._config = config
        self._transport: asyncio.Transport | None = None
        self._reader = ReplyReader()
        self._fault: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._closed = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(cls, config: SmtpConfig) -> "Session":
        """Connect, secure, authenticate; ProviderDown when the server or the network does not let us."""
        session = cls(config)
        try:
            await session._connect()
            await session._introduce()
        except (ConnectionLost, Garbled) as fault:
            await session.drop()
            raise ProviderDown(f"{config.host}: {fault}") from fault
        except BaseException:
            await session.drop()
            raise
        return session

    # What a lane does with it.

    @property
    def eight_bit(self) -> bool:
        """RFC 6152."""
        return "8BITMIME" in self.extensions

    @property
    def pipelining(self) -> bool:
        """RFC 2920."""
        return "PIPELINING" in self.extensions

    @property
    def chunking(self) -> bool:
        """RFC 3030."""
        return "CHUNKING" in self.extensions

    @property
    def size_limit(self) -> int:
        """RFC 1870: octets; 0 for no stated limit."""
        limit = self.extensions.get("SIZE", "")
        return int(limit) if limit.isascii() and limit.isdigit() else 0

    def write(self, *octets: bytes) -> None:
        """Send, all in one; when this raises, nothing was sent."""
        if self._reader.replies:
            # Nothing is outstanding when a group begins: this is a farewell, or a lost conversation.
            self._take()
            raise Garbled("the server sent a reply that nobody asked for")
        if self._fault is not None:
            raise self._fault
        if self._transport is None:
            raise ConnectionLost("the connection is closed")
        self._transport.write(b"".join(octets))

    async def reply(self, patience: float) -> Reply:
        """The next reply; raises ConnectionLost, Garbled, or ProviderDown for 421."""
        if not self._reader.replies:
            await self._wait(patience)
        return self._take()

    async def command(self, line: bytes) -> Reply:
        """One command, in lock-step."""
        self.write(line + b"\r\n")
        return await self.reply(self._config.timeouts.command)

    async def quit(self) -> None:
        """Part in peace, as far as the server lets us: all that mattered was said before."""
        with contextlib.suppress(ConnectionLost, Garbled, ProviderDown):
            self.write(b"QUIT\r\n")
            await self.reply(self._config.timeouts.quit)

    async def drop(self) -> None:
        """Close at once; a text without its final dot is thus thrown away by the server."""
        if self._transport is not None:
            self._transport.abort()
            await self._closed

    # The beginning of a connection.

    async def _connect(self) -> None:
        config = self._config
        tls = config.tls_context() if config.security == "tls" else None
        try:
            async with asyncio.timeout(config.timeouts.connect):
                await asyncio.get_running_loop().create_connection(lambda: self, config.host, config.port, ssl=tls)
        except TimeoutError:
            raise ProviderDown(f"{config.host}: no connection within {config.timeouts.connect:g} s") from None
        except OSError as error:
            raise ProviderDown(f"{config.host}: {error}") from error

    async def _introduce(self) -> None:
        greeting = await self.reply(self._config.timeouts.greeting)
        if greeting.code != 220:
            raise self._refused("the greeting", greeting)
        await self._hello()
        if self._config.security == "starttls":
            await self._start_tls()
            await self._hello()
        if self._config.username:
            await self._authenticate()

    async def _hello(self) -> None:
        name = self._config.local_name.encode() or self._address_literal()
        reply = await self.command(b"EHLO " + name)
        if not reply.positive:
            reply = await self.command(b"HELO " + name)
            if not reply.positive:
                raise self._refused("HELO", reply)
            self.extensions = {}
            return
        offers = (re.split("[ =]", line.strip().upper(), maxsplit=1) for line in reply.text.split("\n")[1:])
        self.extensions = {offer[0]: "".join(offer[1:]) for offer in offers}

    def _address_literal(self) -> bytes:
        address = str(self._transport.get_extra_info("sockname")[0]) if self._transport else ""
        return f"[IPv6:{address}]".encode() if ":" in address else f"[{address}]".encode()

    async def _start_tls(self) -> None:
        """RFC 3207: what was said before TLS, by whomever, does not count after it."""
        if "STARTTLS" not in self.extensions:
            raise ProviderDown(f"{self._config.host}: the server offers no STARTTLS")
        reply = await self.command(b"STARTTLS")
        if reply.code != 220:
            raise self._refused("STARTTLS", reply)
        if not self._reader.untouched:
            raise Garbled("the server, or someone between, spoke on before TLS began")
        self._transport = await self._wrapped(self._transport)

    async def _wrapped(self, transport: asyncio.Transport | None) -> asyncio.Transport:
        if transport is None:
            raise ConnectionLost("the connection was cut before TLS began")
        try:
            secure = await asyncio.get_running_loop().start_tls(
                transport,
                self,
                self._config.tls_context(),
                server_hostname=self._config.host,
                ssl_handshake_timeout=self._config.timeouts.connect,
            )
        except BaseException as error:
            # After a failed handshake nobody calls our connection_lost: `drop` must not wait for it.
            self._transport = None
            transport.abort()
            if isinstance(error, OSError):
                raise ProviderDown(f"{self._config.host}: {error}") from error
            raise
        if secure is None:
            raise ConnectionLost("the connection was cut while TLS began")
        secure.set_write_buffer_limits(high=_TAIL, low=_TAIL)
        return secure

    async def _authenticate(self) -> None:
        """RFC 4954, with PLAIN or LOGIN."""
        user, password = self._config.username.encode(), self._config.password.encode()
        mechanisms = self.extensions.get("AUTH", "").split()
        if "PLAIN" in mechanisms:
            reply = await self.command(b"AUTH PLAIN " + b64encode(b"\0%b\0%b" % (user, password)))
        elif "LOGIN" in mechanisms:
            reply = await self.command(b"AUTH LOGIN")
            for answer in (user, password):
                if reply.code == 334:
                    reply = await self.command(b64encode(answer))
        else:
            raise ProviderDown(f"{self._config.host}: the server offers neither AUTH PLAIN nor AUTH LOGIN")
        if reply.code != 235:
            raise self._refused("user name and password", reply)

    def _refused(self, what: str, reply: Reply) -> ProviderDown:
        text = scrubbed(reply.text, recipient=self._config.username)
        return ProviderDown(f"{self._config.host} refused {what}: {reply.code} {text}", reply.code)

    # Octets as they come.

    def _take(self) -> Reply:
        reply = self._reader.replies.popleft()
        if reply.code == 421:
            raise self._refused("to go on", reply)
        return reply

    async def _wait(self, patience: float) -> None:
        if self._fault is not None:
            raise self._fault
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        timer = loop.call_later(
            patience, self._fail, ConnectionLost(f"the server did not answer within {patience:g} s")
        )
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None

    def _fail(self, fault: Exception) -> None:
        self._fault = self._fault or fault
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(self._fault)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # what create_connection makes
        self._transport.set_write_buffer_limits(high=_TAIL, low=_TAIL)

    def data_received(self, data: bytes) -> None:
        try:
            self._reader.feed(data)
        except Garbled as fault:
            self._fail(fault)
        if self._reader.replies and self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def eof_received(self) -> None:
        self._fail(ConnectionLost("the server closed the connection"))

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(ConnectionLost("the connection was cut"))
        self._transport = None
        if not self._closed.done():
            self._closed.set_result(None)

    def pause_writing(self) -> None:
        self.text_held_back = True

    def resume_writing(self) -> None:
        self.text_held_back = False
