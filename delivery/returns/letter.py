"""A returned mail, opened: what its sender says, the reports in it, and what is left of the mail that came back.

Anybody may write to the addresses that are read here, so a letter costs bounded time and memory whatever it holds:
it is cut before the parser of the standard library sees it, attachments are not opened, and nothing is decompressed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from html import unescape
from typing import TypeGuard

MOST_OCTETS = 1024 * 1024  # of a letter that are looked at: a report comes first, and the mail it returns after it
_MOST_LINES = 20_000
_LONGEST_LINE = 998  # RFC 5322
_MOST_FOLDS = 60  # lines of one header field
_MOST_BOUNDARIES = 40  # each multipart needs the word; a report that returns our newsletter has three or four
_MOST_PARTS = 200
_MOST_WORDS = 16 * 1024
_MOST_RETURNED = 64 * 1024
_LONGEST_FIELD = 2000
_MOST_NARROW = 32 * 1024
_NARROW_LINE = 300

Fields = dict[str, str]


class Unreadable(ValueError):
    """Not a letter that is worth opening; says why, without quoting it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a returned mail holds, as text."""

    headers: Message
    words: str  # what a person would read of it, without the mail that came back
    reports: tuple[Fields, ...]  # the groups of fields of delivery reports (RFC 3464), names in lower case
    feedback: Fields | None  # the fields of a complaint report (RFC 5965)
    is_receipt: bool  # a disposition notification (RFC 8098): it was read, or deleted
    returned: str  # head of the mail that came back, and whatever else of it is there
    beginning: bytes  # as it came, but short

    def field(self, name: str) -> str:
        """Return a header field's value, decoded (RFC 2047), in one line; empty where there is none."""
        return _decoded(self.headers, name)[0] if name in self.headers else ""

    def fields(self, name: str) -> list[str]:
        """Return the values of a header field that may come several times."""
        return _decoded(self.headers, name)


def open_letter(raw: bytes) -> Letter:
    """Open a letter; beyond `MOST_OCTETS` it is not looked at.

    Raises:
        Unreadable: it is empty, or so nested that nobody wrote it to be read.
    """
    cut = _cut(raw)
    if not cut.strip():
        raise Unreadable("it is empty")
    if cut.lower().count(b"boundary") > _MOST_BOUNDARIES:
        raise Unreadable("it is nested too deeply")
    try:
        return _opened(message_from_bytes(cut), beginning=_narrow(cut))
    except (MessageError, RecursionError, ValueError, LookupError) as error:
        raise Unreadable(f"it is malformed ({type(error).__name__})") from error


def _cut(raw: bytes) -> bytes:
    """Return the beginning of a letter without what makes parsers slow: long lines, long fields, many lines."""
    kept: list[bytes] = []
    folds = 0
    for line in raw[:MOST_OCTETS].replace(b"\x00", b"").splitlines()[:_MOST_LINES]:
        folds = folds + 1 if line[:1] in (b" ", b"\t") else 0
        if folds <= _MOST_FOLDS:
            kept.append(line[:_LONGEST_LINE])
    while kept and (not kept[0].strip() or kept[0].startswith((b"From ", b">From "))):  # an mbox's line is no header
        del kept[0]
    return b"\n".join(kept) + b"\n"


def _narrow(cut: bytes) -> bytes:
    """Return the beginning in short lines, for programs that try many patterns on every one."""
    return b"\n".join(line[:_NARROW_LINE] for line in cut[:_MOST_NARROW].split(b"\n"))


def _opened(message: Message, *, beginning: bytes) -> Letter:
    words: list[str] = []
    reports: list[Fields] = []
    returned: list[str] = []
    feedback: Fields | None = None
    is_receipt = False
    for part in _parts(message):
        match part.get_content_type():
            case "message/delivery-status" | "message/global-delivery-status":
                reports += _groups(_inside(part))
            case "message/feedback-report":
                feedback = {name: value for group in _groups(_inside(part)) for name, value in group.items()}
            case "message/disposition-notification" | "message/global-disposition-notification":
                is_receipt = True
            case "text/rfc822-headers" | "message/global-headers":
                returned.append(_text(part) if part.get_content_maintype() == "text" else _inside(part))
            case kind if kind.startswith("message/"):
                returned.append(_inside(part))
            case "text/html":
                words.append(_TAG.sub(" ", unescape(_text(part))))
            case kind if kind.startswith("text/") and part.get_filename() is None:
                words.append(_text(part))
            case kind if kind.startswith("multipart/"):  # its boundary is not where it says
                words.append(_text(part))
    said, quoted = _separate("\n".join(words))
    return Letter(
        headers=message,
        words=said[:_MOST_WORDS],
        reports=tuple(reports) or tuple(_loose_reports(said)),
        feedback=feedback,
        is_receipt=is_receipt,
        returned="\n".join([*returned, quoted])[:_MOST_RETURNED],
        beginning=beginning,
    )


_TAG = re.compile(r"<(?![^<>\s@]{1,100}@)[^<>]{0,500}>")  # but not an address in angle brackets


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts of a letter, without entering messages in it: those are what came back."""
    waiting, seen = [message], 0
    while waiting and seen < _MOST_PARTS:
        part = waiting.pop()
        seen += 1
        payload = part.get_payload()
        if part.get_content_maintype() != "message" and isinstance(payload, list):
            waiting += filter(_is_message, reversed(payload))
        else:
            yield part


def _inside(part: Message) -> str:
    """Return the text of a part that the parser took for a message: its head, and its first text."""
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if encoding in ("base64", "quoted-printable"):
        # Not allowed for a message (RFC 2045, 6.4), and written all the same; a parser finds no head in it.
        flat = Message()
        flat["Content-Transfer-Encoding"] = encoding
        flat.set_payload(_flat(part))
        return _text(flat)
    return _flat(part)


def _flat(part: Message) -> str:
    payload = part.get_payload()
    if not isinstance(payload, list):
        return _text(part)
    pieces = []
    for inner in filter(_is_message, payload[:_MOST_PARTS]):
        head = "\n".join(f"{name}: {_clean(value)}" for name, value in inner.raw_items())
        pieces.append(f"{head}\n\n{_first_text(inner)}" if head else _first_text(inner))
    return "\n\n".join(pieces)


def _is_message(part: object) -> TypeGuard[Message]:
    return isinstance(part, Message)


def _first_text(message: Message) -> str:
    return next((_text(part) for part in _parts(message) if not isinstance(part.get_payload(), list)), "")


# What Python would decode, but slowly, or as something that is no text.
_ODD_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})


def _text(part: Message) -> str:
    octets = part.get_payload(decode=True)
    if not isinstance(octets, bytes):
        return ""
    return _decode(octets, part.get_content_charset("utf-8"))


def _decode(octets: bytes, charset: str) -> str:
    try:
        if charset.lower().replace("-", "_") in _ODD_CHARSETS:
            raise LookupError
        return octets.decode(charset, errors="replace")
    except (LookupError, ValueError):  # an unknown charset, or a name that is none
        return octets.decode(errors="replace")


def _clean(value: str) -> str:
    """Return a raw header value as text: octets beyond ASCII were kept by the parser as surrogates."""
    return value.encode(errors="surrogateescape").decode(errors="replace") if not value.isascii() else value


def _decoded(headers: Message, name: str) -> list[str]:
    values = []
    for field, raw in headers.raw_items():
        if field.lower() == name.lower():
            values.append(" ".join(_in_words(_clean(raw)[:_LONGEST_FIELD]).split()))
    return values


def _in_words(value: str) -> str:
    """Return `value` with its encoded words (RFC 2047) read; as it stands where they are broken."""
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except (MessageError, ValueError):
        return value
    return "".join(piece if isinstance(piece, str) else _decode(piece, charset or "utf-8") for piece, charset in pieces)


_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]*(.*)")


def _groups(text: str) -> Iterator[Fields]:
    """Yield the groups of fields in `text`, which empty lines part. Of a field that comes twice, the first counts."""
    group: Fields = {}
    name = ""
    for line in [*text.splitlines(), ""]:
        if not line.strip():
            if group:
                yield group
            group, name = {}, ""
        elif line[0] in " \t" and name:
            group[name] = f"{group[name]} {line.strip()}"[:_LONGEST_FIELD]
        elif match := _FIELD.match(line):
            name = match[1].lower()
            group.setdefault(name, match[2].strip()[:_LONGEST_FIELD])


def _loose_reports(words: str) -> Iterator[Fields]:
    """Yield the fields of a report that some gateway has made plain text of."""
    if "final-recipient:" in words.lower():
        yield from (group for group in _groups(words) if "final-recipient" in group and "action" in group)


# Where the mail that came back begins, in reports that are one plain text.
_BEGINNING = re.compile(
    r"^(?:[->=* ]*(?:(?:original|returned|unsent|undelivered|rejected) (?:message|mail)\b"
    r"|message (?:text|header)s? follow"
    r"|(?:below this line|this) is a copy of (?:the|your) message|(?:the )?header of the original message"
    r"|included is a copy of the message|a copy of the (?:original )?message|start of returned message"
    r"|your original message|ursprüngliche nachricht|message d'origine|mensaje original).*"
    r"|(?:Received: |Return-Path: ).*)$",
    re.IGNORECASE | re.MULTILINE,
)


def _separate(text: str) -> tuple[str, str]:
    """Return what the report says, and what follows the line after which it quotes the mail that came back."""
    match = _BEGINNING.search(text)
    return (text[: match.start()], text[match.start() :]) if match else (text, "")
