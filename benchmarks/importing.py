"""How long a list takes to come in, checked and committed with consent, and what a worker holds in memory meanwhile."""

import csv
import datetime
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone

from benchmarks.bench import Bench
from benchmarks.databases import NEEDS, POSTGRESQL, SQLITE
from benchmarks.report import Figure, Promise, Report
from benchmarks.tools import why_not
from stakeholders.importing import batches
from stakeholders.importing.options import ConsentGrounds, Options
from stakeholders.models import ImportBatch, Organisation, OrganisationKind

_LONGEST = {POSTGRESQL: 90, SQLITE: 120}  # seconds for as many rows as this, checked and committed
_LARGE = 100_000
_MOST_MEMORY = 300  # MB, resident, with Django and Wagtail
_ORGANISATIONS = 500
_PROVINCES = ("KPK", "Punjab", "Sindh", "Baluchistan", "GB", "AJK", "ICT")
_PROOF = ConsentGrounds("Sign-up sheets", datetime.date(2026, 1, 31), "consent", "I want it.", ("newsletter",))


def run(bench: Bench) -> list[Report]:
    """Measure one import on each database, in a worker's place: a process that has loaded the product and no more."""
    figures: list[Figure] = []
    promises: list[Promise] = []
    skipped: list[str] = []
    count = bench.scale.many if bench.scale.quick else _LARGE
    for database, needs in NEEDS.items():
        found = None
        if reason := why_not(needs):
            skipped.append(f"{database}: {reason}")
        else:
            found = _measured(bench, database, count)
            figures += [Figure(f"{database}, {what}", value, unit) for what, value, unit in found.lines()]
        promises += _promises(database, found, _LARGE / count)
    about = f"a CSV file of {count:,} rows of people whom nobody knows, with consent"
    return [
        Report(name="importing", about=about, figures=tuple(figures), promises=tuple(promises), skipped=tuple(skipped))
    ]


class Found:
    """What the steps of one import took."""

    def __init__(self, steps: dict[str, dict[str, float]]) -> None:
        self.steps = steps
        self.seconds = sum(step["seconds"] for step in steps.values())
        self.cpu = sum(step["cpu"] for step in steps.values())
        self.memory = max(step["memory"] for step in steps.values())

    def lines(self) -> Iterator[tuple[str, float, str]]:
        """Yield name, value and unit of every figure."""
        for name, step in self.steps.items():
            yield name, step["seconds"], "s"
            yield f"{name}, CPU of the worker", step["cpu"], "s"
        yield "most memory of the worker", self.memory, "MB"


def _promises(database: str, found: Found | None, scale: float) -> list[Promise]:
    rows = f"{_LARGE:,} rows"
    longest = _LONGEST[database]
    seconds, cpu, memory = (found.seconds * scale, found.cpu * scale, found.memory) if found else (None, None, None)
    return [
        Promise(words=f"{database}, seconds for {rows}", value=seconds, at_most=longest),
        Promise(words=f"{database}, CPU seconds of the worker for {rows}", value=cpu, at_most=longest, robust=True),
        Promise(words=f"{database}, MB of the worker", value=memory, at_most=_MOST_MEMORY, robust=True),
    ]


def _measured(bench: Bench, name: str, count: int) -> Found:
    database = bench.database(name)
    assert bench.broker  # the verbs ring for workers; none is there
    _organisations()
    batch = batches.upload(data=_file(count), filename="people.csv", by=None, now=timezone.now())
    options = replace(Options.from_json(batch.options), consent=_PROOF)
    batches.choose_options(batch, options=options)
    steps = {}
    for step, start in (("check", batches.start_check), ("commit", batches.start_commit)):
        start(batch, now=timezone.now())
        steps[step] = _worked(database.url, step, batch)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.COMMITTED
    assert batch.counts["create"] == count
    return Found(steps)


def _worked(url: str, step: str, batch: ImportBatch) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.import_worker", step, str(batch.pk)]
    environment = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _organisations() -> None:
    kind = OrganisationKind.objects.get(code="ngo")
    Organisation.objects.bulk_create(
        (Organisation(name=f"Imported Trust {n}", slug=f"imported-{n}", kind=kind) for n in range(_ORGANISATIONS)),
        ignore_conflicts=True,
    )


def _file(count: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Name", "E-mail", "Mobile", "Organisation", "Designation", "Province", "Language"])
    for n in range(count):
        writer.writerow(
            [
                *(f"Imported Person {n}", f"person-{n}@imported{n % 50}.example.org", f"0300{n:07d}"),
                *(f"IMPORTED trust {n % _ORGANISATIONS}", "Programme officer", _PROVINCES[n % len(_PROVINCES)]),
                "Urdu" if n % 2 else "English",
            ]
        )
    return text.getvalue().encode()
