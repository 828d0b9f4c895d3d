"""Who may see which actions: an action is never more open than the minutes that it stands in, and they are approved.

Pages, files and counts of actions all begin with `visible`. Owners see their own actions in any case: `answering`.
"""

from django.db.models import Q, QuerySet

from meetings.addresses import open_to_all
from meetings.enums import MinutesState, State, Visibility
from meetings.models import ActionItem
from meetings.visibility import levels_up_to, of_minutes, strictest

_AGREED = (MinutesState.APPROVED, MinutesState.AMENDED)


def visible(reader: Visibility) -> QuerySet[ActionItem]:
    """Return the actions that a reader of the kind `reader` may see: `of_action` as a query.

    A partner is one of some meetings only: narrow them to `visibility.meetings_of` the person. The public sees none of
    meetings whose pages lie behind a password.
    """
    if reader == Visibility.UNIT:
        return ActionItem.objects.all()
    levels = levels_up_to(reader)
    everybody = open_to_all("meeting") if reader == Visibility.PUBLIC else Q()
    return ActionItem.objects.filter(
        everybody,
        Q(item=None) | Q(item__visibility__in=levels),
        visibility__in=levels,
        meeting__visibility__in=levels,
        meeting__minutes_visibility__in=levels,
        meeting__minutes__state__in=_AGREED,
    ).exclude(meeting__state=State.DRAFT)


def of_action(action: ActionItem) -> Visibility:
    """Return who may see `action`: until its minutes are approved nobody but the unit. Three queries at most."""
    minutes = getattr(action.meeting, "minutes", None)
    if minutes is None or minutes.state not in _AGREED:
        return Visibility.UNIT
    of_item = [action.item.visibility] if action.item else []
    return strictest(of_minutes(action.meeting), action.visibility, *of_item)
