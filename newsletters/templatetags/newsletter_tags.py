"""What the templates of blocks are written with. Every tag looks at the context's medium and does what it needs."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from home.blocks import TEXT, WEB, medium_of
from home.formats import language_of
from newsletters import plain_text, rich_text
from newsletters.blocks.links import LinkValue
from newsletters.languages import direction

register = template.Library()


@register.simple_tag(takes_context=True)
def rich(context: Any, text: Any) -> str:
    """Rich text in paragraphs."""
    return rich_text.render(text, medium=medium_of(context), start=context.get("start", "left")) if text else ""


@register.simple_tag(takes_context=True)
def rich_inline(context: Any, text: Any, *, linked: bool = True) -> str:
    """Rich text without paragraphs; without links where it stands in a link itself."""
    return rich_text.render_inline(text, medium=medium_of(context), linked=linked) if text else ""


@register.simple_tag(takes_context=True)
def href(context: Any, target: LinkValue | Page | None) -> str:
    """The address of a link or a page: absolute in mail. Empty where there is none that can be shown."""
    absolute = medium_of(context) != WEB
    if not target:
        return ""
    if isinstance(target, Page):
        # Not `.url`: publications have a field of that name, the address of their full text.
        url = (target.get_full_url() if absolute else target.get_url()) or ""
    else:
        url = target.resolve(absolute=absolute)
    return rich_text.without_brackets(url)


@register.simple_tag(takes_context=True)
def linked(context: Any, text: str, url: str) -> str:
    """In the text part: `text <url>`, or the text alone where there is no address."""
    if medium_of(context) != TEXT:
        raise template.TemplateSyntaxError("{% linked %} writes plain text; in HTML, write an <a>.")
    return mark_safe(plain_text.link(text, url)) if url else text  # noqa: S308  # plain text is never read as HTML


@register.filter
def underline(text: str, mark: str = "=") -> str:
    """A heading of the text part."""
    return plain_text.underline(str(text), mark)


@register.filter
def isolated(text: str) -> str:
    """A run in another script within plain text, kept from pulling its neighbours along."""
    return plain_text.isolate(text) if text else ""


@register.simple_tag(takes_context=True)
def own_words(context: Any, text: str) -> str:
    """Words of a record, set apart where they are in another script than what surrounds them: MyCare+ in Urdu."""
    language = language_of(str(text))
    if not text or language == (get_language() or "").split("-")[0]:
        return text
    if medium_of(context) == TEXT:
        return plain_text.isolate(text)
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', language, direction(language), text)


@register.filter
def in_rows(items: Sequence[Any], size: int) -> list[Sequence[Any]]:
    """`items` in rows of `size`, the last of them shorter."""
    return [items[start : start + size] for start in range(0, len(items), size)]


@register.filter
def in_balanced_rows(items: Sequence[Any], most: int) -> list[Sequence[Any]]:
    """`items` in as few rows of at most `most` as can be, none much shorter than the others: four make two and two."""
    rows = -(-len(items) // most)
    return in_rows(items, -(-len(items) // rows)) if items else []


@register.filter
def direction_of(language: str) -> str:
    """`rtl` or `ltr`."""
    return direction(language)


@register.filter
def start_of(language: str) -> str:
    """The side that a line of `language` begins on, `right` or `left`: mail knows no logical sides."""
    return "right" if direction(language) == "rtl" else "left"


@register.filter
def unbracketed(url: str) -> str:
    """`url` in which nothing can be taken for a placeholder."""
    return rich_text.without_brackets(url)
