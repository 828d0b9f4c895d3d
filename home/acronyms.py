"""Names like mhGAP-HIG, COVID-19 and ICD-11, which no line should break."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Parts joined by hyphens, with two capitals in a row somewhere: “mhGAP-HIG-PK”, and not “supervision-based”.
_JOINED = re.compile(r"((?<![\w-])(?=[A-Za-z0-9-]*[A-Z]{2})[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+(?![\w-]))")
LONGEST = 20  # characters; what is longer might not fit the narrowest screen


def unbroken(text: str) -> SafeString:
    """Return a title as HTML in which such names stay in one line. What is copied, found and read out is the same."""
    parts = enumerate(_JOINED.split(text))
    return format_html_join("", "{}", ((_whole(part) if place % 2 else part,) for place, part in parts))


def _whole(name: str) -> SafeString | str:
    return format_html('<span class="unbroken">{}</span>', name) if len(name) <= LONGEST else name
