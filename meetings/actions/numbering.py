"""Handing out actions: A-2026-014 is the fourteenth of the year on whose day its meeting was held."""

import datetime
import logging
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from meetings.actions import wording
from meetings.enums import DOES_NOT_TAKE_PLACE, Visibility
from meetings.exceptions import MeetingsError
from meetings.minutes import writing
from meetings.models import ActionItem, AgendaItem, Meeting
from stakeholders.models import Contact, Organisation

log = logging.getLogger(__name__)


@transaction.atomic
def create(
    meeting: Meeting,
    *,
    text: str,
    item: AgendaItem | None = None,
    text_ur: str = "",
    owner: Contact | None = None,
    owner_organisation: Organisation | None = None,
    due_on: datetime.date | None = None,
    visibility: str = Visibility.PUBLIC,
    by: AbstractBaseUser | None,
    now: datetime.datetime,
) -> ActionItem:
    """Hand out an action at `meeting` and give it the next number of the year. Its owner may be named later.

    Raises:
        MeetingsError: there is no text, it is due before the meeting, the item is another meeting's, the meeting does
            not take place, or its minutes can't be written in now.
    """
    if meeting.state in DOES_NOT_TAKE_PLACE:
        raise MeetingsError(_("A meeting that does not take place hands out no actions."))
    writing.require_writable(meeting)
    action = _numbered(
        meeting.day.year,
        meeting=meeting,
        item=wording.item(item, meeting),
        text=wording.text(text),
        text_ur=wording.optional(text_ur),
        owner=owner,
        owner_organisation=owner_organisation,
        due_on=wording.due(due_on, meeting),
        visibility=wording.visibility(visibility),
    )
    log.info("action.created", extra={"action_id": action.pk, "meeting_id": meeting.pk, "user_id": by and by.pk})
    return action


def _numbered(year: int, **fields: Any) -> ActionItem:
    """Store an action under the first number of `year` after the last.

    Two who ask at once see the same last number; the database lets one of them have the next (PostgreSQL makes the
    other wait until that is settled), and the other looks again. Each round somebody gets a number, so it ends.
    """
    while True:
        last = ActionItem.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0
        try:
            with transaction.atomic():
                return ActionItem.objects.create(year=year, serial=last + 1, **fields)
        except IntegrityError:
            if not ActionItem.objects.filter(year=year, serial=last + 1).exists():
                raise  # it was not the number
