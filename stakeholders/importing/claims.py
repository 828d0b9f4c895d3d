"""Who works on a batch: one task at a time, however many were asked, and another one when it died.

A step begins each of its transactions with `Claim.keep`, which locks the batch's row: what two workers would write
twice is rolled back in one of them.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from stakeholders.models import ImportBatch

State = ImportBatch.State
WORKING = (State.CHECKING, State.COMMITTING, State.UNDOING)
# For so long a worker may give no sign of life. A chunk takes a second or two; a machine may stall.
LEASE = timedelta(minutes=2)
UNHEARD = timedelta(seconds=30)  # nobody has taken it up: the bell was not heard


class ClaimLostError(Exception):
    """Somebody else works on the batch, or staff stopped the step: what this task does now must not be kept."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do one step of one batch."""

    batch_id: int
    state: State
    runner: uuid.UUID

    def keep(self, *, now: datetime, **written: Any) -> None:
        """Give a sign of life, and write these fields of the batch.

        Raises:
            ClaimLostError: the claim is another task's.
        """
        mine = ImportBatch.objects.filter(pk=self.batch_id, state=self.state, runner=self.runner)
        if not mine.update(beat_at=now, **written):
            raise ClaimLostError

    def end(self, state: State, *, now: datetime, **written: Any) -> None:
        """Leave the batch in `state`, with nobody at work.

        Raises:
            ClaimLostError: the claim is another task's.
        """
        self.keep(now=now, state=state, runner=None, **written)


def take(batch_id: int, state: State, *, now: datetime) -> Claim | None:
    """Return the claim on a step that waits for a worker, or whose worker died; None where there is no such step."""
    free = Q(runner=None) | Q(beat_at__lt=now - LEASE)
    claim = Claim(batch_id, state, uuid.uuid4())
    waiting = ImportBatch.objects.filter(free, pk=batch_id, state=state)
    return claim if waiting.update(runner=claim.runner, beat_at=now) else None


def forgotten(*, now: datetime) -> list[tuple[int, State]]:
    """Return the steps that nobody works on although somebody should, for beat to ring again."""
    dead = Q(runner__isnull=False, beat_at__lt=now - LEASE) | Q(runner=None, beat_at__lt=now - UNHEARD)
    rows = ImportBatch.objects.filter(dead, state__in=WORKING).order_by("pk").values_list("pk", "state")
    return [(pk, State(state)) for pk, state in rows]
