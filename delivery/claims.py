"""The engine's hot statements, in SQL that SQLite (3.35 and later) and PostgreSQL both run.

Each is one conditional UPDATE in autocommit: there is no moment between reading and writing in which somebody else
could act, and no transaction is open while SMTP waits. A claimed row stays `pending` or `deferred`, with its claimant;
`sending` means that its text is on the wire.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, models, transaction
from django.db.models import F, QuerySet

from delivery import events
from delivery.enums import UNSETTLED_STATES, WAITING_STATES, MessageState, SkipReason
from delivery.models import Mailing, Message, WorkerRun

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

    What became due last comes first, so that a deferred message is tried again when it is time, and not after
    everybody else. A run that was taken for dead, and has no row any more, gets nothing.
    """
    taken = _claim(mailing, claimant, limit, now)
    if suppressed := [id for id, is_suppressed, *_rest in taken if is_suppressed]:
        _skip_suppressed(suppressed, now)
    return [
        Claimed(id, address_id, email, key, language, json.loads(values), message_id, attempts)
        for id, is_suppressed, address_id, email, key, language, values, message_id, attempts in sorted(taken)
        if not is_suppressed
    ]


def write(entries: Sequence[Entry], *, claimant: UUID, now: datetime) -> set[int]:
    """Write marks and outcomes of a run's messages in one statement. Return the ids that were written.

    A mark holds while the message waits, the run holds it and its mailing is sending. An outcome is also taken from a
    message that became uncertain because the run seemed dead: it is its own late reply, and the attempt is counted
    already. Only a reply that would let it wait again comes too late once its mailing is closed: nobody would send it,
    so it stays uncertain, for a person to see. Whose reader said no while the text was on the wire is skipped where it
    would wait again. Writing twice changes nothing.
    """
    moment = _moment(now)  # adapting a time costs more than anything else here
    rows = [
        (
            entry.id,
            _RELEASED if entry.state is None else entry.state.value,
            moment if entry.due_at is None else _moment(entry.due_at),
            entry.attempts,
            entry.code,
            entry.reply,
        )
        for entry in entries
    ]
    source, values = _rows_as_table(rows)
    return {row[0] for row in _execute(_write_statement(source), [*values, moment, moment, _uuid(claimant)])}


def release(claimant: UUID, ids: Sequence[int]) -> int:
    """Give back what a run held and did not offer. Return how many."""
    return Message.objects.filter(pk__in=ids, claimant=claimant, state__in=WAITING_STATES).update(claimant=None)


def still_holds(claimant: UUID, ids: Sequence[int]) -> bool:
    """Whether one of these still waits on a run: its outcome was never told, or comes while the run ends."""
    return Message.objects.filter(pk__in=ids, claimant=claimant, state__in=UNSETTLED_STATES).exists()


def refund(ids: Sequence[int]) -> None:
    """Give back the attempt that messages spent on a provider which put everybody off."""
    Message.objects.filter(pk__in=ids, state=MessageState.DEFERRED, attempts__gt=0).update(attempts=F("attempts") - 1)


def reclaim(*, alive_since: datetime, now: datetime) -> tuple[int, int]:
    """Take back what dead runs held, and forget the runs. Return how many were freed, and how many are uncertain since.

    A run is dead when its last heartbeat is older than `alive_since`. Uncertain messages keep their claimant: a run
    that only seemed dead may still bring the reply. It claims nothing more, since its row is gone.
    """
    freed = uncertain = 0
    dead = WorkerRun.objects.filter(beat_at__lt=alive_since)
    for pk in list(dead.values_list("pk", flat=True)):
        with transaction.atomic():
            for run in dead.select_for_update(of=("self",)).filter(pk=pk):
                held = _locked(run)
                freed += held.filter(state__in=WAITING_STATES).update(claimant=None)
                uncertain += _give_up(held.filter(state=MessageState.SENDING), now)
                run.delete()
    return freed, uncertain


def _locked(run: WorkerRun) -> QuerySet[Message]:
    """Return what a run holds, locked all at once: it may only seem dead, and mark or give back meanwhile."""
    held = Message.objects.filter(mailing=run.mailing_id, claimant=run.pk, state__in=UNSETTLED_STATES)
    pks = list(held.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return Message.objects.filter(pk__in=pks)


def _give_up(on_the_wire: QuerySet[Message], now: datetime) -> int:
    """Let messages of which nobody will tell the outcome be uncertain, with an event that says so."""
    lost = list(on_the_wire.values_list("pk", flat=True))
    Message.objects.filter(pk__in=lost).update(
        state=MessageState.UNCERTAIN,
        attempts=F("attempts") + 1,
        settled_at=now,
        last_code=None,
        last_reply=events.TEXT_LEFT_WITHOUT_ANSWER,
    )
    events.record_lost(lost, now=now)
    return len(lost)


# What is locked needs no second look: the UPDATE goes by primary key alone, so that no planner can choose another way
# where statistics are missing, as they are of an audience that was frozen a moment ago.
_CLAIM = """
WITH run AS (SELECT id FROM delivery_workerrun WHERE id = %s {share}), free AS (
  SELECT id FROM delivery_message
  WHERE mailing_id = %s AND claimant IS NULL AND due_at <= %s AND state IN ('deferred', 'pending')
    AND EXISTS (SELECT 1 FROM run)
    AND EXISTS (SELECT 1 FROM delivery_mailing g WHERE g.id = mailing_id AND g.state = 'sending')
  ORDER BY due_at DESC, id LIMIT %s {lock}
)
UPDATE delivery_message SET claimant = %s WHERE id {among}
RETURNING id,
  EXISTS (
    SELECT 1 FROM delivery_suppression s JOIN delivery_address a ON a.hash = s.address_hash
    WHERE a.id = address_id AND s.purpose IN ('', %s)
  ),
  address_id,
  (SELECT email FROM delivery_address a WHERE a.id = address_id),
  (SELECT key FROM delivery_address a WHERE a.id = address_id),
  language, "values", message_id, attempts
"""
_CLAIM_DIALECT = {
    "postgresql": {
        "share": "FOR KEY SHARE",
        "lock": "FOR UPDATE SKIP LOCKED",
        "among": "= ANY (ARRAY(SELECT id FROM free))",
    },
    "sqlite": {"share": "", "lock": "", "among": "IN (SELECT id FROM free)"},
}

_WRITE = """
WITH v (message, target, due_at, attempts, code, reply) AS ({source})
UPDATE delivery_message AS m SET
  state = CASE
    WHEN m.skip_reason <> '' AND v.target IN ('deferred', 'released') THEN 'skipped'
    WHEN v.target <> 'released' THEN v.target
    WHEN m.state IN ('sending', 'uncertain') THEN 'pending'
    ELSE m.state END,
  skip_reason = CASE WHEN v.target IN ('sent', 'failed') THEN '' ELSE m.skip_reason END,
  claimant = CASE
    WHEN m.skip_reason <> '' THEN m.claimant
    WHEN v.target = 'deferred' OR (v.target = 'released' AND m.state = 'uncertain') THEN NULL
    ELSE m.claimant END,
  due_at = CASE WHEN v.target = 'deferred' THEN v.due_at ELSE m.due_at END,
  attempts = m.attempts + CASE
    WHEN m.state <> 'uncertain' THEN v.attempts
    WHEN v.target = 'released' THEN -1
    ELSE 0 END,
  marked_at = CASE WHEN v.target = 'sending' THEN %s ELSE m.marked_at END,
  settled_at = CASE
    WHEN v.target = 'sending' OR (v.target = 'released' AND m.skip_reason = '') THEN m.settled_at
    ELSE %s END,
  last_code = CASE WHEN v.target IN ('sending', 'released') THEN m.last_code ELSE v.code END,
  last_reply = CASE WHEN v.target IN ('sending', 'released') THEN m.last_reply ELSE v.reply END
FROM v
WHERE m.id = v.message AND m.claimant = %s AND (
  (v.target = 'sending' AND m.state IN ('pending', 'deferred')
    AND EXISTS (SELECT 1 FROM delivery_mailing g WHERE g.id = m.mailing_id AND g.state = 'sending'))
  OR (v.target = 'sent' AND m.state IN ('sending', 'uncertain'))
  OR (v.target = 'uncertain' AND m.state = 'sending')
  OR (v.target IN ('deferred', 'failed', 'released') AND m.state IN ('pending', 'deferred', 'sending'))
  OR (v.target = 'failed' AND m.state = 'uncertain')
  OR (v.target IN ('deferred', 'released') AND m.state = 'uncertain'
    AND EXISTS (SELECT 1 FROM delivery_mailing g WHERE g.id = m.mailing_id AND g.state <> 'sent'))
)
RETURNING id
"""
_ARRAYS = (
    "SELECT * FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::smallint[], %s::smallint[], %s::text[])"
)


def _rows_as_table(rows: Sequence[tuple[Any, ...]]) -> tuple[str, list[Any]]:
    """SQL for rows given as parameters, with the parameters: arrays where the database has them, so that one text
    serves any number of rows."""
    if connection.vendor == "postgresql":
        return _ARRAYS, [list(column) for column in zip(*rows, strict=True)]
    return "VALUES " + ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows)), [value for row in rows for value in row]


@cache
def _write_statement(source: str) -> str:
    """On SQLite one for each number of rows: as many as there are connections, at most twice."""
    return _WRITE.format(source=source)


def _claim(mailing: Mailing, claimant: UUID, limit: int, now: datetime) -> list[tuple[Any, ...]]:
    statement = _CLAIM.format(**_CLAIM_DIALECT[connection.vendor])
    run = _uuid(claimant)
    return _execute(statement, [run, mailing.pk, _moment(now), limit, run, mailing.purpose])


def _execute(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement of this module; on PostgreSQL prepared, since planning takes it longer than execution."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        with connection.wrap_database_errors:
            return _prepared(connection.connection, statement, values)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _prepared(postgres: psycopg.Connection[Any], statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    if postgres.prepare_threshold is None:  # as Django leaves it
        postgres.prepare_threshold = 0
        postgres.execute("SET plan_cache_mode = force_generic_plan")  # else each turn would be planned all the same
    with psycopg.Cursor(postgres) as cursor:
        return cursor.execute(statement.encode(), values).fetchall()


def _skip_suppressed(ids: list[int], now: datetime) -> None:
    Message.objects.filter(pk__in=ids, state__in=WAITING_STATES).update(
        state=MessageState.SKIPPED, skip_reason=SkipReason.SUPPRESSED, settled_at=now
    )


def _moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _uuid(value: UUID) -> Any:
    return _UUID.get_db_prep_value(value, connection)
