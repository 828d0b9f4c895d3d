"""The body of a page: its blocks, its table of contents, and how long it takes to read."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail.models import Page
from wagtail.rich_text import RichText

from home import rich_text
from home.body import outline
from home.body.citations import Citations

register = template.Library()


@register.simple_tag(takes_context=True)
def page_body(context: Context, page: Page) -> SafeString:
    """Return the blocks of `page.body`: headings with their anchors, references linked, sources last.

    A page with texts before its body has one `citations` for all of them in its context.
    """
    parts = outline.with_entries(page.body)
    citations = context.get("citations") or Citations.of(page.body)
    around = {"request": context.get("request"), "page": page, "citations": citations}
    return format_html_join("\n", "{}", ((child.render({**around, "entry": entry}),) for child, entry in parts))


@register.inclusion_tag("home/body/contents.html")
def page_contents(page: Page) -> dict[str, Any]:
    """Show the table of contents of a long page with several headings; of any other, nothing."""
    entries = outline.outline(page.body) if outline.is_long(outline.plain_text(page.body)) else []
    return {"entries": entries if len(entries) > 1 else []}


@register.simple_tag
def reading_time(page: Page) -> str:
    """Say how long a long page takes to read; of a short one, nothing."""
    return outline.reading_time(outline.plain_text(page.body))


@register.simple_tag(takes_context=True)
def cited(context: Context, text: str | RichText) -> SafeString:
    """Return clean rich text with its references to sources linked, within a page that has sources."""
    citations: Citations = context.get("citations") or Citations()
    return citations.link(rich_text.clean(text))


@register.filter
def with_anchors(questions: Any) -> list[tuple[str, Any]]:
    """Return the questions of a FAQ, each with the id that it has on the page."""
    anchors = outline.Anchors("question")
    return [(anchors.of(item["question"]), item) for item in questions]
