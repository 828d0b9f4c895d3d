"""What may be done to an agenda, by the state of its meeting and of its minutes."""

from django.utils.translation import gettext as _

from meetings.enums import ItemKind, MinutesState, State
from meetings.exceptions import MeetingsError
from meetings.models import AgendaItem, Meeting, Minutes

MAX_ITEMS = 100  # of one meeting, and of one backlog
MAX_MINUTES = 1440
STANDARD = (ItemKind.REVIEW, ItemKind.OTHER)  # each agenda has its own, first and last
AHEAD = (State.DRAFT, State.ANNOUNCED, State.POSTPONED)  # meetings that items can still be put on


def fixed_because(meeting: Meeting) -> str:
    """Return why the agenda of `meeting` can't be changed any more, in words; empty while it can. One query."""
    if _minutes_have_left(meeting):
        return _(
            "The minutes have been circulated, so the agenda stays as they have it. "
            "Items can still be copied to the next meeting."
        )
    if meeting.state == State.CANCELLED:
        return _(
            "The meeting is cancelled, so its agenda stays as it was. Items can be moved or copied to the next meeting."
        )
    return ""


def check_open(meeting: Meeting) -> None:
    """Raise what `fixed_because` says.

    Raises:
        MeetingsError: the agenda can't be changed any more.
    """
    if reason := fixed_because(meeting):
        raise MeetingsError(reason)


def check_may_leave(item: AgendaItem, meeting: Meeting) -> None:
    """Check that `item` can be taken off the agenda of `meeting` and put elsewhere.

    Raises:
        MeetingsError: it is a standard item, something is recorded on it, or the minutes have left the unit.
    """
    check_own(item)
    if _minutes_have_left(meeting):
        raise MeetingsError(_("The minutes have been circulated: copy the item instead, so that they keep it."))
    if item.discussion.strip() or has_outcomes(item):
        raise MeetingsError(
            _("Something is recorded on this item already: copy it instead, so that the minutes keep it.")
        )


def check_own(item: AgendaItem) -> None:
    """Check that `item` is none of those that every agenda has by itself.

    Raises:
        MeetingsError: it is.
    """
    if item.kind in STANDARD:
        raise MeetingsError(_("Every agenda has its own first and last item: they are neither moved nor copied."))


def has_outcomes(item: AgendaItem) -> bool:
    """Return whether decisions or actions hang on `item`."""
    return item.decisions.exists() or item.actions.exists()


def _minutes_have_left(meeting: Meeting) -> bool:
    return Minutes.objects.filter(meeting=meeting).exclude(state=MinutesState.DRAFT).exists()
