"""Registration only; the screens are in `meetings.admin`."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks

from meetings.admin.groups import WorkingGroupViewSet
from meetings.admin.reviews import YearInReviewViewSet, year_in_review_chooser


@hooks.register("register_admin_urls")
def register_meeting_screens() -> list[URLPattern | URLResolver]:
    return [path("meetings/", include("meetings.admin_urls"))]


@hooks.register("register_admin_viewset")
def register_groups() -> list:
    return [WorkingGroupViewSet(), YearInReviewViewSet(), year_in_review_chooser]
