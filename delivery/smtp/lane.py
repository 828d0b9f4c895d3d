"""A lane: one connection after another, and one message after another over each.

Nothing is accepted before the final dot, or where the server offers CHUNKING (RFC 3030) before the last octet
of the one chunk that a text is. So the lane offers a message (MAIL, RCPT, and DATA), and when
the server waits for the text, one durable write settles the message before and marks this one;
only then the text goes out, in one write with the envelope of the next (RFC 2920, 3.1) where the
server offers PIPELINING. Whatever happens, what became of both messages is known:

    where it broke                        the marked message    the offered one
    before its text was written           deferred              deferred
    text written, no answer to the dot    uncertain             kept for the next connection
    the server says 421, or refuses us    released              released
    the mark was refused                  -                     released, and no text is ever ended
    the server knows no BDAT after all    offered again         kept for the next connection, with DATA
"""

import asyncio
import re

from delivery.smtp.config import SmtpConfig
from delivery.smtp.judging import judge_envelope, judge_text
from delivery.smtp.ledger import ErrorClass, Ledger, Outcome, Parcel, ProviderDown, Settlement
from delivery.smtp.replies import Garbled, Reply
from delivery.smtp.session import ConnectionLost, Session

_END_OF_TEXT = b".\r\n"
_RESET = b"RSET\r\n"
_BDAT_UNKNOWN = range(500, 505)
_CUTS_IN_A_ROW = 3  # so many connections lost without one answer about a message: the provider is down
_NOT_IN_AN_ADDRESS = re.compile("[\x00-\x20<>\x7f]")


Octets = tuple[bytes, ...]  # joined when they are written: a text is large


class _MarkRefused(Exception):
    """The ledger holds the message back (paused, withdrawn, claim lost) when its DATA is already open."""


class _ChunkingRefused(Exception):
    """The server offered CHUNKING and does not know BDAT: it may read the text as commands."""


class Lane:
    """Takes parcels from a ledger until there are no more."""

    def __init__(self, config: SmtpConfig, ledger: Ledger) -> None:
        self._config = config
        self._ledger = ledger
        self._offered: Parcel | None = None
        self._again: Parcel | None = None  # to be offered once more
        self._load = b""  # the offered message's octets
        self._chunking = True  # where the server offers it
        self._envelope_begun = False
        self._marked: Parcel | None = None
        self._text_written = False
        self._unwritten: list[Settlement] = []  # known, and not yet in the ledger
        self._cuts = 0

    async def run(self) -> None:
        """Send until the ledger has no more. Raises ProviderDown, or what the ledger raised."""
        try:
            while self._offered or await self._next():
                await self._use_a_connection()
                await self._write_settlements()
        finally:
            await self._write_settlements()

    async def _next(self) -> Parcel | None:
        self._offered, self._again = self._again or await self._ledger.next_parcel(), None
        self._envelope_begun = False
        return self._offered

    # One connection, and what its end means for the messages in hand.

    async def _use_a_connection(self) -> None:
        session = None
        try:
            session = await Session.open(self._config)
            await self._converse(session)
        except _MarkRefused:
            pass  # dropping the connection is the answer
        except _ChunkingRefused:
            self._again, self._chunking = self._marked, False
            self._release(self._marked, "the server does not know BDAT")
            self._marked = None
        except ConnectionLost as lost:
            self._account_for_cut(str(lost), held_back=session is not None and session.text_held_back)
        except Garbled as garbled:
            self._account_for_stop(str(garbled), answered=False)
            raise ProviderDown(str(garbled)) from garbled
        except ProviderDown as down:
            self._account_for_stop(down.reason, answered=True, code=down.code)
            raise
        except BaseException:
            self._account_for_stop("the worker was stopped", answered=False)
            raise
        finally:
            if session is not None:
                await session.drop()

    def _account_for_cut(self, reason: str, *, held_back: bool) -> None:
        answer_is_missing = self._marked is not None and self._text_written
        if self._marked is not None:
            uncertain = self._text_written and not held_back
            outcome = Outcome.UNCERTAIN if uncertain else Outcome.DEFERRED
            self._settle(Settlement(self._marked.id, outcome, None, reason, ErrorClass.TRANSIENT))
        if self._offered is not None and self._envelope_begun and not answer_is_missing:
            self._settle(Settlement(self._offered.id, Outcome.DEFERRED, None, reason, ErrorClass.TRANSIENT))
            self._offered = None
        self._marked = None
        self._cuts += 1
        if self._cuts == _CUTS_IN_A_ROW:
            self._release(self._offered, reason)
            raise ProviderDown(f"{self._config.host}: {reason}, {self._cuts} times in a row")

    def _account_for_stop(self, reason: str, *, answered: bool, code: int | None = None) -> None:
        if self._marked is not None and self._text_written and not answered:
            self._settle(Settlement(self._marked.id, Outcome.UNCERTAIN, None, reason, ErrorClass.PROVIDER))
        else:
            self._release(self._marked, reason, code)
        self._release(self._offered, reason, code)
        self._marked = self._offered = None

    def _release(self, parcel: Parcel | None, reason: str, code: int | None = None) -> None:
        if parcel is not None:
            self._settle(Settlement(parcel.id, Outcome.RELEASED, code, reason, ErrorClass.PROVIDER))

    # The conversation: group after group.

    async def _converse(self, session: Session) -> None:
        """Until nothing is left, or this connection has carried its share."""
        share = self._config.max_messages_per_connection
        await self._have_one_to_offer(session)
        lead: Octets = ()  # what goes before the next envelope: the marked message's text, a lone dot, RSET
        while lead or self._offered:
            if self._offered:
                share -= 1
            replies = await self._exchange(session, lead)
            lead = await self._decide(session, self._offered, replies) if self._offered else ()
            if share > 0 and not self._offered:
                await self._have_one_to_offer(session)
        await self._write_settlements()
        await session.quit()

    async def _have_one_to_offer(self, session: Session) -> None:
        """Take parcels until one can be offered to this server; settle those that cannot."""
        while parcel := self._offered or await self._next():
            obstacle = self._prepare(parcel, session)
            if obstacle is None:
                return
            self._settle(obstacle)
            self._offered = None
            await self._write_settlements()

    def _prepare(self, parcel: Parcel, session: Session) -> Settlement | None:
        addresses = parcel.mail_from + parcel.rcpt_to
        if not parcel.rcpt_to or _NOT_IN_AN_ADDRESS.search(addresses):
            return _cannot(parcel, "the address cannot stand in an envelope", ErrorClass.RECIPIENT)
        if not addresses.isascii() and "SMTPUTF8" not in session.extensions:
            return _cannot(parcel, "the mail server takes no address beyond ASCII", ErrorClass.RECIPIENT)
        try:
            self._load = parcel.load(session.eight_bit)
        except ValueError as error:
            return _cannot(parcel, f"the message cannot be composed: {error}", ErrorClass.CONTENT)
        if 0 < session.size_limit < len(self._load):
            return _cannot(parcel, "the message is larger than the mail server takes", ErrorClass.CONTENT)
        return None

    async def _exchange(self, session: Session, lead: Octets) -> list[Reply]:
        """One group: `lead`, then the offered message's envelope; the envelope's replies."""
        timeouts = self._config.timeouts
        envelope = _envelope(self._offered, session, data=not self._in_chunks(session)) if self._offered else []
        if lead:
            session.write(*lead, *(envelope if session.pipelining else ()))
            self._text_written = True
            self._envelope_begun = session.pipelining
            answer = await session.reply(timeouts.termination)
            if self._marked is not None:
                if answer.code in _BDAT_UNKNOWN and self._in_chunks(session):
                    raise _ChunkingRefused
                self._settle(judge_text(self._marked, answer))
                self._marked = None
                self._cuts = 0
        elif session.pipelining:
            session.write(*envelope)
            self._envelope_begun = True
        replies: list[Reply] = []
        for command, patience in zip(envelope, (timeouts.command, timeouts.command, timeouts.data), strict=False):
            if not session.pipelining:
                session.write(command)
                self._envelope_begun = True
            replies.append(await session.reply(patience))
            if not session.pipelining and replies[-1].code >= 400:
                break
        return replies

    async def _decide(self, session: Session, parcel: Parcel, replies: list[Reply]) -> Octets:
        """Settle a refused message, or mark an awaited one; what the next group begins with."""
        refusal = judge_envelope(parcel, replies)
        if refusal is None:
            await self._mark(parcel)
            return _chunk(self._load) if self._in_chunks(session) else (self._load, _END_OF_TEXT)
        self._cuts = 0
        self._settle(refusal)
        self._offered = None
        await self._write_settlements()
        if replies[-1].code == 354:
            return (_END_OF_TEXT,)  # RFC 2920, 3.1: the server opened DATA for nobody
        return (_RESET,) if replies[0].positive else ()

    def _in_chunks(self, session: Session) -> bool:
        return self._chunking and session.chunking

    # The ledger.

    async def _mark(self, parcel: Parcel) -> None:
        settled = self._unwritten[0] if self._unwritten else None
        self._marked, self._offered, self._text_written = parcel, None, False
        held = await self._ledger.turn(settle=settled, mark=parcel.id)
        del self._unwritten[:1]
        if not held:
            self._release(parcel, "the mark was refused")
            self._marked = None
            raise _MarkRefused

    def _settle(self, settlement: Settlement) -> None:
        self._unwritten.append(settlement)

    async def _write_settlements(self) -> None:
        while self._unwritten:
            await self._ledger.turn(settle=self._unwritten[0], mark=None)
            del self._unwritten[0]


async def run_lanes(config: SmtpConfig, ledger: Ledger, lanes: int | None = None) -> tuple[ProviderDown, ...]:
    """Drive several connections in one loop until the ledger has no more.

    Lanes that the provider turned away are returned, not raised: the others went on, and whether
    that opens a circuit is the caller's to say. What the ledger raised comes as an exception group,
    after every lane has written what it knew.
    """
    ends = await asyncio.gather(
        *(Lane(config, ledger).run() for _ in range(lanes or config.lanes)), return_exceptions=True
    )
    errors = [end for end in ends if isinstance(end, BaseException) and not isinstance(end, ProviderDown)]
    if errors:
        raise BaseExceptionGroup("lanes failed", errors)
    return tuple(end for end in ends if isinstance(end, ProviderDown))


def _envelope(parcel: Parcel, session: Session, *, data: bool) -> list[bytes]:
    parameters = b" BODY=8BITMIME" if session.eight_bit else b""
    if not (parcel.mail_from.isascii() and parcel.rcpt_to.isascii()):
        parameters += b" SMTPUTF8"
    return [
        b"MAIL FROM:<%b>%b\r\n" % (parcel.mail_from.encode(), parameters),
        b"RCPT TO:<%b>\r\n" % parcel.rcpt_to.encode(),
        *([b"DATA\r\n"] if data else []),
    ]


def _chunk(load: bytes) -> Octets:
    """RFC 3030: the whole text as the one and last chunk. Dots are stuffed for DATA only."""
    text = load.replace(b"\r\n..", b"\r\n.")
    text = text[1:] if text.startswith(b"..") else text
    return b"BDAT %d LAST\r\n" % len(text), text


def _cannot(parcel: Parcel, reason: str, fault: ErrorClass) -> Settlement:
    return Settlement(parcel.id, Outcome.FAILED, None, reason, fault)
