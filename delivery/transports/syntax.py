"""Frozen content in a provider's own template language: our placeholders become its fields, all else stays text.

What an author or a reader's name holds may look like the provider's language, a ``{{`` for example. It must arrive as
it was written and never be carried out, so its first character is disarmed: in HTML as a character reference, in text
by an invisible word joiner behind it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Literal

from delivery import placeholders
from delivery.rendering import Content
from delivery.transports.profiles import FIELD, Profile

_Form = Literal["html", "text"]

_PLACEHOLDER = "|".join(map(re.escape, sorted(placeholders.ALL)))
_WORD_JOINER = "\N{WORD JOINER}"


@dataclass(frozen=True, slots=True)
class Template:
    """Content in the provider's language, and the names of the fields in it."""

    content: Content
    fields: frozenset[str]


class Syntax:
    """One provider's template language."""

    def __init__(self, profile: Profile) -> None:
        self._field = profile.merge_field
        self._command = re.compile(profile.commands or r"(?!)")  # (?!): nothing
        self._either = re.compile(f"(?P<placeholder>{_PLACEHOLDER})|{profile.commands or '(?!)'}")

    def template(self, content: Content) -> Template:
        """Translate content that holds placeholders. HTML and text have fields of their own: only one is escaped."""
        fields: set[str] = set()
        translated = Content(
            subject=self._translated(content.subject, "text", fields),
            html=self._translated(content.html, "html", fields),
            text=self._translated(content.text, "text", fields),
            calendar=content.calendar,
        )
        return Template(translated, frozenset(fields))

    def values(self, template: Template, values: Mapping[str, str]) -> dict[str, str]:
        """Return what one reader's fields hold, given the values of the placeholders."""
        return {field: self._value(field, values) for field in template.fields}

    def plain(self, content: Content) -> Content:
        """Return filled content with whatever looks like the provider's language disarmed."""
        return Content(
            subject=self.text(content.subject),
            html=self._html(content.html),
            text=self.text(content.text),
            calendar=content.calendar,  # a file: no provider reads its language in one
        )

    def text(self, value: str) -> str:
        """Return a value for text and headers, disarmed."""
        return self._command.sub(lambda match: _disarmed(match[0], "text"), value)

    def _html(self, value: str) -> str:
        return self._command.sub(lambda match: _disarmed(match[0], "html"), value)

    def _value(self, field: str, values: Mapping[str, str]) -> str:
        name, _, form = field.rpartition("_")
        return self._html(escape(values[name])) if form == "html" else self.text(values[name])

    def _translated(self, value: str, form: _Form, fields: set[str]) -> str:
        def translated(match: re.Match[str]) -> str:
            if match["placeholder"] is None:
                return _disarmed(match[0], form)
            field = f"{placeholders.key(match['placeholder'])}_{form}"
            fields.add(field)
            return self._field.replace(FIELD, field)

        return self._either.sub(translated, value)


def _disarmed(character: str, form: _Form) -> str:
    return f"&#{ord(character)};" if form == "html" else character + _WORD_JOINER
