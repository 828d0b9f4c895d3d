"""Previews of the mail in the editor: a made-up reader, dead personal links, and a reason where it can't be composed.

Nothing here may touch a real contact, and nothing of it is sent: Wagtail's userbar is added for the editor's checks.
"""

from typing import TYPE_CHECKING, Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from delivery import placeholders
from delivery.rendering import Content
from newsletters.compose import COMPOSE_ERRORS, compose

if TYPE_CHECKING:
    from newsletters.models import IssuePage

EMAIL, PHONE, TEXT = "email", "email-phone", "email-text"
MODES = [(EMAIL, _("E-mail")), (PHONE, _("E-mail on a phone")), (TEXT, _("E-mail as plain text"))]
SIZES: list[dict[str, Any]] = [
    {"name": "mobile", "icon": "mobile-alt", "device_width": 375, "label": _("Preview on a phone")},
    {"name": "mail", "icon": "mail", "device_width": 700, "label": _("Preview in a mail program")},
    {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("Preview on a desktop")},
]
READER = "Amina Example"
DEAD_LINK = "#preview"


# A mail's styles are inline. Wagtail serves previews under the page's own, public path, whose policy forbids that.
_policy_for_mail = csp_update({"style-src": [SELF, UNSAFE_INLINE]})


def serve(request: HttpRequest, issue: "IssuePage", mode: str) -> HttpResponseBase:
    """Return the preview of a draft, which may be half filled in: then the page says what stands in the way."""
    show = _policy_for_mail(lambda request: _page(request, issue, mode))
    return show(request)


def _page(request: HttpRequest, issue: "IssuePage", mode: str) -> HttpResponse:
    try:
        content = for_reader(compose(issue))
    except COMPOSE_ERRORS as error:
        return render(request, "newsletters/preview_failed.html", {"reason": str(error)})
    if mode == TEXT:
        return HttpResponse(content.text, content_type="text/plain; charset=utf-8")
    if mode == PHONE:
        return render(request, "newsletters/preview_phone.html", {"subject": content.subject, "html": content.html})
    return HttpResponse(_with_userbar(request, content.html))


def for_reader(content: Content, *, name: str = READER) -> Content:
    """Return `content` as one reader gets it, with personal links that lead nowhere."""
    values = {
        placeholders.NAME: name,
        placeholders.UNSUBSCRIBE_URL: DEAD_LINK,
        placeholders.PREFERENCES_URL: DEAD_LINK,
    }
    subject, html, text = content.subject, content.html, content.text
    for placeholder, value in values.items():
        subject = subject.replace(placeholder, value)
        html = html.replace(placeholder, escape(value))
        text = text.replace(placeholder, value)
    return Content(subject=subject, html=html, text=text)


def _with_userbar(request: HttpRequest, html: str) -> str:
    """Add the userbar, without which the editor's checks panel reports “no issues” for whatever it is shown."""
    userbar = render_to_string("newsletters/preview_userbar.html", request=request)
    return html.replace("</body>", f"{userbar}</body>")
