"""What a reader's value becomes before it stands in a header, in HTML or in text."""

import re
from html import escape

# Everything that some program somewhere takes for the end of a line.
_LINE_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
# Other controls, lone surrogates, and the bidirectional embeddings, overrides and isolates, which
# would turn around the text that follows. Joiners and directional marks stay: Urdu and emoji need them.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def clean(value: str) -> str:
    """The value on one line: breaks and tabs become a space, controls and bidi overrides go."""
    if value.isprintable():
        return value
    return _UNSAFE.sub("", _LINE_BREAKS.sub(" ", value))


def for_text(value: str) -> bytes:
    """A value in the text part."""
    return clean(value).encode()


def for_html(value: str) -> bytes:
    """A value in HTML, between tags or in a quoted attribute."""
    return escape(clean(value)).encode()
