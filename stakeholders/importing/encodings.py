"""Which characters the bytes of a text file stand for. The same bytes always give the same answer.

A byte order mark decides; without one UTF-8, which hardly any other text passes for by chance; then the two code pages
in which Windows in Pakistan saves “CSV”: 1252 (Western) and 1256 (Arabic script).
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 64 * 1024  # bytes
_CHUNK = 64 * 1024  # bytes
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


@dataclass(frozen=True)
class Encoding:
    """A codec of Python's, and how much it is to be trusted."""

    codec: str
    mixed: bool = False  # mostly UTF-8, with bytes that are not: these are read as U+FFFD
    last_resort: bool = False  # it takes any byte for some character

    @property
    def errors(self) -> str:
        """How to decode with it, as the codecs of Python call that."""
        return "replace" if self.mixed else "strict"


def detect(data: bytes) -> Encoding:
    """Return the encoding of a text file. All of `data` can be decoded with it, as its `errors` says."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return Encoding(codec, mixed=not _decodes(data, codec))
    if (order := _utf16_without_mark(data)) and _decodes(data, order):
        return Encoding(order)
    if _decodes(data, "utf-8"):
        return Encoding("utf-8")
    if _mostly_utf8(data):
        return Encoding("utf-8", mixed=True)
    if _in_arabic_script(data):
        return Encoding("cp1256")  # every byte is defined
    if _decodes(data, "cp1252"):
        return Encoding("cp1252")
    return Encoding("latin-1", last_resort=True)


def is_binary(data: bytes, encoding: Encoding) -> bool:
    """Tell whether it is no text at all: in its beginning more than a few characters are none that anybody writes."""
    decoder = codecs.getincrementaldecoder(encoding.codec)(errors="replace")
    beginning = decoder.decode(data[:_SAMPLE])
    strange = sum(_is_strange(character) for character in beginning)
    return strange > 3 + len(beginning) * 0.02


def _is_strange(character: str) -> bool:
    return character not in "\t\n\r\f" and unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs")


def _decodes(data: bytes, codec: str) -> bool:
    """Tell whether all of `data` can be decoded, with no more memory than a piece of it."""
    decoder = codecs.getincrementaldecoder(codec)()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(view[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _utf16_without_mark(data: bytes) -> str | None:
    """Return the byte order that would make text of it: every second byte of ASCII in UTF-16 is zero."""
    sample = data[:_SAMPLE]
    pairs = len(sample) // 2
    if pairs < 2 or len(data) % 2:
        return None
    zeros_first, zeros_second = sample[0::2].count(0), sample[1::2].count(0)
    if zeros_second > pairs * 0.3 and zeros_first < pairs * 0.05:
        return "utf-16-le"
    if zeros_first > pairs * 0.3 and zeros_second < pairs * 0.05:
        return "utf-16-be"
    return None


def _mostly_utf8(data: bytes) -> bool:
    """Tell whether it is UTF-8 that was damaged, or joined with something else: nine of ten high bytes fit."""
    high = sum(_lengths(_HIGH_RUNS, data))
    fitting = sum(_lengths(_UTF8_SEQUENCE, data))
    return fitting >= 4 and fitting >= high * 0.9


def _in_arabic_script(data: bytes) -> bool:
    """Tell code page 1256 from 1252: Arabic script fills whole words with high bytes, a Western accent stands alone."""
    in_runs = sum(length for length in _lengths(_HIGH_RUNS, data) if length > 1)
    return in_runs > sum(_lengths(_HIGH_RUNS, data)) / 2


def _lengths(pattern: re.Pattern[bytes], data: bytes) -> Iterator[int]:
    return (match.end() - match.start() for match in pattern.finditer(data))
