"""A server's replies: read from the stream, and told apart."""

import re
from collections import deque
from typing import NamedTuple

_LONGEST_LINE = 4096  # octets; RFC 5321 allows 512, some servers write more
_MOST_LINES = 200
_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?", re.DOTALL)
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\S)")
_ADDRESS = re.compile(r"""(?:"[^"\r\n]*"|[^\s<>"'(),;:]+)@[^\s<>"'(),;]+""")


class Garbled(Exception):
    """What came is not an SMTP reply, or not one that was asked for: the conversation is lost."""


class Reply(NamedTuple):
    """A whole reply; its lines' texts are joined with a space."""

    code: int
    text: str

    @property
    def positive(self) -> bool:
        return 200 <= self.code < 300

    @property
    def transient(self) -> bool:
        return 400 <= self.code < 500


class ReplyReader:
    """Feed it octets as they come; whole replies gather in `replies`."""

    def __init__(self) -> None:
        self.replies: deque[Reply] = deque()
        self._rest = b""
        self._lines: list[str] = []
        self._code = 0

    @property
    def untouched(self) -> bool:
        """Nothing has come that was not taken."""
        return not (self.replies or self._rest or self._lines)

    def feed(self, octets: bytes) -> None:
        """Raises Garbled."""
        *lines, self._rest = (self._rest + octets).split(b"\n")
        for line in lines:
            self._take(line.rstrip(b"\r"))
        if len(self._rest) > _LONGEST_LINE:
            raise Garbled("the server's reply line does not end")

    def _take(self, line: bytes) -> None:
        match = _LINE.fullmatch(line) if len(line) <= _LONGEST_LINE else None
        if match is None:
            raise Garbled("the server's reply is not SMTP")
        code, more, text = int(match[1]), match[2] == b"-", (match[3] or b"").decode(errors="replace")
        if (self._lines and code != self._code) or len(self._lines) == _MOST_LINES:
            raise Garbled("the server's reply of several lines contradicts itself or does not end")
        self._code = code
        self._lines.append(text)
        if not more:
            self.replies.append(Reply(code, "\n".join(self._lines)))
            self._lines = []


def enhanced_status(text: str) -> str | None:
    """The RFC 3463 status ("5.1.1") at the beginning of a reply's text."""
    match = _ENHANCED.match(text)
    return match[0] if match else None


def scrubbed(text: str, *, recipient: str) -> str:
    """The reply for the ledger and the logs: no address, no name of a mailbox, one line, at most 300 characters.

    No control characters either: PostgreSQL refuses to store a NUL, and what was sent would not be recorded as sent.
    """
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    if "@" in text:
        text = _ADDRESS.sub("(address)", text)
    local_part = recipient.rpartition("@")[0]
    if local_part and local_part.lower() in text.lower():
        text = re.sub(rf"(?<!\w){re.escape(local_part)}(?!\w)", "(address)", text, flags=re.IGNORECASE)
    return " ".join(text.split())[:300]
