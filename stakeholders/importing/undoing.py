"""Take an import back, row by row: what it wrote goes, what others changed since stays and is told.

Consent that it gave is withdrawn, since records are only ever added. Such a withdrawal is nobody's word: the same list
can be imported again.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from delivery import bulk
from stakeholders import search
from stakeholders.importing import claims, leftovers, reasons, world
from stakeholders.importing.chunks import SIZE
from stakeholders.importing.claims import Claim, ClaimLostError, State
from stakeholders.importing.reasons import Remark
from stakeholders.importing.retracting import retract
from stakeholders.importing.reverting import Reverter
from stakeholders.models import ImportBatch, ImportRow

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


def undo(batch_id: int, *, clock: Clock = timezone.now) -> bool:
    """Take a batch back. Return whether this call ended it; killed, it can be called again."""
    claim = claims.take(batch_id, State.UNDOING, now=clock())
    if claim is None:
        return False
    try:
        last = 0
        while last := _chunk(batch_id, claim, after=last, now=clock()):
            pass
        with transaction.atomic():
            claim.keep(now=clock())
            leftovers.remove_organisations(batch_id)
            claim.end(State.UNDONE, now=clock(), undone_at=clock())
    except ClaimLostError:
        log.info("import.undo_taken_over", extra={"batch_id": batch_id})
        return False
    log.info("import.undone", extra={"batch_id": batch_id})
    return True


@transaction.atomic
def _chunk(batch_id: int, claim: Claim, *, after: int, now: datetime) -> int:
    """Take the next rows back; return the number of the last one, 0 where there are no more."""
    claim.keep(now=now)
    applied = ImportRow.objects.filter(batch=batch_id, applied_at__isnull=False, undone_at=None, number__gt=after)
    rows = list(applied.defer("cells", "matches").order_by("number")[:SIZE])
    if not rows:
        return 0
    retract(rows, batch_id, now=now)
    contacts = [row.contact_id for row in rows if row.contact_id]
    reverter = Reverter(rows, world.known(contacts, on=timezone.localdate(now)))
    reverter.write(now=now)
    leftovers.remove_mailboxes(rows)
    search.refresh_contacts(reverter.changed)
    _mark(rows, reverter.left, now)
    claim.keep(now=now, rows_done=F("rows_done") + len(rows))
    return rows[-1].number


def _mark(rows: list[ImportRow], left: dict[int, list[str]], now: datetime) -> None:
    written = []
    for row in rows:
        told: list[Remark] = [reasons.warning("left", what) for what in left.get(row.pk, [])]
        written.append(([*row.problems, *told], now, row.pk))
    bulk.update(ImportRow, ["problems", "undone_at"], written)


def start_count(batch: ImportBatch) -> int:
    """Return how many rows there are to take back."""
    return ImportRow.objects.filter(batch=batch, applied_at__isnull=False, undone_at=None).count()
