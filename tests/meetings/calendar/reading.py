"""Calendars read by a parser that did not write them (vobject), and as the octets that they are."""

import vobject

FOREIGN = "X-Read-"  # a name that no library knows a zone by: the VTIMEZONE alone can tell its clock


def read(text):
    """Return the calendar that `text` (str or bytes) holds, once its octets are found to keep RFC 5545, 3.1."""
    octets = text if isinstance(text, bytes) else text.encode()
    assert octets.endswith(b"END:VCALENDAR\r\n")
    lines = octets.removesuffix(b"\r\n").split(b"\r\n")
    for line in lines:
        assert len(line) <= 75
        assert not any(octet < 32 and octet != 9 for octet in line)
        line.decode()  # no character is cut in two
    text = octets.decode().replace("TZID:", f"TZID:{FOREIGN}").replace("TZID=", f"TZID={FOREIGN}")
    return vobject.readOne(text, validate=True)


def unfolded(text):
    """Return the content lines of `text`, unfolded."""
    text = text if isinstance(text, str) else text.decode()
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def only(values):
    """Return the one of `values`."""
    (value,) = values
    return value
