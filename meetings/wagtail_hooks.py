"""Registration only; the screens are in `meetings.admin`."""

from wagtail import hooks

from meetings.admin.groups import WorkingGroupViewSet
from meetings.admin.reviews import YearInReviewViewSet, year_in_review_chooser


@hooks.register("register_admin_viewset")
def register_groups() -> list:
    return [WorkingGroupViewSet(), YearInReviewViewSet(), year_in_review_chooser]
