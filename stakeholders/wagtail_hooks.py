"""Registration only; the screens are in `stakeholders.admin`."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from stakeholders.admin.choosers import contact_chooser
from stakeholders.admin.duplicates.merges import MergeViewSet
from stakeholders.admin.list_health import VIEW_CONTACTS, ListHealthPanel
from stakeholders.admin.privacy.panels import home_panels
from stakeholders.admin.viewsets import PeopleGroup, organisation_chooser


@hooks.register("register_admin_viewset")
def register_people() -> list:
    return [PeopleGroup(), MergeViewSet(), contact_chooser, organisation_chooser]


@hooks.register("construct_homepage_panels")
def add_people_to_home(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm(VIEW_CONTACTS):
        panels.append(ListHealthPanel())
    panels.extend(home_panels(request))
