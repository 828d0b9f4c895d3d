"""Whether a ZIP archive may be opened as a workbook at all: it comes from a stranger.

What is refused: a bomb (small outside, huge inside), document types and with them entities in any XML part, and parts
that are damaged.
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
_CHUNK = 64 * 1024  # bytes
_PROLOGUE = 1024 * 1024  # bytes within which an XML document has to begin


def check(archive: ZipFile) -> None:
    """Refuse what must not be unpacked.

    What the archive says of its sizes is relied on: `zipfile` gives out no byte more than it says, and ends with an
    error where it said less than there is.

    Raises:
        FileProblem: it is a bomb, or its XML carries a document type.
    """
    members = archive.infolist()
    sheets = sum(member.file_size for member in members)
    held = max((member.file_size for member in members if not _streamed(member.filename)), default=0)
    if len(members) > MAX_MEMBERS or sheets > MAX_UNPACKED or held > MAX_HELD:
        raise FileProblem("zip_bomb", _("Unpacked, this file would be far too large. Save the sheet alone as CSV."))
    if any(member.flag_bits & 0x1 for member in members):
        raise FileProblem("encrypted", _("The file is protected by a password. Save it without one."))
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels")):
            with reading(), archive.open(member) as part:
                _refuse_document_type(part)


@contextmanager
def reading() -> Iterator[None]:
    """Turn what goes wrong inside a damaged archive into words."""
    try:
        yield
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, expat.ExpatError, OSError) as error:
        raise FileProblem("damaged", _("The file is damaged. Open it, save it anew and try again.")) from error


def _streamed(name: str) -> bool:
    return "worksheets/" in name or "media/" in name


class _Begun(Exception):  # noqa: N818  a signal to ourselves
    """The first element was met: no document type can follow."""


def _refuse_document_type(part: IO[bytes]) -> None:
    """Read as far as the first element. Office programs write no document type; entities need one (XML 1.0, 4.2)."""
    parser = expat.ParserCreate()

    def document_type(*arguments: object) -> None:
        raise FileProblem("document_type", _("The file holds XML that no spreadsheet program writes."))

    def element(*arguments: object) -> None:
        raise _Begun

    parser.StartDoctypeDeclHandler = document_type
    parser.StartElementHandler = element
    try:
        for _piece in range(0, _PROLOGUE, _CHUNK):
            chunk = part.read(_CHUNK)
            parser.Parse(chunk, not chunk)
    except _Begun:
        return
    raise FileProblem("damaged", _("The file is damaged. Open it, save it anew and try again."))
