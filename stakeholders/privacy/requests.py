"""Requests to be erased: which are open, how late they are, and refusing one with a reason."""

import datetime

from django.db import transaction
from django.db.models import QuerySet

from stakeholders.models import ErasureRequest


def still_open() -> QuerySet[ErasureRequest]:
    """Return the requests that nobody has worked off, the most urgent first."""
    return ErasureRequest.objects.filter(done_at=None).order_by("due_on", "pk")


def overdue(on: datetime.date) -> QuerySet[ErasureRequest]:
    """Return the open requests that were due before the day `on`."""
    return still_open().filter(due_on__lt=on)


@transaction.atomic
def refuse(request: ErasureRequest, *, note: str, now: datetime.datetime) -> bool:
    """Close an open request without erasing, for the reason in `note`; say whether it was still open.

    Mail stays stopped: that was the person's word, whatever becomes of the rest.

    Raises:
        ValueError: `note` is empty. Nobody is refused without a reason.
    """
    if not note.strip():
        raise ValueError("A refusal needs a reason.")
    closed = ErasureRequest.objects.filter(pk=request.pk, done_at=None).update(done_at=now, refused_note=note)
    return bool(closed)
