"""What a person decides about messages of which nobody knows whether they arrived. Nothing else resends."""

import logging
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from delivery.enums import EventKind, MessageState
from delivery.models import Event, Message

logger = logging.getLogger(__name__)

_CHUNK = 500


class Verdict(StrEnum):
    """What was decided: the code of the event."""

    ARRIVED = "arrived"
    MISSED = "missed"


@transaction.atomic
def decide(messages: QuerySet[Message], *, arrived: bool, by: AbstractBaseUser, now: datetime) -> int:
    """Settle those of `messages` that are uncertain: as sent, or as failed. Return how many that were.

    What somebody else, or late news, has settled meanwhile stays as it is. Each decision is an event, with who made it;
    it can't be undone. Nothing leaves by it: only a follow-up (`delivery.follow_up`) sends again.
    """
    verdict = Verdict.ARRIVED if arrived else Verdict.MISSED
    uncertain = messages.filter(state=MessageState.UNCERTAIN)
    locked = list(uncertain.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    for pks in _chunks(locked):
        # What is no longer uncertain takes no outcome from a run that only seemed dead.
        Message.objects.filter(pk__in=pks).update(
            state=MessageState.SENT if arrived else MessageState.FAILED, skip_reason="", settled_at=now
        )
        Event.objects.bulk_create(
            Event(message_id=pk, kind=EventKind.DECIDED, at=now, source="staff", code=verdict.value, by_id=by.pk)
            for pk in pks
        )
    logger.info("messages.decided", extra={"by": by.pk, "verdict": verdict.value, "messages": len(locked)})
    return len(locked)


def _chunks(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), _CHUNK):
        yield pks[start : start + _CHUNK]
