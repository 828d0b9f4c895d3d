"""A body part cut into what is the same for all readers and what differs.

Both kinds are dot-stuffed (RFC 5321, 4.5.2) ahead of time, wherever a line's beginning is known
ahead of time, and end with a line break.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Literal

LONGEST_LINE = 998  # octets, without CRLF: RFC 5321, 4.5.3.1.6

Encode = Callable[[str], bytes]
Encoding = Literal["8bit", "quoted-printable"]


class LineTooLong(Exception):
    """A line, or a line with this reader's values, does not fit in 998 octets."""


class EightBit:
    """Lines as they are. A line that holds values is put together, stuffed and measured at the join."""

    encoding: Encoding = "8bit"

    def __init__(self, text: str, *, names: Collection[str], encode: Encode) -> None:
        """Raises LineTooLong for a line that is too long before any value."""
        self._encode = encode
        self._program: list[bytes | _Line] = []
        settled: list[bytes] = []
        for line in text.split("\r\n"):
            pieces = list(_pieces(line, names))
            if sum(len(piece) for piece in pieces if isinstance(piece, bytes)) > LONGEST_LINE:
                raise LineTooLong
            if all(isinstance(piece, bytes) for piece in pieces):
                settled.append(_stuff(b"".join(_octets(pieces, {}))) + b"\r\n")
                continue
            self._program += [b"".join(settled), _Line(pieces)]
            settled = []
        self._program.append(b"".join(settled))
        self.names = _names(name for part in self._program if isinstance(part, _Line) for name in part.names)

    def fill(self, values: dict[str, str]) -> list[bytes]:
        """The part's pieces with one reader's values; raises LineTooLong."""
        encode = self._encode
        encoded = {name: encode(values[name]) for name in self.names}
        filled = []
        for part in self._program:
            if isinstance(part, bytes):
                filled.append(part)
                continue
            line = part.filled(encoded)
            if len(line) > LONGEST_LINE:
                raise LineTooLong
            filled += [_stuff(line), b"\r\n"]
        return filled


class _Line:
    """A line that holds values."""

    def __init__(self, pieces: list[bytes | str]) -> None:
        self.names = tuple(piece for piece in pieces if isinstance(piece, str))
        self._form = b"".join(b"%b" if isinstance(piece, str) else piece.replace(b"%", b"%%") for piece in pieces)

    def filled(self, encoded: dict[str, bytes]) -> bytes:
        return self._form % tuple([encoded[name] for name in self.names])


class QuotedPrintable:
    """RFC 2045, 6.7. Each value stands between two soft line breaks, so that no line's length depends on it."""

    encoding: Encoding = "quoted-printable"

    def __init__(self, text: str, *, names: Collection[str], encode: Encode) -> None:
        self._encode = encode
        self._program = [piece if isinstance(piece, str) else _soft_broken(piece) for piece in _pieces(text, names)]
        self._program.append(b"\r\n")
        self.names = _names(self._program)

    def fill(self, values: dict[str, str]) -> list[bytes]:
        """The part's pieces with one reader's values."""
        encode = self._encode
        encoded = {name: _soft_broken(encode(values[name])) for name in self.names}
        return _octets(self._program, encoded)


Body = EightBit | QuotedPrintable


def _pieces(text: str, names: Collection[str]) -> Iterator[bytes | str]:
    """Bytes for what stands, a string for the name of a placeholder; unknown placeholders stand."""
    if not names:
        yield text.encode()
        return
    alternatives = "|".join(map(re.escape, names))
    for index, piece in enumerate(re.split(rf"\[\[({alternatives})\]\]", text)):
        yield piece if index % 2 else piece.encode()


def _names(pieces: Iterator[bytes | str] | list[bytes | str]) -> tuple[str, ...]:
    return tuple(sorted({piece for piece in pieces if isinstance(piece, str)}))


def _octets(pieces: list[bytes | str], encoded: dict[str, bytes]) -> list[bytes]:
    return [piece if isinstance(piece, bytes) else encoded[piece] for piece in pieces]


def _stuff(line: bytes) -> bytes:
    return b"." + line if line[:1] == b"." else line


_UNPRINTABLE = re.compile(rb"[^\t !-<>-~]|[\t ]\Z")
_QUOTED_LINE = re.compile(rb".{1,75}(?<!=)(?<!=.)", re.DOTALL)  # never cuts an =XX in two


def _soft_broken(octets: bytes) -> bytes:
    """Quoted-printable which ends at the beginning of a line: with a soft break unless a hard one is there."""
    if not octets:
        return b""
    hard_lines = [
        b"=\r\n".join(map(_stuff, _QUOTED_LINE.findall(_UNPRINTABLE.sub(_hexadecimal, line))))
        for line in octets.split(b"\r\n")
    ]
    if hard_lines[-1]:
        hard_lines[-1] += b"=\r\n"
    return b"\r\n".join(hard_lines)


def _hexadecimal(match: re.Match[bytes]) -> bytes:
    return b"=%02X" % match[0][0]
