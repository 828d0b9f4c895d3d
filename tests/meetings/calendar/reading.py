"""Calendars read by a parser that did not write them (vobject), and as the octets that they are."""

import itertools

import vobject

_numbers = itertools.count()


def read(text):
    """Return the calendar that `text` (str or bytes) holds, once its octets are found to keep RFC 5545, 3.1."""
    octets = text if isinstance(text, bytes) else text.encode()
    assert octets.endswith(b"END:VCALENDAR\r\n")
    lines = octets.removesuffix(b"\r\n").split(b"\r\n")
    for line in lines:
        assert len(line) <= 75
        assert not any(octet < 32 and octet != 9 for octet in line)
        line.decode()  # no character is cut in two
    # Under names that it meets for the first time: the VTIMEZONE alone tells it the clock.
    foreign = f"X{next(_numbers)}-"
    text = octets.decode().replace("TZID:", f"TZID:{foreign}").replace("TZID=", f"TZID={foreign}")
    return vobject.readOne(text, validate=True)


def unfolded(text):
    """Return the content lines of `text`, unfolded."""
    text = text if isinstance(text, str) else text.decode()
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def only(values):
    """Return the one of `values`."""
    (value,) = values
    return value
