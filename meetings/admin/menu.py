"""“Meetings” in the admin's menu. What is below it registers for the hook; its parts stand in the order of a day's use.

Meetings 100, actions 200, decisions 300, working groups 400, years in review 450, series 500.
"""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from meetings.admin.workspace import VIEW

HOOK = "register_meetings_menu_item"

menu = Menu(register_hook_name=HOOK)


class MeetingsMenuItem(MenuItem):
    """The list of meetings."""

    def __init__(self) -> None:
        super().__init__(
            _("Meetings"), reverse_lazy("meetings_admin:list"), name="meetings", icon_name="calendar-alt", order=100
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW)


def submenu() -> SubmenuMenuItem:
    return SubmenuMenuItem(_("Meetings"), menu, name="meetings-group", icon_name="calendar-alt", order=230)
