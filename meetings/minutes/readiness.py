"""What minutes lack before they are circulated: told to staff, who may circulate them all the same."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.enums import Kind, State, Visibility
from meetings.minutes.parts import Action, Edition
from meetings.models import Meeting


def missing(meeting: Meeting, whole: Edition) -> list[str]:
    """Return what is missing in the whole minutes of `meeting`, in sentences. No queries."""
    found = []
    if meeting.state != State.HELD:
        found.append(_("The meeting is not marked as held: before that its minutes can’t be circulated."))
    empty = [str(item.title) for item in whole.items if not (item.discussion.strip() or item.decisions or item.actions)]
    if empty:
        words = ngettext(
            "One item has neither text, decision nor action: %(items)s.",
            "%(number)s items have neither text, decision nor action: %(items)s.",
            len(empty),
        )
        found.append(words % {"number": len(empty), "items": ", ".join(empty)})
    if not whole.items:
        found.append(_("There is no item on the agenda."))
    if whole.attendance is None and meeting.kind != Kind.WEBINAR:
        found.append(_("Nobody is recorded as present."))
    if whole.chair is None:
        found.append(_("It is not said who chaired the meeting."))
    if whole.minutes_by is None:
        found.append(_("It is not said who wrote the minutes."))
    unowned = [action.number for action in _actions(whole) if not (action.owner or action.organisation)]
    if unowned:
        found.append(_("These actions have no owner: %(actions)s.") % {"actions": ", ".join(unowned)})
    if meeting.minutes_visibility == Visibility.UNIT or meeting.visibility == Visibility.UNIT:
        found.append(_("These minutes are for the unit only: nobody else can read or comment on them."))
    return found


def _actions(whole: Edition) -> list[Action]:
    return [*whole.actions, *(action for item in whole.items for action in item.actions)]
