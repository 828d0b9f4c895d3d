"""What the fake SMTP server writes down, in a file that outlives its own SIGKILL.

One JSON object a line, each handed to the kernel by one write before the reply goes out: what was accepted is here even
when the 250 never arrived, or the server died with it. Only a power cut could take a line back, and none happens here.
"""

import json
import os
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>\r\n]+>)", re.IGNORECASE | re.MULTILINE)
_EDITION = re.compile(rb"Edition (?:=\r\n)?([0-9a-f]{16})")
_END_OF_MIME = re.compile(rb"--\r\n\s*\Z")


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that the server took responsibility for."""

    at: float  # seconds since the epoch
    message_id: str
    recipient: str
    editions: tuple[str, ...]  # the marks of the content that was in it, see `content`
    whole: bool  # it ended as a MIME message ends


@dataclass(slots=True)
class Conversation:
    """One connection, as far as the server saw it."""

    name: str
    offers: list[str]  # recipients that were accepted, in order: the text of the last ones may have been under way
    left: bool = False  # it ended with QUIT

    @property
    def cut(self) -> bool:
        """It ended, or the server did, while the other side might not have known how a message fared."""
        return bool(self.offers) and not self.left


class Pen:
    """Writes a journal; opening it anew begins another life of the server."""

    def __init__(self, path: Path) -> None:
        self.life = 1 + sum(line["what"] == "began" for line in _lines(path))
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        self._write("began", life=self.life)

    def offered(self, conversation: str, recipient: str) -> None:
        """RCPT was answered 250: from now on a text may come."""
        self._write("offered", on=conversation, to=recipient)

    def taken(self, recipients: Iterable[str], octets: bytes) -> None:
        """The message is accepted."""
        found = _MESSAGE_ID.search(octets)
        editions = sorted({mark.decode() for mark in _EDITION.findall(octets)})
        for recipient in recipients:
            self._write(
                "taken",
                at=time.time(),
                id=found[1].decode(errors="replace") if found else "",
                to=recipient,
                editions=editions,
                whole=bool(_END_OF_MIME.search(octets)),
            )

    def left(self, conversation: str) -> None:
        """QUIT: the other side knows all it needs to know."""
        self._write("left", on=conversation)

    def close(self) -> None:
        os.close(self._file)

    def _write(self, what: str, **fields: Any) -> None:
        os.write(self._file, json.dumps({"what": what, **fields}).encode() + b"\n")


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal that was read."""

    taken: tuple[Taken, ...]
    conversations: tuple[Conversation, ...]

    @property
    def cut(self) -> list[Conversation]:
        """The connections that were cut."""
        return [conversation for conversation in self.conversations if conversation.cut]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what the server wrote, over all its lives."""
        taken: list[Taken] = []
        conversations: dict[str, Conversation] = {}
        for line in _lines(path):
            if line["what"] == "taken":
                taken.append(Taken(line["at"], line["id"], line["to"], tuple(line["editions"]), line["whole"]))
            elif line["what"] == "offered":
                conversations.setdefault(line["on"], Conversation(line["on"], [])).offers.append(line["to"])
            elif line["what"] == "left" and line["on"] in conversations:
                conversations[line["on"]].left = True
        return cls(tuple(taken), tuple(conversations.values()))


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines()]
