"""The ways into the sending screens: a menu item, a button on issues, an action in the editor."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from newsletters.models import IssuePage
from newsletters.permissions import Act, policy


class MailingsMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Mailings"),
            reverse_lazy("newsletters_admin:mailings"),
            name="mailings",
            icon_name="mail",
            order=250,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return policy.allows(request.user, Act.SEE)


class SenderMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Sender"), reverse_lazy("newsletters_admin:sender"), name="sender", icon_name="mail", order=50
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return policy.allows(request.user, Act.SEE_SENDER)


class LimitsMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Pace of sending"),
            reverse_lazy("newsletters_admin:limits"),
            name="sending-limits",
            icon_name="mail",
            order=450,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return policy.allows(request.user, Act.SET_LIMITS)


class SendActionItem(ActionMenuItem):
    """“Send…” among the editor's actions: a link, since sending is a screen of its own. A locked issue is sent too."""

    name = "action-send"
    label = gettext_lazy("Send…")
    icon_name = "mail"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return _is_sendable(context.get("page")) and policy.allows(context["request"].user, Act.SEE)

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("newsletters_admin:send", args=[parent_context["page"].pk])


def send_buttons(page: Page, user: AbstractUser) -> Iterator[Button]:
    """Yield “Send…” where `page` is an issue and `user` may see mailings."""
    if _is_sendable(page) and policy.allows(user, Act.SEE):
        yield Button(_("Send…"), url=reverse("newsletters_admin:send", args=[page.pk]), icon_name="mail", priority=12)


def _is_sendable(page: Page | None) -> bool:
    return page is not None and page.pk is not None and page.specific_class is IssuePage
