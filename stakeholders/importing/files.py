"""From the bytes that were uploaded to a table, or to the reason why there is none.

What a file is, its content says: names are often wrong, and a stranger chooses them.
"""

import re

from django.utils.translation import gettext as _

from stakeholders.importing import delimited, workbooks
from stakeholders.importing.problems import FileProblem
from stakeholders.importing.tables import MAX_BYTES, Table

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel until 2003, and any Office file with a password ([MS-CFB])
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM\x00", b"II*\x00", b"MM\x00*", b"RIFF", b"\x00\x00\x01\x00")
_OTHERS = (b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"{\\rtf", b"\x7fELF", b"MZ\x90", b"SQLite format 3")
_SOMETHING = re.compile(rb"[^ \t\r\n\x00\xef\xbb\xbf\xff\xfe]")  # neither blanks nor a byte order mark
_PROBE = 64 * 1024  # bytes


def open_table(data: bytes, filename: str, *, sheet: str | None = None) -> Table:
    """Return the table in a file: headings, and rows of text cells that can be read again and again.

    Args:
        data: all of the file.
        filename: only to say better what is wrong.
        sheet: which sheet of a workbook; without it the first one that is not hidden.

    Raises:
        FileProblem: nothing of it can be taken, with the reason. Of a workbook that is damaged inside a cell,
            reading the rows raises it, too.
    """
    if len(data) > MAX_BYTES:
        raise FileProblem("too_big", _("The file is larger than %d MB.") % (MAX_BYTES // 1024**2))
    if not _SOMETHING.search(data):
        raise FileProblem("empty", _("There is nothing in this file."))
    if data.startswith(_ZIP):
        return workbooks.open_workbook(data, sheet=sheet)
    _refuse_other_kinds(data, filename.lower())
    if sheet is not None:
        raise FileProblem("no_such_sheet", _("There is no sheet of that name."))
    return delimited.open_text(data)


def _refuse_other_kinds(data: bytes, filename: str) -> None:
    if data.startswith(_OLE):
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in data:  # [MS-OFFCRYPTO] 2.3.4
            raise FileProblem("encrypted", _("The file is protected by a password. Save it without one."))
        raise FileProblem("old_excel", _("This is a file of an old Excel (.xls). Save it as .xlsx or CSV."))
    if data.startswith(_PICTURES):
        raise FileProblem("picture", _("This is a picture, whatever its name says. Upload the list itself."))
    head = data[:_PROBE].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:11].upper() == b"BEGIN:VCARD":
        raise FileProblem("vcard", _("These are vCards. Export the contacts as CSV."))
    if head[:5].lower() in (b"<?xml", b"<html", b"<!doc", b"<tabl", b"<meta"):
        raise FileProblem("web_page", _("This is a web page or XML. Save the sheet as .xlsx or CSV."))
    if data.startswith(_OTHERS) or filename.endswith((".ods", ".numbers", ".xlsb")):
        raise FileProblem("not_a_list", _("This is no list. Upload CSV, or an Excel workbook (.xlsx)."))
