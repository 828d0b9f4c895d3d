"""Registration only; the screens are in `meetings.admin`."""

from wagtail import hooks

from meetings.admin.groups import WorkingGroupViewSet


@hooks.register("register_admin_viewset")
def register_working_groups() -> WorkingGroupViewSet:
    return WorkingGroupViewSet()
