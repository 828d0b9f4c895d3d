"""Rich text in the shapes that an issue needs beyond the site's own: styled for mail, on one line, as plain text."""

import re

import nh3
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText

from home.blocks import EMAIL, TEXT, WEB
from home.rich_text import ATTRIBUTES, SCHEMES, TAGS, clean
from newsletters import plain_text

# Mail programs that drop <style> still have to show the mail as it was drawn. {start} is the side a line begins on.
# Lists are indented by their margin: Outlook knows no padding of theirs and would cut their marks off.
_STYLES = {
    "a": "color:#14633f;text-decoration:underline",
    "p": "margin:0 0 12px",
    "ol": "margin:0 0 12px;margin-{start}:26px;padding:0",
    "ul": "margin:0 0 12px;margin-{start}:26px;padding:0",
    "li": "margin:4px 0",
}
_HREF = re.compile(r'(<a\b[^>]*\bhref=")([^"]*)(")')
_PARAGRAPH_BREAK = re.compile(r"</p>\s*<p\b[^>]*>")


def render(text: str | RichText, *, medium: str, start: str = "left") -> str:
    """Return rich text for `medium`: HTML for the site and the mail, paragraphs without markup for the text part.

    Raises:
        home.rich_text.RichTextTooLongError: see `home.rich_text.clean`.
    """
    html = _clean(text, medium)
    if medium == TEXT:
        return plain_text.from_html(html)
    return _sanitise(html, styles=_styles(start)) if medium == EMAIL else html


def render_inline(text: str | RichText, *, medium: str, linked: bool = True) -> str:
    """Return rich text without paragraphs, to stand in a list's entry or, with `linked` false, within a link."""
    html = _PARAGRAPH_BREAK.sub("<br>", _clean(text, medium))
    if medium == TEXT:
        return " ".join(plain_text.from_html(_sanitise(html, without={"p"} if linked else {"p", "a"})).split())
    styles = {"a": _STYLES["a"]} if medium == EMAIL else {}
    return _sanitise(html, without={"p"} if linked else {"p", "a"}, styles=styles)


def without_brackets(url: str) -> str:
    """Return `url` with square brackets encoded: in an address they could otherwise be a placeholder's."""
    return url.replace("[", "%5B").replace("]", "%5D")


def _clean(text: str | RichText, medium: str) -> SafeString:
    html = clean(text, base_url="" if medium == WEB else f"{settings.SITE_URL}/")
    return mark_safe(  # noqa: S308  # cleaned, and encoding brackets adds nothing
        _HREF.sub(lambda found: found[1] + without_brackets(found[2]) + found[3], html)
    )


def _styles(start: str) -> dict[str, str]:
    return {tag: style.format(start=start) for tag, style in _STYLES.items()}


def _sanitise(html: str, *, without: set[str] | None = None, styles: dict[str, str] | None = None) -> SafeString:
    """Drop the tags `without`, keeping what is in them, and give each tag its style; nh3 is the last to touch it."""
    return mark_safe(  # noqa: S308
        nh3.clean(
            html,
            tags=TAGS - (without or set()),
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            link_rel=None,
            set_tag_attribute_values={tag: {"style": style} for tag, style in (styles or {}).items()},
        )
    )
