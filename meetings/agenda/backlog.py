"""The backlog of a series: items that wait for a meeting. They are added, changed and removed as those of an agenda."""

from django.db.models import QuerySet

from meetings.agenda import places
from meetings.models import AgendaItem, MeetingSeries


def of(series: MeetingSeries) -> QuerySet[AgendaItem]:
    """Return what waits, in order, with the meeting that a copy comes from."""
    waiting = places.items_at(series).select_related("organisation", "carried_from__meeting", "edited_by")
    return waiting.order_by("position", "pk")
