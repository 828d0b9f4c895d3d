"""What pages say to machines in the words of https://schema.org, as JSON-LD: one way to write it for every room."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# What could end a <script> element or begin a comment in it.
_UNSAFE_IN_SCRIPT = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def script(data: dict[str, Any]) -> SafeString:
    """Return what is said in `data` as an element for the page's head; nothing where nothing is said.

    Properties that are empty are left out, at every depth; `@context` is added.
    """
    said = _filled(data)
    if not said:
        return SafeString("")
    whole = {"@context": "https://schema.org"} | said
    text = json.dumps(whole, ensure_ascii=False).translate(_UNSAFE_IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the way to a page: the name and whole address of each step, the page itself last."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (name, url) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def item_list(items: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return what a page lists, by name and whole address."""
    found = [
        {"@type": "ListItem", "position": position, "name": name, "url": url}
        for position, (name, url) in enumerate(items, start=1)
    ]
    return {"@type": "ItemList", "numberOfItems": len(found), "itemListElement": found} if found else {}


def questions(asked: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return questions with their answers, which may be simple HTML, as https://schema.org/FAQPage."""
    entities = [
        {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
        for question, answer in asked
    ]
    return {"@type": "FAQPage", "mainEntity": entities} if entities else {}


def _filled(value: Any) -> Any:
    """Return `value` without what is empty in it: no text, no list, nothing known. 0 and False say something."""
    if isinstance(value, dict):
        filled = {name: _filled(part) for name, part in value.items()}
        return {name: part for name, part in filled.items() if part not in ("", None, [], {})}
    if isinstance(value, list | tuple):
        return [part for part in map(_filled, value) if part not in ("", None, [], {})]
    return value
