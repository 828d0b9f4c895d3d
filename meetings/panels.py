"""What working groups add to the unit's own pages of organisations and people."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from meetings.models import GroupMembership
from stakeholders.models import Contact, Organisation

VIEW_GROUPS = "meetings.view_workinggroup"


class SeatsPanel(Component):
    """The seats that somebody holds or held, by group."""

    template_name = "meetings/admin/seats.html"

    def __init__(self, seats: list[GroupMembership], *, of_person: bool) -> None:
        self.seats = seats
        self.of_person = of_person

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"seats": self.seats, "of_person": self.of_person}


def of_organisation(request: HttpRequest, organisation: Organisation) -> Component | None:
    """Return the panel of an organisation, or None where it never had a seat or the reader may not see groups."""
    return _panel(request, organisation=organisation)


def of_contact(request: HttpRequest, contact: Contact) -> Component | None:
    return _panel(request, contact=contact)


def _panel(request: HttpRequest, **whose: Contact | Organisation) -> Component | None:
    if not request.user.has_perm(VIEW_GROUPS):
        return None
    seats = GroupMembership.objects.filter(**whose).select_related("group", "contact", "organisation")
    held = list(seats.order_by("group__name", "-start", "pk"))
    return SeatsPanel(held, of_person="contact" in whose) if held else None
