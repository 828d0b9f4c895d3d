"""What other pages say about people's requests: the admin's first page, and the page of a contact."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from stakeholders.models import Contact
from stakeholders.permissions import ERASE
from stakeholders.privacy import requests

SHOWN = 5


class RequestsPanel(Component):
    """Requests to be erased that nobody has worked off, on the admin's first page; nothing where there are none."""

    order = 40
    template_name = "stakeholders/admin/privacy/home_panel.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        waiting = requests.still_open()
        return {
            "requests": waiting.select_related("address")[:SHOWN],
            "number": waiting.count(),
            "overdue": requests.overdue(timezone.localdate()).count(),
            "today": timezone.localdate(),
        }


class OwnDataPanel(Component):
    """On the page of a contact: the two acts on all that is held on them."""

    template_name = "stakeholders/admin/privacy/contact_panel.html"

    def __init__(self, contact: Contact) -> None:
        self.contact = contact

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"contact": self.contact}


def home_panels(request: HttpRequest) -> list[Component]:
    """Return the panel of the admin's first page, for those who may work requests off."""
    return [RequestsPanel()] if request.user.has_perm(ERASE) else []


def contact_panel(request: HttpRequest, contact: Contact) -> Component | None:
    """Return the panel of a contact's page, for those who may hand out and erase."""
    return OwnDataPanel(contact) if request.user.has_perm(ERASE) else None
