"""Bring a checked file in: a chunk to a transaction, each planned again in the world as it is by then.

A row is marked in the transaction that wrote it. Whoever dies leaves whole chunks behind, and the next task goes on
after them.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from delivery import bulk
from delivery.models import Address
from stakeholders import consent
from stakeholders.importing import applying, claims, reasons, world
from stakeholders.importing.applying import Writer
from stakeholders.importing.chunks import SIZE
from stakeholders.importing.claims import Claim, ClaimLostError, State
from stakeholders.importing.counting import counts
from stakeholders.importing.options import Options
from stakeholders.importing.organisations import Organisations
from stakeholders.importing.people import Person
from stakeholders.importing.planning import Outcome, Plan, Planner
from stakeholders.importing.steps import Step
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    ConsentState,
    Contact,
    ContactAddress,
    ImportBatch,
    ImportRow,
    Language,
)

log = logging.getLogger(__name__)
WRITING = (Outcome.CREATE, Outcome.UPDATE)
Clock = Callable[[], datetime]


def commit(batch_id: int, *, clock: Clock = timezone.now) -> bool:
    """Import what a check found good. Return whether this call ended it; killed, it can be called again."""
    claim = claims.take(batch_id, State.COMMITTING, now=clock())
    if claim is None:
        return False
    batch = ImportBatch.objects.defer("file").get(pk=batch_id)
    committer = Committer(batch, claim, clock)
    try:
        while committer.chunk():
            pass
        bulk.analyse(Address, Contact, ContactAddress, Affiliation, ConsentRecord, ConsentState)
        claim.end(State.COMMITTED, now=clock(), committed_at=clock(), counts=counts(batch))
    except ClaimLostError:
        log.info("import.commit_taken_over", extra={"batch_id": batch_id})
        return False
    log.info("import.committed", extra={"batch_id": batch_id})
    return True


class Committer:
    """Commits one batch."""

    def __init__(self, batch: ImportBatch, claim: Claim, clock: Clock) -> None:
        self._batch, self._claim, self._clock = batch, claim, clock
        self._options = Options.from_json(batch.options)
        self._languages = dict(Language.objects.values_list("code", "pk"))
        self._organisations = Organisations.load()
        grounds = self._options.consent
        self._wording = consent.wording("import", grounds.wording) if grounds else None
        self._last = 0

    @transaction.atomic
    def chunk(self) -> bool:
        """Import the next rows; say whether there were any.

        Raises:
            ClaimLostError: the batch is another task's.
        """
        now = self._clock()
        self._claim.keep(now=now)
        # By number alone, which has an index of its own: by outcome too, all that is left would be sorted each time.
        following = ImportRow.objects.filter(batch=self._batch, number__gt=self._last)
        window = list(following.defer("cells").order_by("number")[:SIZE])
        if not window:
            return False
        rows = [row for row in window if row.outcome in WRITING and row.applied_at is None]
        if not self._organisations.is_current():
            self._organisations = Organisations.load()
        today = timezone.localdate(now)
        people = [Person.from_json(row.plan["person"]) for row in rows]
        applying.hold(people)
        there = world.look(people, self._organisations, on=today)
        planner = Planner(self._options, self._organisations, self._languages)
        steps, others = [], []
        for row, person in zip(rows, people, strict=True):
            plan = agreed(row, planner.plan(person, there), self._organisations)
            if plan.writes:
                steps.append(Step(row, person, plan, plan.contact or 0))
            else:
                others.append((row, plan))
        Writer(self._options, self._organisations, self._wording, self._batch.created_by_id).write(
            steps, there, now=now
        )
        _leave_out(others)
        self._last = window[-1].number
        self._claim.keep(now=now, rows_done=F("rows_done") + len(rows))
        return True


def agreed(row: ImportRow, plan: Plan, organisations: Organisations) -> Plan:
    """Return what may be written of `plan`: what the report promised, and nothing else.

    Doing less than promised is harmless: somebody else filled a field meanwhile, or unsubscribed. Anything else is left
    out and told, since nobody has looked at it.
    """
    if plan.outcome == Outcome.UNCHANGED:
        return plan
    promised = {**row.plan["changes"]}
    if "name" in promised.get("post", {}):  # an earlier row has made that organisation
        promised["post"] = _with_organisation(promised["post"], organisations)
    if plan.outcome == row.outcome and plan.contact == row.contact_id and _within(plan.changes, promised):
        return plan
    return Plan(Outcome.SKIP, [*plan.problems, reasons.problem("changed_since")], contact=plan.contact)


def _with_organisation(post: dict[str, Any], organisations: Organisations) -> dict[str, Any]:
    found = organisations.find(post["name"])
    rest = {name: value for name, value in post.items() if name not in ("name", "kind")}
    return {"organisation": found.pk, **rest} if found.pk else post


def _within(changes: dict[str, Any], promised: dict[str, Any]) -> bool:
    """Say whether every change was promised as it is: as a member of a list or a field of a mapping, or as a whole."""
    for name, value in changes.items():
        before = promised.get(name)
        if name in ("fields", "emails", "phones"):
            if before is None or any(before.get(key) != part for key, part in value.items()):
                return False
        elif name in ("tags", "consent"):
            if not set(value) <= set(before or ()):
                return False
        elif value != before:
            return False
    return True


def _leave_out(others: list[tuple[ImportRow, Plan]]) -> None:
    bulk.update(
        ImportRow,
        ["outcome", "problems", "matches", "contact_id"],
        [(plan.outcome, [*row.problems, *plan.problems], plan.matches, plan.contact, row.pk) for row, plan in others],
    )
