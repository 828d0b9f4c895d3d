"""What the first item of an agenda is about: minutes that wait to be endorsed, and actions of earlier meetings."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from meetings.actions import carrying
from meetings.actions.carrying import ReviewedAction
from meetings.enums import MinutesState, State
from meetings.models import Meeting

_ENDORSED = (MinutesState.APPROVED, MinutesState.AMENDED)


@dataclass(frozen=True)
class Review:
    """The previous meeting that was held, the meetings whose minutes are to be endorsed, and the actions."""

    previous: Meeting | None
    to_endorse: list[Meeting]  # their minutes are circulated; the latest first
    actions: list[ReviewedAction]

    @property
    def previous_is_endorsed(self) -> bool:
        """Whether the minutes of the previous meeting were approved already, by no objection for example."""
        return self.previous is not None and _state_of_minutes(self.previous) in _ENDORSED

    @property
    def previous_is_due(self) -> bool:
        """Whether the minutes of the previous meeting have not even been circulated."""
        return self.previous is not None and _state_of_minutes(self.previous) in ("", MinutesState.DRAFT)


def of(meeting: Meeting) -> Review:
    """Return what the first item of `meeting` is about, by a number of queries that is always the same."""
    held = _earlier(meeting).filter(state=State.HELD).select_related("minutes").order_by("-start", "-pk")
    return Review(
        previous=held.first(),
        to_endorse=list(held.filter(minutes__state=MinutesState.CIRCULATED)),
        actions=carrying.open_before(meeting),
    )


def _earlier(meeting: Meeting) -> QuerySet[Meeting]:
    """Return the meetings before `meeting` whose minutes it endorses: of its series, or without one of its groups."""
    if meeting.series_id:
        same = Q(series=meeting.series_id)
    else:
        groups = meeting.groups.order_by().values("pk")
        same = Q(pk__in=Meeting.groups.through.objects.filter(workinggroup__in=groups).values("meeting"))
    return Meeting.objects.filter(same, start__lt=meeting.start).exclude(pk=meeting.pk)


def _state_of_minutes(meeting: Meeting) -> str:
    """Return the state of the minutes of `meeting`; empty if nobody has begun them."""
    minutes = getattr(meeting, "minutes", None)
    return minutes.state if minutes else ""
