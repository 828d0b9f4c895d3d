"""Issue → mail: one subject, one HTML part, one text part per language, with placeholders where readers differ.

Django renders the blocks' MJML and text templates, the compiler turns MJML into HTML, once. Authors may type `[[name]]`
only; every other placeholder comes from the frame around the body; what looks like one in the body is disarmed.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from wagtail.models import Site

from delivery import placeholders
from delivery.exceptions import RenderingError
from delivery.rendering import Content, compile_mjml, frame, render_text
from home.blocks import EMAIL, TEXT
from home.models import UnitSettings
from home.rich_text import RichTextTooLongError
from newsletters import plain_text

if TYPE_CHECKING:
    from newsletters.models import IssuePage

# What `compose` raises when it is the issue's content that stands in the way.
COMPOSE_ERRORS = (RenderingError, RichTextTooLongError)
# Between the brackets of what only looks like a placeholder: invisible, and no line breaks there (U+2060 WORD JOINER).
_DEFUSED = "[\u2060["
_FORGED = re.compile(rf"\[\[(?!{re.escape(placeholders.key(placeholders.NAME))}\]\])")
# Not allowed in XML, and so neither in MJML: C0 and C1 controls, halves of surrogate pairs, non-characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def compose(issue: "IssuePage") -> Content:
    """Return the mail that `issue` becomes, in the issue's language.

    Raises:
        RenderingError: the mail can't be compiled, or would break a rule that every mail keeps.
        RichTextTooLongError: a text block holds more than any issue may.
    """
    language = issue.locale.language_code
    with translation.override(language):
        context = _context(issue, language)
        mjml = render_to_string("email/newsletters/issue.mjml", {**context, "sections": _sections(issue, context)})
        text = render_text("email/newsletters/issue.txt", {**context, "parts": _parts(issue, context)})
        return Content(
            subject=defuse(_one_line(issue.subject)),
            html=compile_mjml(mjml, language=language),
            text=plain_text.wrap(text),
        )


def weights(issue: "IssuePage") -> list[int]:
    """Return what each block of the body adds to the mail, in bytes before compilation: enough to find the heaviest."""
    language = issue.locale.language_code
    with translation.override(language):
        context = {**_context(issue, language), "medium": EMAIL}
        return [len(_rendered(child, context).encode()) for child in issue.body]


def defuse(text: str) -> str:
    """Return `text` with all that could be taken for a placeholder disarmed, but for the reader's name."""
    return _FORGED.sub(_DEFUSED, _UNWRITABLE.sub("", text))


def _context(issue: "IssuePage", language: str) -> dict[str, Any]:
    """Return what the frame around the body shows. Authors' words are defused here, once."""
    unit = UnitSettings.for_site(issue.get_site() or Site.objects.get(is_default_site=True))
    title = defuse(issue.title or "")
    return {
        **frame(language),
        "number": issue.number,
        "date": issue.issue_date,
        "title": title,
        "subject": defuse(_one_line(issue.subject)) or title,
        "preheader": defuse(_one_line(issue.preheader)),
        "greeting": defuse(_one_line(issue.greeting)),
        "unit": {
            "name": unit.in_language("unit_name"),
            "ministry": unit.in_language("ministry"),
            "postal_address": unit.in_language("postal_address"),
        },
        "browser_url": issue.full_url or "",
        "editions": list(_other_editions(issue)),
        "machine_made": issue.machine_made,
        "unsubscribe_url": placeholders.UNSUBSCRIBE_URL,
        "preferences_url": placeholders.PREFERENCES_URL,
    }


def _other_editions(issue: "IssuePage") -> Iterator[dict[str, str]]:
    for edition in issue.get_translations().live().public().select_related("locale") if issue.pk else ():
        code = edition.locale.language_code
        yield {"url": edition.full_url, "name": get_language_info(code)["name_local"], **frame(code)}


def _sections(issue: "IssuePage", context: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the body's MJML: bands by themselves, the blocks between them gathered into one section."""
    medium = {**context, "medium": EMAIL}
    sections = []
    for band, blocks in groupby(issue.body, key=lambda child: child.block.meta.band):
        rendered = [_rendered(child, medium) for child in blocks]
        for mjml in rendered if band else ["".join(rendered)]:
            if mjml.strip():
                sections.append({"band": band, "mjml": mark_safe(mjml)})  # noqa: S308  # templates escaped it
    return sections


def _parts(issue: "IssuePage", context: dict[str, Any]) -> list[str]:
    rendered = (_rendered(child, {**context, "medium": TEXT}).strip("\n") for child in issue.body)
    return [part for part in rendered if part.strip()]


def _rendered(child: Any, context: dict[str, Any]) -> SafeString:
    return mark_safe(defuse(child.render(context)))  # noqa: S308


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())
