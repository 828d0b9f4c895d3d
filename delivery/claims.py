"""The engine's hot statements, in SQL that SQLite (3.35 and later) and PostgreSQL both run.

Each is one conditional UPDATE in autocommit: there is no moment between reading and writing in which somebody else
could act, and no transaction is open while SMTP waits. A claimed row stays `pending` or `deferred`, with its claimant;
`sending` means that its text is on the wire.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from delivery import events
from delivery.enums import WAITING_STATES, MessageState, SkipReason
from delivery.models import Mailing, Message, Suppression, WorkerRun

_RELEASED = "released"
_UUID = models.UUIDField()


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a run needs to know of a message it holds."""

    id: int
    address_id: int
    email: str
    key: str
    language: str
    values: dict[str, str]
    message_id: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One row to write: a mark (`state` is `sending`), an outcome, or a return to waiting (`state` is None)."""

    id: int
    state: MessageState | None
    due_at: datetime | None = None  # when a deferred message is tried again
    attempts: int = 0
    code: int | None = None
    reply: str = ""


def claim(mailing: Mailing, *, claimant: UUID, limit: int, now: datetime) -> list[Claimed]:
    """Take up to `limit` due messages for a worker run; those whose address is suppressed are skipped instead.

    One statement for each waiting state, so that the index (mailing, state, due_at) gives the order without a sort.
    """
    taken: list[int] = []
    for state in (MessageState.DEFERRED, MessageState.PENDING):
        if len(taken) < limit:
            taken += _claim(mailing.pk, state, claimant, limit - len(taken), now)
    if not taken:
        return []
    _skip_suppressed(taken, mailing.purpose, now)
    rows = (
        Message.objects.filter(pk__in=taken, claimant=claimant, state__in=WAITING_STATES)
        .order_by("due_at", "pk")
        .values_list(
            "pk",
            "address_id",
            "address__email",
            "address__key",
            "language",
            "values",
            "message_id",
            "attempts",
        )
    )
    return [Claimed(*row) for row in rows]


def write(entries: Sequence[Entry], *, claimant: UUID, now: datetime) -> set[int]:
    """Write marks and outcomes of a run's messages in one statement. Return the ids that were written.

    A mark holds while the message waits, the run holds it and its mailing is sending. An outcome is also taken from a
    message that became uncertain because the run seemed dead: it is its own late reply, and the attempt is counted
    already. Only a reply that would let it wait again comes too late once its mailing is closed: nobody would send it,
    so it stays uncertain, for a person to see. Writing twice changes nothing.
    """
    moment = _moment(now)  # adapting a time costs more than anything else here
    values: list[Any] = [moment, moment]
    for entry in entries:
        target = _RELEASED if entry.state is None else entry.state.value
        due = moment if entry.due_at is None else _moment(entry.due_at)
        values += (entry.id, target, due, entry.attempts, entry.code, entry.reply)
    values.append(_uuid(claimant))
    with connection.cursor() as cursor:
        cursor.execute(_write_statement(len(entries)), values)
        return {row[0] for row in cursor.fetchall()}


def release(claimant: UUID) -> int:
    """Give back what a run held and did not offer. Return how many."""
    return Message.objects.filter(claimant=claimant, state__in=WAITING_STATES).update(claimant=None)


def refund(ids: Sequence[int]) -> None:
    """Give back the attempt that messages spent on a provider which put everybody off."""
    Message.objects.filter(pk__in=ids, state=MessageState.DEFERRED, attempts__gt=0).update(attempts=F("attempts") - 1)


def reclaim(*, alive_since: datetime, now: datetime) -> tuple[int, int]:
    """Take back what dead runs held: return how many were freed, and how many are uncertain since.

    A run is dead when its last heartbeat is older than `alive_since`, or when it has no row. Uncertain messages keep
    their claimant: a run that only seemed dead may still bring the reply.
    """
    from_dead = ~Exists(WorkerRun.objects.filter(pk=OuterRef("claimant"), beat_at__gte=alive_since))
    held = Message.objects.filter(from_dead, claimant__isnull=False)
    freed = held.filter(state__in=WAITING_STATES).update(claimant=None)
    on_the_wire = held.filter(state=MessageState.SENDING)
    return freed, _give_up(on_the_wire, now) if on_the_wire.exists() else 0


@transaction.atomic
def _give_up(on_the_wire: QuerySet[Message], now: datetime) -> int:
    """Let messages of which nobody will tell the outcome be uncertain, with an event that says so."""
    lost = list(on_the_wire.select_for_update(of=("self",)).values_list("pk", flat=True))
    Message.objects.filter(pk__in=lost).update(
        state=MessageState.UNCERTAIN,
        attempts=F("attempts") + 1,
        settled_at=now,
        last_code=None,
        last_reply=events.TEXT_LEFT_WITHOUT_ANSWER,
    )
    events.record_lost(lost, now=now)
    return len(lost)


_CLAIM = """
WITH free AS (
  SELECT id FROM delivery_message
  WHERE mailing_id = %s AND state = %s AND due_at <= %s AND claimant IS NULL
  ORDER BY due_at LIMIT %s {lock}
)
UPDATE delivery_message SET claimant = %s
WHERE id IN (SELECT id FROM free) AND claimant IS NULL AND state = %s
  AND EXISTS (SELECT 1 FROM delivery_mailing g WHERE g.id = mailing_id AND g.state = 'sending')
RETURNING id
"""

# The columns of VALUES are called column1, column2, … by both databases: id, target, due_at, attempts, code, reply.
_WRITE = """
UPDATE delivery_message AS m SET
  state = CASE
    WHEN v.column2 <> 'released' THEN v.column2
    WHEN m.state IN ('sending', 'uncertain') THEN 'pending'
    ELSE m.state END,
  claimant = CASE WHEN v.column2 IN ('sending', 'released') THEN m.claimant END,
  due_at = CASE WHEN v.column2 = 'deferred' THEN v.column3 ELSE m.due_at END,
  attempts = m.attempts + CASE
    WHEN m.state <> 'uncertain' THEN v.column4
    WHEN v.column2 = 'released' THEN -1
    ELSE 0 END,
  marked_at = CASE WHEN v.column2 = 'sending' THEN %s ELSE m.marked_at END,
  settled_at = CASE WHEN v.column2 IN ('sending', 'released') THEN m.settled_at ELSE %s END,
  last_code = CASE WHEN v.column2 IN ('sending', 'released') THEN m.last_code ELSE CAST(v.column5 AS integer) END,
  last_reply = CASE WHEN v.column2 IN ('sending', 'released') THEN m.last_reply ELSE v.column6 END
FROM (VALUES {rows}) AS v
WHERE m.id = v.column1 AND m.claimant = %s AND (
  (v.column2 = 'sending' AND m.state IN ('pending', 'deferred')
    AND EXISTS (SELECT 1 FROM delivery_mailing g WHERE g.id = m.mailing_id AND g.state = 'sending'))
  OR (v.column2 IN ('sent', 'uncertain') AND m.state IN ('sending', 'uncertain'))
  OR (v.column2 IN ('deferred', 'failed', 'released') AND m.state IN ('pending', 'deferred', 'sending'))
  OR (v.column2 = 'failed' AND m.state = 'uncertain')
  OR (v.column2 IN ('deferred', 'released') AND m.state = 'uncertain'
    AND EXISTS (SELECT 1 FROM delivery_mailing g WHERE g.id = m.mailing_id AND g.state <> 'sent'))
)
RETURNING id
"""


@cache
def _write_statement(rows: int) -> str:
    """The statement for so many rows: as many as there are connections, at most twice."""
    return _WRITE.format(rows=", ".join(["(%s, %s, %s, %s, %s, %s)"] * rows))


def _claim(mailing_id: int, state: MessageState, claimant: UUID, limit: int, now: datetime) -> list[int]:
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM.format(lock=lock), [mailing_id, state.value, _moment(now), limit, _uuid(claimant), state.value]
        )
        return [row[0] for row in cursor.fetchall()]


def _skip_suppressed(ids: list[int], purpose: str, now: datetime) -> None:
    no = Suppression.objects.filter(address_hash=OuterRef("address__hash"), purpose__in=("", purpose))
    Message.objects.filter(Exists(no), pk__in=ids, state__in=WAITING_STATES).update(
        state=MessageState.SKIPPED, skip_reason=SkipReason.SUPPRESSED, claimant=None, settled_at=now
    )


def _moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _uuid(value: UUID) -> Any:
    return _UUID.get_db_prep_value(value, connection)
