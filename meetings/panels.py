"""What meetings add to the unit's own pages of organisations and people: seats, attendance, open actions."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from meetings.models import ActionItem, Attendance, GroupMembership
from meetings.models.actions import ActionQuerySet
from meetings.models.attendance import AttendanceQuerySet
from stakeholders.duplicates.survivors import refs_of
from stakeholders.models import Contact, Organisation

VIEW_GROUPS = "meetings.view_workinggroup"
VIEW_MEETINGS = "meetings.view_meeting"
SHOWN = 20  # rows of a panel


class SeatsPanel(Component):
    """The seats that somebody holds or held, by group."""

    template_name = "meetings/admin/seats.html"

    def __init__(self, seats: list[GroupMembership], *, of_person: bool) -> None:
        self.seats = seats
        self.of_person = of_person

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"seats": self.seats, "of_person": self.of_person}


class AttendancePanel(Component):
    """The latest meetings at which somebody was, or was not."""

    template_name = "meetings/admin/attended.html"

    def __init__(self, rows: AttendanceQuerySet, *, of_person: bool) -> None:
        self.count = rows.there().order_by().values("meeting").distinct().count()
        self.rows = list(rows.select_related("meeting", "contact").order_by("-meeting__start", "-pk")[:SHOWN])
        self.of_person = of_person

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"rows": self.rows, "count": self.count, "of_person": self.of_person, "shown": SHOWN}


class ActionsPanel(Component):
    """What somebody has to do, the most urgent first."""

    template_name = "meetings/admin/open_actions.html"

    def __init__(self, actions: list[ActionItem]) -> None:
        self.actions = actions

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        today = timezone.localdate()
        return {
            "actions": [
                {"action": action, "overdue": action.due_on is not None and action.due_on < today}
                for action in self.actions
            ]
        }


def of_organisation(request: HttpRequest, organisation: Organisation) -> Component | None:
    """Return the panel of an organisation, or None where it never had a seat or the reader may not see groups."""
    return _panel(request, organisation=organisation)


def of_contact(request: HttpRequest, contact: Contact) -> Component | None:
    return _panel(request, contact=contact)


def attendance_of_organisation(request: HttpRequest, organisation: Organisation) -> Component | None:
    """Return at which meetings people of an organisation were, or None where that is unknown or not to be seen."""
    rows = Attendance.objects.there().filter(Q(contact=None) | Q(contact__merged_into=None), organisation=organisation)
    return _attendance(request, rows, of_person=False)


def attendance_of_contact(request: HttpRequest, contact: Contact) -> Component | None:
    return _attendance(request, Attendance.objects.filter(contact__in=refs_of(contact)), of_person=True)


def actions_of_organisation(request: HttpRequest, organisation: Organisation) -> Component | None:
    """Return what an organisation has to do, or None where that is nothing or not to be seen."""
    return _actions(request, ActionItem.objects.filter(owner_organisation=organisation))


def actions_of_contact(request: HttpRequest, contact: Contact) -> Component | None:
    return _actions(request, ActionItem.objects.filter(owner__in=refs_of(contact)))


def _panel(request: HttpRequest, **whose: Contact | Organisation) -> Component | None:
    if not request.user.has_perm(VIEW_GROUPS):
        return None
    seats = GroupMembership.objects.filter(**whose).select_related("group", "contact", "organisation")
    held = list(seats.order_by("group__name", "-start", "pk"))
    return SeatsPanel(held, of_person="contact" in whose) if held else None


def _attendance(request: HttpRequest, rows: AttendanceQuerySet, *, of_person: bool) -> Component | None:
    if not request.user.has_perm(VIEW_MEETINGS):
        return None
    panel = AttendancePanel(rows, of_person=of_person)
    return panel if panel.rows else None


def _actions(request: HttpRequest, actions: ActionQuerySet) -> Component | None:
    if not request.user.has_perm(VIEW_MEETINGS):
        return None
    open_ones = list(actions.open().select_related("meeting").order_by("due_on", "pk")[:SHOWN])
    return ActionsPanel(open_ones) if open_ones else None
