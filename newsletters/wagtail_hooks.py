"""Registration only: what each thing does stands in its own module."""

from collections.abc import Iterator

from django.contrib.auth.models import AbstractUser, Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from newsletters import admin_menu, components


@hooks.register("register_admin_urls")
def register_sending_screens() -> list[URLPattern | URLResolver]:
    return [path("newsletters/", include("newsletters.admin_urls"))]


@hooks.register("register_admin_menu_item")
def register_mailings_menu_item() -> MenuItem:
    return admin_menu.MailingsMenuItem()


@hooks.register("register_reports_menu_item")
def register_sender_menu_item() -> MenuItem:
    return admin_menu.SenderMenuItem()


@hooks.register("register_settings_menu_item")
def register_limits_menu_item() -> MenuItem:
    return admin_menu.LimitsMenuItem()


@hooks.register("register_page_header_buttons")
def page_header_send_button(
    page: Page, user: AbstractUser, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    return admin_menu.send_buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def page_listing_send_button(page: Page, user: AbstractUser, next_url: str | None = None) -> Iterator[Button]:
    return admin_menu.send_buttons(page, user)


@hooks.register("register_page_action_menu_item")
def register_send_action() -> admin_menu.SendActionItem:
    return admin_menu.SendActionItem(order=90)


@hooks.register("construct_homepage_panels")
def add_newsletters_to_home(request: HttpRequest, panels: list[Component]) -> None:
    panels.extend(components.panels_for(request.user))


@hooks.register("register_permissions")
def register_mailing_permissions() -> QuerySet[Permission]:
    """Let the group editor show what roles hold."""
    of_mailings = Q(content_type__model="mailing") & ~Q(codename__regex="^(add|change|delete)_")
    of_rows = Q(codename__in=["view_message", "view_exclusion", "view_sendercheck", "add_sendercheck"])
    of_limits = Q(codename="change_sendinglimits")
    return Permission.objects.filter(of_mailings | of_rows | of_limits, content_type__app_label="delivery")
