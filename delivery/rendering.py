"""Templates to mail: MJML compiled with a cure for every fault of the compiler that was met, and the result checked.

The compiler (MRML through mjml-python) takes unknown tags in silence, writes ``lang="und"`` unless told, gives images
no ``alt``, links Google's fonts, and dies on deep nesting. Compiling is therefore no proof: `check_html` is.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation
from mjml import mjml2html

from delivery.exceptions import RenderingError

# The compiler crashes the process at 8,000 to 10,000 levels; real mail has about twenty.
MAX_DEPTH = 200
MAX_SOURCE_CHARACTERS = 1_000_000

_ROOT = re.compile(r"<mjml\b[^<>]*>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<(/?)([^\s<>/!?]+)([^<>]*)(.?)", re.DOTALL)
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
# Whitespace with a line break between two inline tags is dropped by the compiler, which glues words together.
_LOST_SPACE = re.compile(r"(<(?!/?mj)[^<>]*>)\s*\n\s*(?=<(?!/?mj))")
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_FOREIGN_HOSTS = ("fonts.googleapis.com", "www.mailjet.com")


@dataclass(frozen=True, slots=True)
class Content:
    """A mail in one language: subject, HTML and text, with placeholders where readers differ.

    A `calendar` (an iCalendar object with its METHOD) goes along as it is, for calendars to read; it has none.
    """

    subject: str
    html: str
    text: str
    calendar: str = ""

    @property
    def hash(self) -> str:
        """SHA-256 over the parts that there are, in hexadecimal."""
        parts = [self.subject, self.html, self.text, *([self.calendar] if self.calendar else [])]
        canonical = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def direction(language: str) -> str:
    """Return ``rtl`` or ``ltr`` for a language code."""
    bidi = language in settings.LANGUAGES_BIDI or language.split("-")[0] in settings.LANGUAGES_BIDI
    return "rtl" if bidi else "ltr"


def frame(language: str) -> dict[str, str]:
    """Return what ``templates/email/base.mjml`` needs to know of the language it is written in."""
    rtl = direction(language) == "rtl"
    return {
        "language": language,
        "direction": "rtl" if rtl else "ltr",
        "start": "right" if rtl else "left",
        "end": "left" if rtl else "right",
    }


def compile_mjml(source: str, *, language: str) -> str:
    """Compile MJML to HTML whose language and direction are `language`'s, whatever the source says of them.

    HTML that people wrote must be cleaned (nh3) before it comes into `source`.

    Raises:
        RenderingError: the source does not compile or is dangerous, or the HTML breaks a rule; the text names which.
    """
    _check_source(source)
    source = _ROOT.sub(f'<mjml lang="{language}" dir="{direction(language)}">', source.strip(), count=1)
    source = _LOST_SPACE.sub(r"\1 ", source)
    try:
        html: str = mjml2html(source, fonts={})
    except ValueError as error:
        raise RenderingError(f"MJML does not compile: {error}") from error
    check_html(html, language=language)
    return html


def _check_source(source: str) -> None:
    """Refuse what would crash the compiler or come out of it as something else."""
    if len(source) > MAX_SOURCE_CHARACTERS:
        raise RenderingError(f"The source has {len(source):,} characters; {MAX_SOURCE_CHARACTERS:,} is the most.")
    if not _ROOT.search(source):
        raise RenderingError("The source has no <mjml> element.")
    depth = 0
    for closing, name, attributes, end in _TAG.findall(_COMMENT.sub("", source)):
        _check_attributes(attributes, end)
        if attributes.endswith("/") or name.lower() in _VOID:
            continue
        depth += -1 if closing else 1
        if depth > MAX_DEPTH:
            raise RenderingError(f"Elements are nested more than {MAX_DEPTH} deep.")


def _check_attributes(attributes: str, end: str) -> None:
    """Refuse attributes that hide what follows, from the count of levels or from the compiler."""
    if end != ">" or set("\"'") & set(_QUOTED.sub("", attributes)):
        raise RenderingError("A tag holds < or >, or a quotation mark too many: write &lt;, &gt; and &quot;.")
    if any(value.startswith("'") and '"' in value for value in _QUOTED.findall(attributes)):
        # The compiler writes it in double quotes, unescaped: it would break out of its attribute.
        raise RenderingError("An attribute in single quotes holds a double quote.")


def check_html(html: str, *, language: str) -> None:
    """Assert what every mail's HTML must have.

    Raises:
        RenderingError: language or direction are missing, an image has no alt, the title is empty, or a foreign host
            is linked.
    """
    faults = []
    mark = re.escape(f'lang="{language}" dir="{direction(language)}"')
    if not re.search(rf"<html\b[^>]*{mark}", html):
        faults.append("<html> lacks the language and direction")
    if not re.search(rf"<body\b[^>]*>.*?<div\b[^>]*{mark}", html, re.DOTALL):
        faults.append("the body's wrapper lacks the language and direction")
    if not re.search(r"<title>\s*[^<\s]", html):
        faults.append("the title is empty")
    faults += [f"an image has no alt: {tag[:80]}" for tag in _IMAGE.findall(html) if not re.search(r"\salt=", tag)]
    faults += [f"it links {host}" for host in _FOREIGN_HOSTS if host in html]
    if faults:
        raise RenderingError("The mail's HTML breaks a rule: " + "; ".join(faults) + ".")


def render_text(template: str, context: Mapping[str, Any]) -> str:
    """Render a template of plain text: nothing is escaped, since nothing reads it as HTML."""
    plain = engines["django"].from_string("{% autoescape off %}{% include template %}{% endautoescape %}")
    return plain.render({**context, "template": template}).strip() + "\n"


def render_message(folder: str, *, context: Mapping[str, Any], language: str) -> Content:
    """Render ``{folder}/subject.txt``, ``body.mjml`` and ``body.txt`` in `language`.

    Raises:
        RenderingError: see `compile_mjml`.
        TemplateDoesNotExist: one of the three is missing.
    """
    with translation.override(language):
        values = {**context, **frame(language)}
        subject = " ".join(render_text(f"{folder}/subject.txt", values).split())
        values["subject"] = subject
        html = compile_mjml(render_to_string(f"{folder}/body.mjml", values), language=language)
        return Content(subject=subject, html=html, text=render_text(f"{folder}/body.txt", values))
