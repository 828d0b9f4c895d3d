"""Meetings on the admin's first page, and the page on which all groups' health is told."""

from typing import Any, cast

from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from meetings.admin.workspace import PermissionMixin
from meetings.awaiting import health, work
from meetings.panels import VIEW_GROUPS

GROUPS_SHOWN = 8


class AwaitingPanel(Component):
    """What awaits whoever looks, by kind."""

    class Media:
        css = {"all": ["meetings/admin.css"]}

    order = 20
    template_name = "meetings/admin/home_awaiting.html"

    def __init__(self, user: AbstractUser) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"works": work.of(self.user, now=timezone.now())}


class HealthPanel(Component):
    """The groups with the most overdue actions."""

    class Media:
        css = {"all": ["meetings/admin.css"]}

    order = 30
    template_name = "meetings/admin/home_health.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        found = health.of_groups(now=timezone.now())
        return {"groups": found[:GROUPS_SHOWN], "number": len(found), "more": len(found) > GROUPS_SHOWN}


def panels(request: HttpRequest) -> list[Component]:
    """Return what the first page says of meetings, for those who can do something about it."""
    user = cast(AbstractUser, request.user)  # nobody comes here without an account
    found: list[Component] = []
    if work.concerns(user):
        found.append(AwaitingPanel(user))
    if user.has_perm(VIEW_GROUPS):
        found.append(HealthPanel())
    return found


class GroupsHealth(PermissionMixin, WagtailAdminTemplateMixin, TemplateView):
    """How all groups fare."""

    permission = VIEW_GROUPS
    _show_breadcrumbs = True
    header_icon = "group"
    page_title = gettext_lazy("Groups’ health")
    template_name = "meetings/admin/groups_health.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        groups = {"url": reverse("working_group:index"), "label": _("Working groups")}
        return [groups, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"groups": health.of_groups(now=timezone.now())}
