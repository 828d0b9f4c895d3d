"""What a mail carries for calendars (iMIP, RFC 6047): a part that mail programs act on, and the same as a file.

Both are base64: a calendar's own line ends and long words arrive as they left, whatever a server does to text.
"""

import re
from base64 import encodebytes

from delivery.segments import headers as fields

FILE_NAME = "invite.ics"

_METHOD = re.compile(r"^METHOD:([A-Z-]+)\r?$", re.MULTILINE)


def method_of(calendar: str) -> str:
    """The iTIP method of an iCalendar object; ValueError if it names none.

    The Content-Type has to name the same one (RFC 6047, 2.4): Exchange takes a message with two for broken.
    """
    match = _METHOD.search(calendar)
    if match is None:
        raise ValueError("a calendar in a mail needs a METHOD")
    return match[1]


def content_type(calendar: str) -> str:
    """The value of Content-Type for the part that mail programs act on."""
    return f'text/calendar; charset="utf-8"; method={method_of(calendar)}'


def parts(calendar: str) -> tuple[bytes, bytes]:
    """The alternative to text and HTML, and the attachment: header fields and body of each, ready for the wire."""
    body = b"\r\n" + encodebytes(calendar.encode()).replace(b"\n", b"\r\n")
    encoding = fields.field("Content-Transfer-Encoding", b"base64")
    file_name = FILE_NAME.encode()
    invite = fields.field("Content-Type", content_type(calendar).encode()) + encoding + body
    disposition = fields.field("Content-Disposition", b'attachment; filename="%b"' % file_name)
    file = fields.field("Content-Type", b'application/ics; name="%b"' % file_name) + disposition + encoding + body
    return invite, file
