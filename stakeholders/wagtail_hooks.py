"""Registration only; the screens are in `stakeholders.admin`."""

from wagtail import hooks

from stakeholders.admin.duplicates.merges import MergeViewSet
from stakeholders.admin.viewsets import PeopleGroup, organisation_chooser


@hooks.register("register_admin_viewset")
def register_people() -> list:
    return [PeopleGroup(), MergeViewSet(), organisation_chooser]
