"""Header fields on the wire: RFC 5322 folding, RFC 2047 words, RFC 6532 addresses.

Every function returns bytes without a line break other than folding, in lines of at most 76
octets where the content can be broken at all and never more than 998.
"""

import re
from base64 import b64encode

import idna

from delivery.segments.values import clean

_LINE = 76
_ENCODED_WORD = b"=?utf-8?b?%b?="
_WRAPPING = len(_ENCODED_WORD % b"")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?: [A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*")
_WORDS = re.compile("[^ ]+ ?| ")  # each with the space behind it
_FIELD_NAME = re.compile(r"[!-9;-~]{1,40}")  # leaves room for a first encoded word on its line
_LOCAL_PART = re.compile(r"""[^\x00-\x20\x7f-\xa0<>()\[\]\\,;:"@\u2028\u2029\ud800-\udfff]+""")
_ID = re.compile(r"<?([!-;=?-~]+@[!-;=?-~]+)>?")
_LIST_ID = re.compile(r"(?:(.*?)\s*<)?([!-;=?-~]+)>?")
_URI = re.compile(r"[!-;=?-~]+")
_DOMAIN = re.compile(r"(?=.{1,255}\Z)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def field(name: str, value: bytes) -> bytes:
    """One header field with its line end; `value` comes from the functions below."""
    return b"%b: %b\r\n" % (name.encode("ascii"), value)


def custom_field(name: str, value: str) -> bytes:
    """A field given by the caller; ValueError for a bad name or a value that holds a line break."""
    if not _FIELD_NAME.fullmatch(name):
        raise ValueError("not a header field's name")
    if "\r" in value or "\n" in value:
        raise ValueError(f"the value of {name} holds a line break")
    return field(name, unstructured(value, offset=len(name) + 2))


def unstructured(value: str, *, offset: int) -> bytes:
    """Free text, such as a subject; `offset` is what the field's name takes of the first line."""
    value = _single_spaced(value)
    if not value.isascii() or "=?" in value:
        return _encoded_words(value, offset=offset)
    words = value.split(" ")
    if max(map(len, words)) > _LINE - offset:
        return _encoded_words(value, offset=offset)
    return _fold(words, offset=offset)


def phrase(name: str, *, offset: int) -> bytes:
    """A display name: bare, quoted or encoded, whichever it needs."""
    name = _single_spaced(name)
    if not name.isascii() or "=?" in name or len(name) > _LINE - offset - 10:
        return _encoded_words(name, offset=offset)
    if not name or _ATOMS.fullmatch(name):
        return name.encode()
    return b'"%b"' % name.replace("\\", "\\\\").replace('"', '\\"').encode()


def mailbox(name: str, email: str, *, offset: int) -> bytes:
    """``Name <address>``, the address on a line of its own where both do not fit on one."""
    address = wire_address(email).encode()
    shown = phrase(name, offset=offset)
    if not shown:
        return address
    fits = not shown.startswith(b"=?") and offset + len(shown) + len(address) + 3 <= _LINE
    return b"%b%b <%b>" % (shown, b"" if fits else b"\r\n", address)


def list_id(value: str) -> bytes:
    """RFC 2919: ``Name <list.example.org>`` or the identifier alone."""
    match = _LIST_ID.fullmatch(value)
    if match is None:
        raise ValueError("not a List-Id")
    name, identifier = match.groups(default="")
    shown = phrase(name, offset=len("List-Id: "))
    return b"%b%b<%b>" % (shown, b"\r\n " if shown else b"", identifier.encode())


def message_id(value: str) -> bytes:
    """RFC 5322 msg-id, given with or without its angle brackets."""
    match = _ID.fullmatch(value)
    if match is None or len(value) > 900:
        raise ValueError("not a Message-ID")
    return b"<%b>" % match[1].encode()


def uris(*values: str) -> bytes:
    """RFC 2369: a comma-separated list of URIs, each on its own line."""
    if not all(_URI.fullmatch(value) and len(value) <= 900 for value in values):
        raise ValueError("not a URI that can stand in a header")
    return b",\r\n ".join(b"<%b>" % value.encode() for value in values)


def wire_address(email: str) -> str:
    """The address as it stands in headers and in the envelope: its domain as an IDNA A-label.

    A local part beyond ASCII stays as it is and needs a server with SMTPUTF8 (RFC 6531). Raises
    ValueError, which does not repeat the address, for what cannot be an address on the wire.
    """
    local, _, domain = email.rpartition("@")
    if not _LOCAL_PART.fullmatch(local) or len(local.encode()) > 64 or local.startswith("."):
        raise ValueError("not a local part that can go on the wire")
    return f"{local}@{_a_labels(domain)}"


def _a_labels(domain: str) -> str:
    if _DOMAIN.fullmatch(domain):
        return domain
    try:
        return idna.encode(domain, uts46=True).decode()
    except UnicodeError:  # idna.IDNAError is one; its text would repeat the domain
        raise ValueError("not a domain that can go on the wire") from None


def _single_spaced(value: str) -> str:
    value = clean(value)
    if "  " in value or value[:1] == " " or value[-1:] == " ":
        return " ".join(word for word in value.split(" ") if word)
    return value


def _fold(words: list[str], *, offset: int) -> bytes:
    lines, room = [[words[0]]], _LINE - offset - len(words[0])
    for word in words[1:]:
        room -= 1 + len(word)
        if room < 0:
            lines.append([])
            room = _LINE - 1 - len(word)
        lines[-1].append(word)
    return "\r\n ".join(" ".join(line) for line in lines).encode()


def _encoded_words(value: str, *, offset: int) -> bytes:
    """RFC 2047 in base64, no character cut in two, one encoded word on each line.

    White space between two encoded words is dropped by who reads them (6.2), so a space stands inside. The cuts are
    made after spaces where they can be: some readers, Python 3.11 among them, show a space at each cut, and in
    the middle of a word that would tear Urdu's letters apart.
    """
    shortest = room = _octets_in_a_word(offset)
    chunks = [b""]
    for word in _WORDS.findall(value):
        octets = word.encode()
        pieces = [octets] if len(octets) <= shortest else [character.encode() for character in word]
        for piece in pieces:
            if len(chunks[-1]) + len(piece) > room:
                room = _octets_in_a_word(1)
                chunks.append(b"")
            chunks[-1] += piece
    return b"\r\n ".join(_ENCODED_WORD % b64encode(chunk) for chunk in chunks)


def _octets_in_a_word(offset: int) -> int:
    return (_LINE - max(offset, 1) - _WRAPPING) // 4 * 3
