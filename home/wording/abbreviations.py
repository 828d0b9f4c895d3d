"""Explains each abbreviation where a page first uses it: `<abbr title="…">`."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from home.models.terms import PreferredTerm

# Tags, with attributes that may hold “>”; comments are tags too. Between them stands text.
_TAG = re.compile(r"""(<!--.*?-->|<(?:[^<>"']|"[^"]*"|'[^']*')*>)""", re.DOTALL)
_NAME = re.compile(r"</?([a-z0-9]+)", re.IGNORECASE)
# In a link or a heading an explanation would be read out with it; the others hold no prose.
_LEFT_ALONE = {"a", "abbr", "button", "code", "h1", "h2", "h3", "h4", "option", "script", "style", "summary", "svg"}


def explain(html: str) -> SafeString:
    """Return `html`, well formed as our templates write it, with each abbreviation explained once. One query."""
    meanings = _meanings()
    if not meanings or not any(abbreviation in html for abbreviation in meanings):
        return mark_safe(html)  # noqa: S308  # as it came from the template
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(meanings, key=len, reverse=True)))})(?!\w)")

    def explained(match: re.Match[str]) -> str:
        meaning = meanings.pop(match.group(), None)
        return f'<abbr title="{escape(meaning)}">{match.group()}</abbr>' if meaning else match.group()

    parts, within = _TAG.split(html), 0
    for place, part in enumerate(parts):
        if place % 2:
            within += _depth(part)
        elif not within:
            parts[place] = pattern.sub(explained, part)
    return mark_safe("".join(parts))  # noqa: S308  # only elements were added, their texts escaped


def _meanings() -> dict[str, str]:
    """Return what each abbreviation, escaped as HTML has it, stands for: in the active language where it is known."""
    in_urdu = get_language() == "ur"
    terms = PreferredTerm.objects.exclude(abbreviation="")
    return {escape(term.abbreviation): (in_urdu and term.preferred_ur) or term.preferred for term in terms}


def _depth(tag: str) -> int:
    """Return how much deeper `tag` leads into what is left alone."""
    name = _NAME.match(tag)
    if not name or name.group(1).lower() not in _LEFT_ALONE or tag.endswith("/>"):
        return 0
    return -1 if tag.startswith("</") else 1
