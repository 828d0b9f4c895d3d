"""The dry run: every row of a file is read, matched and planned, and nothing is written but the report on it.

A check that dies begins again: it has written nothing that anybody relies on.
"""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from delivery.bulk import Table as BulkTable
from stakeholders.importing import claims, reasons, world
from stakeholders.importing.chunks import chunks
from stakeholders.importing.claims import Claim, ClaimLostError, State
from stakeholders.importing.context import Context
from stakeholders.importing.counting import counts
from stakeholders.importing.files import open_table
from stakeholders.importing.options import Options
from stakeholders.importing.organisations import Organisations
from stakeholders.importing.people import Person
from stakeholders.importing.planning import Outcome, Plan, Planner
from stakeholders.importing.problems import FileProblem
from stakeholders.importing.reasons import Remark
from stakeholders.importing.repeated import FirstRows
from stakeholders.importing.tables import SourceRow, Table
from stakeholders.importing.understanding import Columns
from stakeholders.models import ImportBatch, ImportRow, Language

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


def check(batch_id: int, *, clock: Clock = timezone.now) -> bool:
    """Write the report on a batch. Return whether this call ended it; killed, it can be called again."""
    claim = claims.take(batch_id, State.CHECKING, now=clock())
    if claim is None:
        return False
    batch = ImportBatch.objects.select_related("created_by__wagtail_userprofile").get(pk=batch_id)
    try:
        with translation.override(_language(batch)):  # parsers put what they find into words
            _check(batch, claim, clock)
    except FileProblem as refusal:
        claim.end(State.REFUSED, now=clock(), problem=refusal.text[:500])
    except ClaimLostError:
        log.info("import.check_taken_over", extra={"batch_id": batch_id})
        return False
    log.info("import.checked", extra={"batch_id": batch_id})
    return True


def _language(batch: ImportBatch) -> str:
    profile = getattr(batch.created_by, "wagtail_userprofile", None)
    return profile.get_preferred_language() if profile else settings.LANGUAGE_CODE


def _check(batch: ImportBatch, claim: Claim, clock: Clock) -> None:
    options = Options.from_json(batch.options)
    table = table_of(batch, sheet=options.sheet)
    batch.file = None  # tens of megabytes; the table has its own
    with transaction.atomic():
        claim.keep(now=clock(), rows_total=table.total, rows_done=0, encoding=table.encoding)
        ImportRow.objects.filter(batch=batch)._raw_delete("default")  # of a check that died
    checker = Checker(batch, options, clock)
    done = 0
    for chunk in chunks(table.rows):
        done += len(chunk)
        with transaction.atomic():
            claim.keep(now=clock(), rows_done=done)
            checker.write(chunk)
    claim.end(State.CHECKED, now=clock(), counts=counts(batch))


class Checker:
    """Plans the rows of one file and writes the report."""

    def __init__(self, batch: ImportBatch, options: Options, clock: Clock) -> None:
        self._columns = Columns.of(batch.columns)
        self._organisations = Organisations.load()
        languages = dict(Language.objects.values_list("code", "pk"))
        self._planner = Planner(options, self._organisations, languages)
        self._first_rows = FirstRows(self._organisations, options)
        self._today = timezone.localdate(clock())
        self._context = Context(on=self._today)
        columns = ["number", "outcome", "cells", "problems", "plan", "contact_id", "matches"]
        self._rows = BulkTable(ImportRow(batch=batch), columns)

    def write(self, chunk: list[SourceRow]) -> None:
        """Write the report on these rows, which come in the order of the file."""
        self._rows.insert([self._report(row, person, plan) for row, person, plan in self._planned(chunk)])

    def _planned(self, chunk: list[SourceRow]) -> Iterator[tuple[SourceRow, Person, Plan]]:
        understood = [self._columns.understand(row, self._context) for row in chunk]
        people = [person for person, remarks in understood if not reasons.blocks(remarks)]
        there = world.look(people, self._organisations, on=self._today)
        for row, (person, remarks) in zip(chunk, understood, strict=True):
            plan = self._plan(row, person, remarks, there)
            plan.problems = [*remarks, *self._columns.placed(plan.problems)]
            yield row, person, plan

    def _plan(self, row: SourceRow, person: Person, remarks: list[Remark], there: world.World) -> Plan:
        if reasons.blocks(remarks):
            return Plan(Outcome.ERROR)
        return self._first_rows.settle(row.number, person, self._planner.plan(person, there))

    @staticmethod
    def _report(row: SourceRow, person: Person, plan: Plan) -> tuple[object, ...]:
        kept = {"person": person.to_json(), "changes": plan.changes, "stopped": reasons.stops(plan.problems)}
        return (
            row.number,
            plan.outcome,
            _dump(row.cells),
            _dump(plan.problems),
            _dump(kept),
            plan.contact,
            _dump(plan.matches),
        )


def table_of(batch: ImportBatch, *, sheet: str = "") -> Table:
    """Return the table in a batch's file.

    Raises:
        FileProblem: it can't be read.
    """
    return open_table(bytes(batch.file or b""), batch.filename, sheet=sheet or None)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
