"""Registration only; the screens are in `meetings.admin`."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from meetings.admin import home, menu, pages
from meetings.admin.actions import ActionsMenuItem
from meetings.admin.decisions import DecisionsMenuItem
from meetings.admin.groups import WorkingGroupViewSet
from meetings.admin.reviews import YearInReviewViewSet, year_in_review_chooser
from meetings.admin.series import SeriesViewSet


@hooks.register("register_admin_urls")
def register_meeting_screens() -> list[URLPattern | URLResolver]:
    return [path("meetings/", include("meetings.admin_urls"))]


@hooks.register("register_admin_viewset")
def register_lists() -> list:
    return [WorkingGroupViewSet(), SeriesViewSet(), YearInReviewViewSet(), year_in_review_chooser]


@hooks.register("register_admin_menu_item")
def register_meetings_menu() -> MenuItem:
    return menu.submenu()


@hooks.register(menu.HOOK)
def register_list_of_meetings() -> MenuItem:
    return menu.MeetingsMenuItem()


@hooks.register(menu.HOOK)
def register_actions() -> ActionsMenuItem:
    return ActionsMenuItem()


@hooks.register(menu.HOOK)
def register_decisions() -> DecisionsMenuItem:
    return DecisionsMenuItem()


for act in ("edit", "delete", "move", "copy", "unpublish", "convert_alias"):
    hooks.register(f"before_{act}_page", pages.lead_to_record, order=-1)  # before other rooms' and apps' own
hooks.register("before_bulk_action", pages.refuse_in_bulk)


@hooks.register("construct_homepage_panels")
def add_meetings_to_home(request: HttpRequest, panels: list[Component]) -> None:
    panels.extend(home.panels(request))
