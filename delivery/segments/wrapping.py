"""HTML on short lines, without a change of meaning.

MJML writes one line of tens of thousands of characters, and a mail's line holds 998 octets.
Between two tags a line break is a space, which tears inline blocks apart; *inside* a tag, before
an attribute, it is nothing. So lines are broken there, and at the spaces of ordinary text.
"""

import re
from collections.abc import Iterator

WIDTH = 400  # octets: leaves more than half of a line's 998 to the values that come later

_TOKEN = re.compile(
    r"""
      <!--.*?-->                                              # comments, conditional ones too
    | <(style|script|textarea|title)\b.*?</\1\s*>             # not HTML inside
    | </?[a-z](?:[^>"']|"[^"]*"|'[^']*')*>                    # a tag
    | [^<]+                                                   # text
    | <
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([a-z][^\s/>]*)", re.IGNORECASE)
_OPAQUE = re.compile(r"<(?:!|(?:style|script|textarea|title)\b)", re.IGNORECASE)
_SPACE_OUTSIDE_QUOTES = re.compile(r""" (?=(?:[^"']|"[^"]*"|'[^']*')*\Z)""")
_BREAKS_SHOW = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)


def wrap_html(html: str, width: int = WIDTH) -> str:
    """`html` with some of its spaces turned into line breaks, so that lines are about `width` octets.

    What cannot be broken safely (a long attribute, a comment, a style sheet) keeps its length.
    """
    if all(len(line) <= width for line in html.split("\n")):
        return html
    lines = [""]
    used = 0
    for unit in _units(html):
        room_taken = _octets(unit.partition("\n")[0])
        if unit.startswith(" ") and used + room_taken > width:
            lines.append(unit[1:])
            used = 0
        else:
            lines.append(lines.pop() + unit)
        used = _octets(unit.rpartition("\n")[2]) + (0 if "\n" in unit else used)
    return "\n".join(lines)


def _octets(text: str) -> int:
    return len(text.encode(errors="replace"))


def _units(html: str) -> Iterator[str]:
    """The text cut before every space that may become a line break."""
    preformatted = 1 if _BREAKS_SHOW.search(html) else 0  # how many elements deep; by CSS it may be anywhere
    unit = ""
    for match in _TOKEN.finditer(html):
        token = match[0]
        tag = None if _OPAQUE.match(token) else _TAG.match(token)
        if tag and tag[2].lower() == "pre":
            preformatted += -1 if tag[1] else 1
        if tag:
            atoms = _SPACE_OUTSIDE_QUOTES.split(token)
        elif token.startswith("<") or preformatted > 0:
            atoms = [token]
        else:
            atoms = token.split(" ")
        unit += atoms[0]
        for atom in atoms[1:]:
            yield unit
            unit = f" {atom}"
    yield unit
