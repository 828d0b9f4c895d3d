"""Registration only: what each thing does stands in its own module."""

from collections.abc import Iterator

from django.contrib.auth.models import AbstractUser, Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from home.admin import first_page, messaging, translations
from home.admin.figures import KeyFigureViewSet
from home.admin.helplines import HelplineViewSet
from home.admin.terms import PreferredTermViewSet
from home.choosers import helpline_chooser, key_figure_chooser
from home.helplines import register
from home.page_links import PageLinkHandler
from home.safe_messaging import gate
from home.translating import confirming


@hooks.register("register_rich_text_features", order=1)  # after Wagtail's own handler, in whose place it comes
def lead_to_pages(features: FeatureRegistry) -> None:
    features.register_link_type(PageLinkHandler)


hooks.register("before_publish_page", gate.before_publishing)
hooks.register("after_copy_page", gate.after_copying)


@hooks.register("register_admin_viewset")
def key_figures() -> KeyFigureViewSet:
    return KeyFigureViewSet("key-figures")


@hooks.register("register_admin_viewset")
def preferred_terms() -> PreferredTermViewSet:
    return PreferredTermViewSet("preferred-terms")


@hooks.register("register_admin_viewset")
def lists_and_choosers() -> list[ViewSet]:
    return [HelplineViewSet(), key_figure_chooser, helpline_chooser]


@hooks.register("register_admin_urls")
def override_of_safe_messaging() -> list[URLPattern]:
    return messaging.urlpatterns


@hooks.register("register_admin_urls")
def confirming_of_translations() -> list[URLPattern]:
    return translations.urlpatterns


@hooks.register("register_reports_menu_item")
def translations_that_wait() -> MenuItem:
    return translations.WaitingMenuItem()


@hooks.register("register_page_header_buttons")
def confirm_beside_title(
    page: Page, user: AbstractUser, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    return translations.buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def confirm_in_lists(page: Page, user: AbstractUser, next_url: str | None = None) -> Iterator[Button]:
    return translations.buttons(page, user)


@hooks.register("construct_homepage_panels")
def add_to_first_page(request: HttpRequest, panels: list[Component]) -> None:
    panels.extend(first_page.panels(request))


@hooks.register("register_log_actions")
def log_verifications(actions: LogActionRegistry) -> None:
    actions.register_action(register.VERIFY, _("Verified"), _("Verified, and shown to readers"))
    actions.register_action(register.FALL, _("To be verified"), _("Hidden, because what readers are told changed"))


@hooks.register("register_log_actions")
def log_confirmations(actions: LogActionRegistry) -> None:
    actions.register_action(confirming.CONFIRM, _("Confirm translation"), _("Confirmed what a machine translated"))


@hooks.register("register_permissions")
def show_permissions_of_care() -> QuerySet[Permission]:
    """Let the group editor show what roles hold."""
    return Permission.objects.filter(
        content_type__app_label="home", codename__in=["verify_helpline", "add_messagingoverride"]
    )
