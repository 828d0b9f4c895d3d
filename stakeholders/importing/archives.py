"""Whether a ZIP archive may be opened as a workbook at all: it comes from a stranger.

What is refused: a bomb (small outside, huge inside, or of countless elements), document types and with them entities
in any XML part, and parts that are damaged.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from stakeholders.importing.problems import FileProblem

MAX_MEMBERS = 2000
MAX_UNPACKED = 400 * 1024 * 1024  # bytes, of all parts; sheets are read as a stream
MAX_HELD = 80 * 1024 * 1024  # bytes, of a part that is held in memory: the texts of all cells
MAX_ELEMENTS = 3_000_000  # of such a part; each takes some hundred bytes
MAX_TOKEN = 4 * 1024 * 1024  # bytes, of a tag with its attributes, or a comment, which expat holds
_CHUNK = 64 * 1024  # bytes
_SHEETS = "worksheets/"


def check(archive: ZipFile) -> None:
    """Refuse what must not be unpacked.

    What the archive says of its sizes is relied on: `zipfile` gives out no byte more than it says, and ends with an
    error where it said less than there is.

    Raises:
        FileProblem: it is a bomb, or its XML carries a document type.
    """
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise bomb()
    if any(member.flag_bits & 0x1 for member in members):
        raise FileProblem("encrypted", _("The file is protected by a password. Save it without one."))
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels")):
            with reading(), archive.open(member) as part:
                _check_part(part, whole=not is_sheet(member.filename))
            if member.file_size > MAX_HELD and not is_sheet(member.filename):
                raise bomb()


def is_sheet(path: str) -> bool:
    """Tell whether a part stands where sheets do, which are read as a stream, and looked through before."""
    return _SHEETS in path


@contextmanager
def reading() -> Iterator[None]:
    """Turn what goes wrong inside a damaged archive into words."""
    try:
        yield
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, expat.ExpatError, OSError) as error:
        raise damaged() from error


def feed(parser: expat.XMLParserType, part: IO[bytes]) -> None:
    """Have a parser read a part to its end.

    Raises:
        FileProblem: a token is so long that it could only be meant to fill the memory.
    """
    given = 0
    while chunk := part.read(_CHUNK):
        parser.Parse(chunk, False)
        given += len(chunk)
        if given - parser.CurrentByteIndex > MAX_TOKEN:
            raise bomb()
    parser.Parse(b"", True)


def bomb() -> FileProblem:
    """Return the refusal of a file that would fill the memory."""
    return FileProblem("zip_bomb", _("Unpacked, this file would be far too large. Save the sheet alone as CSV."))


def damaged() -> FileProblem:
    """Return the refusal of a file that is not what it says it is."""
    return FileProblem("damaged", _("The file is damaged. Open it, save it anew and try again."))


class _Begun(Exception):  # noqa: N818  a signal to ourselves
    """The first element was met: no document type can follow."""


def _check_part(part: IO[bytes], *, whole: bool) -> None:
    """Refuse a document type, without which there are no entities (XML 1.0, 4.2), and countless elements.

    Office programs write no document type. It can only stand before the first element: of a sheet no more is read.
    """
    elements = 0

    def document_type(*arguments: object) -> None:
        raise FileProblem("document_type", _("The file holds XML that no spreadsheet program writes."))

    def element(*arguments: object) -> None:
        nonlocal elements
        elements += 1
        if not whole:
            raise _Begun
        if elements > MAX_ELEMENTS:
            raise bomb()

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = document_type
    parser.StartElementHandler = element
    try:
        feed(parser, part)
    except _Begun:
        return
