"""“Publications” in the admin's menu: the list, and its imports."""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from publications.admin.permissions import IMPORT


class _ForWriters(MenuItem):
    """An item that those see who may bring publications in."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(IMPORT)


def submenu() -> SubmenuMenuItem:
    items = [
        _ForWriters(
            _("All publications"),
            reverse_lazy("publication_import:list"),
            name="publications-list",
            icon_name="list-ul",
            order=100,
        ),
        _ForWriters(
            _("Imports"),
            reverse_lazy("publication_import:index"),
            name="publication-imports",
            icon_name="upload",
            order=200,
        ),
    ]
    return SubmenuMenuItem(
        _("Publications"), Menu(items=items), name="publications-group", icon_name="doc-full", order=235
    )
