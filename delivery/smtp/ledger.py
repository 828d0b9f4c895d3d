"""What a lane sends, and the words in which it tells how that went."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from delivery.smtp.replies import enhanced_status


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message for one recipient.

    `load(eight_bit)` gives the octets for a server with or without 8BITMIME: CRLF, dot-stuffed,
    without the final dot. It is called once per offer; a ValueError says that this message cannot
    be composed. Addresses are wire addresses: a domain is an A-label, and a local part beyond
    ASCII makes the lane ask for SMTPUTF8.
    """

    id: int
    mail_from: str
    rcpt_to: str
    load: Callable[[bool], bytes]


class Outcome(StrEnum):
    """How an offer ended."""

    SENT = "sent"  # the server took it: 2xx after the final dot
    DEFERRED = "deferred"  # it certainly did not, and may later
    FAILED = "failed"  # it certainly did not, and never will
    UNCERTAIN = "uncertain"  # the final dot may have reached it, and no answer came
    RELEASED = "released"  # it certainly did not, for no fault of the message: back to pending, no attempt spent


class ErrorClass(StrEnum):
    """Whose fault it was."""

    RECIPIENT = "recipient"
    CONTENT = "content"
    TRANSIENT = "transient"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Settlement:
    """The end of one offer. `reply` holds no address; `code` is None where the server said nothing.

    RELEASED may follow a mark that held: a server that answers 421 to the final dot has not
    taken the message.
    """

    id: int
    outcome: Outcome
    code: int | None = None
    reply: str = ""
    error_class: ErrorClass | None = None

    @property
    def enhanced_status(self) -> str | None:
        """The RFC 3463 status, such as 5.1.1."""
        return enhanced_status(self.reply)


class Ledger(Protocol):
    """The queue of record, as a lane sees it. Several lanes call it at once."""

    async def next_parcel(self) -> Parcel | None:
        """A claimed message, or None when this run is over.

        It is asked while a marked message waits for its text, so it must not keep the pace by waiting.
        """

    async def turn(self, *, settle: Settlement | None, mark: int | None) -> bool:
        """One durable write: settles one message and marks another as `sending`; True if the mark holds.

        A settlement is written whether or not the mark holds, and may come twice after a cancellation.
        """


class ProviderDown(Exception):
    """The service takes no mail now; no message is to blame. Says why, with the server's code if it gave one.

    `retry_after` is how long the service asks to be left alone, if it said so.
    """

    def __init__(self, reason: str, code: int | None = None, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.retry_after = retry_after
