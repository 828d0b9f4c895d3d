"""The value of a field: a number, a macro, what stands in braces or quotation marks, or several of them joined by #."""

import re

from django.utils.translation import gettext as _

# So that no file grows by its macros, each of which may hold others.
_LONGEST_MACRO = 2000  # characters
_MOST_PARTS = 100  # that are joined by #
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MARKS = re.compile(r"(?<!\\)[{}\"#]")
_MACRO = re.compile(r"[^\s\"#%'(),={}]+")


class UnreadableValueError(Exception):
    """A value that is not whole; the text says in words what is wrong with it."""


class Macros:
    """What @string abbreviates, and the months. A macro must be defined before it is used, as in BibTeX."""

    def __init__(self) -> None:
        self._texts = {month: month for month in _MONTHS}

    def define(self, name: str, source: str) -> None:
        """Keep a macro; one that can't be read stands for itself wherever it is used."""
        try:
            self._texts[name.lower()] = value(source, self, [])[:_LONGEST_MACRO]
        except UnreadableValueError:
            self._texts.pop(name.lower(), None)

    def get(self, name: str) -> str | None:
        return self._texts.get(name.lower())


def value(source: str, macros: Macros, notes: list[str]) -> str:
    """Return the text of a field, its macros resolved.

    Raises:
        UnreadableValueError: it is none; mostly a comma is missing before the next field.
    """
    return "".join(_part(part.strip(), macros, notes) for part in _parts(source.strip())[:_MOST_PARTS])


def _parts(source: str) -> list[str]:
    """Split at each # that stands in no braces and no quotation marks."""
    parts, start, depth, quoted = [], 0, 0, False
    for mark in _MARKS.finditer(source):
        sign = mark.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif depth == 0 and sign == '"':
            quoted = not quoted
        elif depth == 0 and not quoted and sign == "#":
            parts.append(source[start : mark.start()])
            start = mark.end()
    return [*parts, source[start:]]


def _part(part: str, macros: Macros, notes: list[str]) -> str:
    if _is_enclosed(part, "{", "}") or _is_enclosed(part, '"', '"'):
        return part[1:-1]
    if part.isdecimal():
        return part
    if not _MACRO.fullmatch(part):
        raise UnreadableValueError(_("A comma, a brace or a quotation mark is missing at this field."))
    text = macros.get(part)
    if text is None:
        notes.append(_("The abbreviation “%s” is not explained in the file and stands as it is.") % part[:40])
        return part
    return text


def _is_enclosed(part: str, opening: str, closing: str) -> bool:
    """Tell whether the sign that `part` begins with is closed by the one that it ends with, and no sooner."""
    if len(part) < 2 or part[0] != opening or part[-1] != closing:
        return False
    depth = 0
    for mark in _MARKS.finditer(part, 1, len(part) - 1):
        if mark.group() == "{":
            depth += 1
        elif mark.group() == "}":
            depth -= 1
        elif mark.group() == '"' and closing == '"' and depth == 0:
            return False
        if depth < 0:
            return False
    return depth == 0
