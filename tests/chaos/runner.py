"""Runs: make the database once, then for each seed start everything, play, stop everything, audit."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from django.core.management import call_command
from django.db import OperationalError, connection, connections

from coordination_site.supervisor import Child, Supervisor
from delivery import ledger
from delivery.models import Mailing
from tests.chaos import content, plan, processes
from tests.chaos.audit import Findings, Row, audit
from tests.chaos.databases import SetUp, refuse_unless_durable
from tests.chaos.gauge import Gauge
from tests.chaos.journal import Journal
from tests.chaos.report import Run
from tests.chaos.scenarios import Scenario
from tests.chaos.scene import NeverEndedError, Scene
from tests.chaos.server import GAUGE, JOURNAL, MANNER

_WITHIN = 300.0  # seconds; a run takes 15 to 60
KEPT = Path("var/chaos")  # failing runs


class Runner:
    """Everything that outlives a run: the template of the database, its server, and where things are."""

    def __init__(self, set_up: SetUp, folder: Path, ports: dict[str, int], readers: int) -> None:
        self._set_up = set_up
        self._folder = folder
        self._ports = ports
        self._readers = readers
        self._database: Child | None = None
        self._servers = Supervisor([])

    @contextmanager
    def ready(self) -> Iterator[None]:
        """Start the database server and make the template.

        Raises:
            NotDurableError: the database may forget what it acknowledged.
        """
        self._database = self._set_up.server(self._folder / "database.log")
        self._servers = Supervisor([self._database] if self._database else [])
        with self._servers:
            self._set_up.make()
            refuse_unless_durable()
            call_command("migrate", verbosity=0)
            content.set_up(self._readers)
            connections.close_all()
            self._set_up.keep_as_template()
            yield
            connections.close_all()

    def run(self, seed: int, scenario: Scenario) -> Run:
        """One run; a failing one leaves its folder in `KEPT`."""
        began = time.monotonic()
        folder = self._folder / f"{self._set_up.name}-{scenario.name}-{seed}"
        folder.mkdir()
        self._set_up.renew()
        intended = plan.make(
            seed,
            readers=self._readers,
            setting=scenario.setting,
            database_server=self._database is not None,
            smtp_port=self._ports["smtp"],
        )
        intended.manner.write(folder / MANNER)
        scene, never_ended = self._play(intended, scenario, folder)
        findings, states = self._audit(scene, scenario, folder)
        findings.wrong.extend(never_ended)
        run = Run(
            seed=seed,
            scenario=scenario.name,
            states=states,
            kills=tuple(scene.kills),
            findings=findings,
            seconds=time.monotonic() - began,
        )
        self._tidy(run, folder)
        return run

    def _play(self, intended: plan.Plan, scenario: Scenario, folder: Path) -> tuple[Scene, list[str]]:
        children = processes.children(intended, self._set_up, folder, broker=self._ports["broker"])
        gauge = Gauge(folder / GAUGE)
        scene = Scene(intended, children, self._database, gauge)
        scene.when(int(intended.readers * scenario.share), lambda: scenario.act(scene))
        with Supervisor(list(children.values())):
            processes.wait_for_port(self._ports["broker"])
            try:
                scene.play(within=_WITHIN)
            except NeverEndedError as error:
                return scene, [str(error)]
        return scene, []

    def _audit(self, scene: Scene, scenario: Scenario, folder: Path) -> tuple[Findings, dict[str, int]]:
        """Compare journal and ledger when nothing runs any more but the database."""
        self._await_database()
        journal = Journal.read(folder / JOURNAL)
        mailing = Mailing.objects.get(pk=scene.mailing.pk)
        rows = list(ledger.rows(mailing))
        with (folder / "ledger.jsonl").open("w") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
        account = ledger.count(mailing)
        compared = [Row(row["message_id"], row["address"], row["state"]) for row in rows]
        found = audit(compared, journal, readers=self._readers, edition=content.APPROVED)
        found.wrong.extend(scenario.check(scene, journal))
        if mailing.state != scenario.ends:
            found.wrong.append(f"the mailing is {mailing.state} ({mailing.pause_reason})")
        unbalanced = [*scene.unbalanced, *([] if account.balanced else [f"in the end: {account.as_json()['sums']}"])]
        return replace(found, unbalanced=unbalanced), {str(state): n for state, n in account.messages.items()}

    def _await_database(self) -> None:
        """It may have been killed a moment ago."""
        connections.close_all()
        while True:
            self._servers.tend(time.monotonic())
            try:
                connection.ensure_connection()
            except OperationalError:
                time.sleep(0.1)
            else:
                return

    def _tidy(self, run: Run, folder: Path) -> None:
        if not run.findings.good:
            self._set_up.save(folder)
            (folder / "complaints.txt").write_text("\n".join([run.line(), *run.complaints()]))
            (folder / "run.json").write_text(json.dumps(asdict(run), indent=1))
            shutil.copytree(folder, KEPT / folder.name, dirs_exist_ok=True)
        connections.close_all()
        shutil.rmtree(folder)
