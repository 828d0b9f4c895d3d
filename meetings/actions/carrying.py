"""Open actions come before the next meeting, and what it says of each is kept: one word of a meeting on an action."""

import datetime
import logging
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.actions import tracking, wording
from meetings.enums import DOES_NOT_TAKE_PLACE, OPEN_STATUSES, ActionStatus, MinutesState, State
from meetings.exceptions import MeetingsError
from meetings.models import ActionItem, ActionUpdate, Meeting, Minutes

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReviewedAction:
    """An action as it comes before a meeting."""

    action: ActionItem
    word: ActionUpdate | None  # what this meeting said of it
    last_note: str  # the last one before that, of whomever
    last_note_at: datetime.datetime | None
    carried: int  # how many meetings held between left it open

    @property
    def status(self) -> ActionStatus:
        """How it stands: as this meeting said, else as it stands today."""
        return ActionStatus(self.word.status if self.word else self.action.status)


def open_before(meeting: Meeting) -> list[ReviewedAction]:
    """Return what `meeting` has to go through, the longest due first; five queries, however many.

    From earlier meetings of its series, or where it has none or is held jointly of its groups: what was open when the
    last of them ended, so that what was done since is reported too; and all of which `meeting` has said a word.
    """
    earlier = _earlier(meeting)
    last = earlier.exclude(state__in=[State.DRAFT, *DOES_NOT_TAKE_PLACE]).order_by("-start", "-pk").first()
    words = {word.action_id: word for word in ActionUpdate.objects.filter(meeting=meeting)}
    of_before = ActionItem.objects.filter(meeting__in=earlier.order_by().values("pk"))
    found = of_before.annotate(was=_status_then(meeting, last)).filter(
        Q(status__in=OPEN_STATUSES) | Q(was__in=OPEN_STATUSES) | Q(pk__in=list(words))
    )
    actions = _with_last_note(with_carried(found, before=meeting), besides=meeting)
    actions = actions.select_related("meeting", "owner", "owner_organisation", "item")
    return [
        ReviewedAction(action, words.get(action.pk), action.last_note or "", action.last_note_at, action.carried)
        for action in actions.order_by(F("due_on").asc(nulls_last=True), "year", "serial")
    ]


def with_carried(actions: QuerySet[ActionItem], *, before: Meeting | None = None) -> QuerySet[Any]:
    """Annotate `carried`: how many held meetings, of those before the given one if any, left the action open."""
    left_open = Q(updates__meeting__state=State.HELD, updates__status__in=OPEN_STATUSES)
    if before is not None:
        left_open &= Q(updates__meeting__start__lt=before.start)
    return actions.annotate(carried=Count("updates", filter=left_open))


@transaction.atomic
def review(
    action: ActionItem, meeting: Meeting, *, status: str, note: str = "", by: AbstractBaseUser, now: datetime.datetime
) -> ActionUpdate:
    """Write down what `meeting` says of `action`; said again, it takes the place of what was said before.

    The action then stands so, unless somebody has said something of it since, or a later meeting has.

    Raises:
        MoveRefusedError: what is closed can't go there.
        MeetingsError: its minutes were circulated, it does not take place, the action comes from no earlier meeting,
            or it is dropped without a reason.
    """
    _refuse_closed(meeting)
    held = tracking.locked(action)
    if (held.meeting.start, held.meeting.pk) >= (meeting.start, meeting.pk):
        raise MeetingsError(_("A meeting goes through the actions of the meetings before it."))
    note = wording.optional(note)
    word = ActionUpdate.objects.filter(action=held, meeting=meeting).first()
    goes_to = tracking.allowed(held, status, note=note, corrects=word is not None)
    if not _overtaken(held, meeting, word):
        done_on = min(meeting.day, timezone.localdate(now)) if goes_to == ActionStatus.DONE else None
        tracking.move(held, goes_to, done_on=held.done_on or done_on, now=now)
    word, _created = ActionUpdate.objects.update_or_create(
        action=held,
        meeting=meeting,
        defaults=(said := {"status": goes_to, "note": note, "by_id": by.pk}),
        create_defaults=said | {"at": now},
    )
    action.status, action.done_on = held.status, held.done_on
    log.info("action.reviewed", extra={"action_id": held.pk, "meeting_id": meeting.pk, "user_id": by.pk})
    return word


def _refuse_closed(meeting: Meeting) -> None:
    if meeting.state in (State.DRAFT, *DOES_NOT_TAKE_PLACE):
        raise MeetingsError(_("A meeting that does not take place goes through no actions."))
    # Locked, so that they are not circulated without what is written down here.
    minutes = Minutes.objects.select_for_update(no_key=True).filter(meeting=meeting).first()
    if minutes is not None and minutes.state != MinutesState.DRAFT:
        raise MeetingsError(_("The minutes of this meeting were circulated: what it said of actions stands."))


def _overtaken(action: ActionItem, meeting: Meeting, word: ActionUpdate | None) -> bool:
    """Return whether news of the action came after what `meeting` said, or is to say, of it."""
    later = Q(meeting__start__gt=meeting.start)
    if word is not None:
        later |= Q(meeting=None, handed_over=False, at__gt=word.at)
    return action.updates.filter(later).exists()


def _earlier(meeting: Meeting) -> QuerySet[Meeting]:
    """Return the meetings whose actions come before `meeting`."""
    groups = list(meeting.groups.values_list("pk", flat=True))
    among = Q(pk__in=[])
    if meeting.series_id is not None:
        among |= Q(series=meeting.series_id)
    if meeting.series_id is None or len(groups) > 1:
        through = Meeting.groups.through.objects.filter(workinggroup__in=groups)
        among |= Q(pk__in=through.values("meeting"))
    before = Q(start__lt=meeting.start) | Q(start=meeting.start, pk__lt=meeting.pk)
    return Meeting.objects.filter(among, before)


def _status_then(meeting: Meeting, last: Meeting | None) -> Any:
    """Return how an action stood when `last` had ended; what a meeting said counts as said there, whenever typed in."""
    if last is None:
        return Value(ActionStatus.OPEN.value)
    said = ActionUpdate.objects.filter(
        Q(meeting__start__lt=meeting.start) | Q(meeting=None, at__lte=last.end), action=OuterRef("pk")
    )
    then = said.order_by("-at", "-pk").values("status")[:1]
    return Coalesce(Subquery(then), Value(ActionStatus.OPEN.value))


def _with_last_note(actions: QuerySet[ActionItem], *, besides: Meeting) -> QuerySet[Any]:
    notes = ActionUpdate.objects.filter(action=OuterRef("pk")).exclude(note="").exclude(meeting=besides)
    latest = notes.order_by("-at", "-pk")
    return actions.annotate(
        last_note=Subquery(latest.values("note")[:1]),
        last_note_at=Subquery(latest.values("at")[:1]),
    )
