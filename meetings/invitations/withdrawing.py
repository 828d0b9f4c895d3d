"""Taking invitations back. Who had been told of the meeting is told of that, at once; nobody else hears a word."""

import datetime
import logging
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from meetings.enums import NoticeKind, State
from meetings.invitations import notices
from meetings.invitations.locking import lock_meeting
from meetings.invitations.sending import is_over
from meetings.models import Invitation, Meeting

log = logging.getLogger(__name__)


@transaction.atomic
def withdraw(
    meeting: Meeting, invitations: Iterable[Invitation], *, by: AbstractBaseUser | None, now: datetime.datetime
) -> int:
    """Take these invitations back, and have those told who had been invited by mail; return how many are told.

    Their links end. `by` is None where the person they came for sends another. After the meeting nobody is told.
    """
    meeting = lock_meeting(meeting.pk)
    keys = [each.pk for each in invitations]
    locked = Invitation.objects.select_for_update(no_key=True).filter(meeting=meeting, pk__in=keys, withdrawn_at=None)
    taken = list(locked.order_by("pk"))
    Invitation.objects.filter(pk__in=[each.pk for each in taken]).update(withdrawn_at=now)
    log.info("invitations.withdrawn", extra={"meeting_id": meeting.pk, "invitations": [each.pk for each in taken]})
    told = [each for each in taken if each.told_sequence is not None]
    if not told or not awaited(meeting, now=now):
        return 0
    notices.send(meeting, kind=NoticeKind.CANCELLATION, to=told, by=by, now=now)
    return len(told)


def awaited(meeting: Meeting, *, now: datetime.datetime) -> bool:
    """Return whether anybody invited still expects it, so that taking the invitation back is news to them."""
    return meeting.state in (State.ANNOUNCED, State.POSTPONED) and not is_over(meeting, now=now)
