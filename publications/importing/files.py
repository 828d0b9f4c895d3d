"""From the bytes of an uploaded file, or a pasted text, to lines that a reader can read."""

from django.utils.translation import gettext as _

from stakeholders.importing import encodings

MAX_BYTES = 1024 * 1024  # a thousand publications with abstracts
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")


class UnreadableFileError(Exception):
    """Nothing of the file can be read; the text says why."""


def text_of(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16, or a code page of Windows. Archives are refused, never unpacked.

    Raises:
        UnreadableFileError: it is too large, or no text.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFileError(_("The file is larger than %d MB. Split it.") % (MAX_BYTES // 1024**2))
    if data.startswith(_ARCHIVES):
        raise UnreadableFileError(_("This is an archive. Unpack it, and bring the file that is in it."))
    encoding = encodings.detect(data)
    if encodings.is_binary(data, encoding):
        raise UnreadableFileError(_("This is no text file."))
    return lines(data.decode(encoding.codec, encoding.errors))


def lines(text: str) -> str:
    """Return `text` with every line ended in one way, without a byte order mark.

    Raises:
        UnreadableFileError: it is too large.
    """
    if len(text) > MAX_BYTES:
        raise UnreadableFileError(_("The text is too long. Split it."))
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
