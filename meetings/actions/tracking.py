"""Following an action: every word on it is kept, the last one says how it stands. Who acts: staff, or its owner."""

import dataclasses
import datetime
import hashlib
import json
import logging

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.actions import wording
from meetings.enums import OPEN_STATUSES, ActionStatus
from meetings.exceptions import MeetingsError, MoveRefusedError, StaleEditError
from meetings.models import ActionItem, ActionUpdate, AgendaItem
from stakeholders.models import Contact, Organisation

log = logging.getLogger(__name__)

_OPEN = frozenset(OPEN_STATUSES)
# What may follow what. A status may follow itself: that nothing changed is news as well. What is done was not dropped.
MOVES: dict[ActionStatus, frozenset[ActionStatus]] = {
    **{status: frozenset(ActionStatus) for status in OPEN_STATUSES},
    ActionStatus.DONE: _OPEN | {ActionStatus.DONE},
    ActionStatus.DROPPED: _OPEN | {ActionStatus.DROPPED},
}
# What owners may say: only the unit drops an action, and only the unit reopens one.
OWNERS_MAY_SAY = (*OPEN_STATUSES, ActionStatus.DONE)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Details:
    """What staff may change of an action besides its status and its owner."""

    text: str
    text_ur: str
    item: AgendaItem | None
    due_on: datetime.date | None
    visibility: str
    evidence_url: str

    @property
    def stamp(self) -> str:
        """A digest by which a form knows whether it was filled in over what still stands."""
        values = dataclasses.asdict(dataclasses.replace(self, item=None)) | {"item": self.item and self.item.pk}
        return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]


def details_of(action: ActionItem) -> Details:
    return Details(**{field.name: getattr(action, field.name) for field in dataclasses.fields(Details)})


@transaction.atomic
def update(
    action: ActionItem,
    *,
    status: str,
    note: str = "",
    evidence_url: str | None = None,
    done_on: datetime.date | None = None,
    by: AbstractBaseUser | None = None,
    by_contact: Contact | None = None,
    now: datetime.datetime,
) -> ActionUpdate:
    """Write down that the action now stands at `status`; `action` is brought up to date.

    `evidence_url` replaces the link to what shows it, unless it is None. `done_on` is today unless given. One of `by`
    and `by_contact` says it: staff, or the owner. What a meeting says goes by `carrying.review`.

    Raises:
        MoveRefusedError: the table `MOVES` does not allow it, or an owner may not say it.
        MeetingsError: it is dropped without a reason, done in the future, the note too long, or the link none.
    """
    held = locked(action)
    note = wording.optional(note)
    if evidence_url is not None:
        held.evidence_url = wording.link(evidence_url)
    move(held, allowed(held, status, note=note, owner=by_contact is not None), done_on=done_on, now=now)
    said = ActionUpdate.objects.create(
        action=held, at=now, status=held.status, note=note, by_id=by.pk if by else None, by_contact=by_contact
    )
    _take_over(action, held)
    log.info("action.updated", extra={"action_id": action.pk, "status": held.status, "user_id": by and by.pk})
    return said


@transaction.atomic
def reassign(
    action: ActionItem,
    *,
    owner: Contact | None,
    owner_organisation: Organisation | None,
    note: str = "",
    by: AbstractBaseUser,
    now: datetime.datetime,
) -> ActionUpdate | None:
    """Hand the action to somebody else; with whom it was stays on record. None where it is theirs already.

    Raises:
        MeetingsError: the note is too long.
    """
    held = locked(action)
    if (held.owner, held.owner_organisation) == (owner, owner_organisation):
        return None
    said = ActionUpdate.objects.create(
        action=held,
        at=now,
        status=held.status,
        note=wording.optional(note),
        by_id=by.pk,
        handed_over=True,
        was_owner=held.owner,
        was_organisation=held.owner_organisation,
    )
    held.owner, held.owner_organisation = owner, owner_organisation
    held.save(update_fields=["owner", "owner_organisation"])
    _take_over(action, held)
    log.info("action.reassigned", extra={"action_id": action.pk, "user_id": by.pk})
    return said


@transaction.atomic
def change(action: ActionItem, details: Details, *, seen: str, by: AbstractBaseUser) -> ActionItem:
    """Write `details` down; `seen` is the stamp of those that the form was filled in over.

    Raises:
        StaleEditError: somebody else changed them since; nothing is written, `theirs` are the `Details` that stand.
        MeetingsError: there is no text, it is due before its meeting, the item is another's, the link is none.
    """
    held = locked(action)
    if details_of(held).stamp != seen:
        raise StaleEditError(
            _("Somebody else has changed this action since you opened it."), theirs=details_of(held), by=""
        )
    held.text, held.text_ur = wording.text(details.text), wording.optional(details.text_ur)
    held.item = wording.item(details.item, held.meeting)
    held.due_on = wording.due(details.due_on, held.meeting)
    held.visibility = wording.visibility(details.visibility)
    held.evidence_url = wording.link(details.evidence_url)
    held.save()
    _take_over(action, held)
    log.info("action.changed", extra={"action_id": action.pk, "user_id": by.pk})
    return action


def locked(action: ActionItem) -> ActionItem:
    """Return the action as it stands now; until the transaction ends nobody else changes it."""
    return ActionItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=action.pk)


def allowed(action: ActionItem, status: str, *, note: str, owner: bool = False, corrects: bool = False) -> ActionStatus:
    """Return `status`, if the action may go there with these words.

    `owner`: its owner says so, not the unit. `corrects`: it takes the place of what was said before, so `MOVES`, which
    is about what follows, does not hold.

    Raises:
        MoveRefusedError: it may not.
        MeetingsError: it is dropped without a reason.
    """
    if status not in ActionStatus.values or (owner and status not in OWNERS_MAY_SAY):
        raise MoveRefusedError(_("Choose how far it is."))
    if owner and not action.is_open:
        raise MoveRefusedError(_("This action was closed meanwhile. Write to us if it should be open."))
    if not corrects and status not in MOVES[ActionStatus(action.status)]:
        raise MoveRefusedError(_("What is closed must be opened again first."))
    if status == ActionStatus.DROPPED and not note:
        raise MeetingsError(_("Say why it is dropped: its owner and the next meeting read that."))
    return ActionStatus(status)


def move(action: ActionItem, status: ActionStatus, *, done_on: datetime.date | None, now: datetime.datetime) -> None:
    """Set the status of a `locked` action to one that is `allowed`. Whoever calls this writes the update.

    Raises:
        MeetingsError: it is done in the future, or before the meeting that handed it out.
    """
    today = timezone.localdate(now)
    if status != ActionStatus.DONE:
        done_on = None
    elif done_on is None:
        done_on = action.done_on or today
    elif not action.meeting.day <= done_on <= today:
        raise MeetingsError(_("The day on which it was done lies between its meeting and today."))
    action.status, action.done_on = status, done_on
    action.save(update_fields=["status", "done_on", "evidence_url"])


def _take_over(action: ActionItem, held: ActionItem) -> None:
    """Let the caller's `action` say what was written."""
    for field in ActionItem._meta.concrete_fields:
        setattr(action, field.attname, getattr(held, field.attname))
