"""The demo's outbox: what the mail catcher caught, shown to staff as a reader's mail program would show it.

It exists only where mail ends in the catcher. Anywhere else its addresses answer 404 and its menu item is not there.
"""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from delivery.mailcatcher import Envelope, caught

PER_PAGE = 50
# A caught mail is shown like a stranger's: no script, no form, nothing loaded but pictures and styles.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "img-src {site} 'self' data:; style-src 'unsafe-inline'"
)


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """One file of the catcher."""

    name: str
    envelope: Envelope
    message: EmailMessage

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def language(self) -> str:
        return str(self.message["Content-Language"] or "")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def text(self) -> str:
        return self._part("plain")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


def is_there() -> bool:
    """Whether mail ends in the catcher here."""
    return settings.EMAIL_TRANSPORT == "catcher"


def read(envelope: Envelope, file: Path) -> CaughtMail:
    return CaughtMail(file.name, envelope, message_from_bytes(file.read_bytes(), policy=policy.default))


def find(name: str) -> CaughtMail:
    """Return the caught mail of that file name.

    Raises:
        Http404: there is none.
    """
    for envelope, file in caught(settings.CATCHER_DIR):
        if file.name == name:
            return read(envelope, file)
    raise Http404


class OutboxMixin(WagtailAdminTemplateMixin):
    """What the outbox's screens share."""

    header_icon = "mail"
    page_title = _("Demo outbox")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_there():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class OutboxView(OutboxMixin, TemplateView):
    """The caught mails, newest first, searched by recipient."""

    template_name = "coordination_site/outbox.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sought = self.request.GET.get("q", "").strip().lower()
        files = [
            (envelope, file)
            for envelope, file in caught(settings.CATCHER_DIR)
            if any(sought in recipient.lower() for recipient in envelope.rcpt_tos)
        ]
        paginator = Paginator(files, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        mails = [read(envelope, file) for envelope, file in page]
        range_shown = paginator.get_elided_page_range(page.number)
        return super().get_context_data(page=page, mails=mails, sought=sought, elided_page_range=range_shown, **kwargs)


class CaughtMailView(OutboxMixin, TemplateView):
    """One caught mail: as a mail program shows it, as plain text, and every header."""

    template_name = "coordination_site/caught_mail.html"

    @cached_property
    def mail(self) -> CaughtMail:
        return find(self.kwargs["name"])

    def get_page_title(self) -> str:
        return str(self.mail.message["Subject"] or _("No subject"))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        outbox = {"url": reverse("demo_outbox"), "label": self.page_title}
        return [*self.breadcrumbs_items, outbox, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mail=self.mail, **kwargs)


class CaughtHtmlView(OutboxMixin, View):
    """The HTML part alone, for a frame. Its links open beside it."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        html = find(name).html.replace("<head>", '<head><base target="_blank">', 1)
        policy = MAIL_POLICY.format(site=settings.SITE_URL)
        return HttpResponse(html, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"})


class OutboxMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_there()


def menu_item() -> MenuItem:
    return OutboxMenuItem(OutboxMixin.page_title, reverse("demo_outbox"), icon_name="mail", order=900)


# Wagtail lets only staff who may enter the admin reach what it includes.
urlpatterns: list[URLPattern] = [
    path("demo-outbox/", OutboxView.as_view(), name="demo_outbox"),
    path("demo-outbox/<str:name>/", CaughtMailView.as_view(), name="demo_outbox_mail"),
    path("demo-outbox/<str:name>/html/", CaughtHtmlView.as_view(), name="demo_outbox_html"),
]
