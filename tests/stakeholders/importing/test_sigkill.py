"""Workers that are killed for good, with SIGKILL, in the middle of an import and of taking it back."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from stakeholders.importing import batches
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.stakeholders.importing.helpers import checked
from tests.stakeholders.importing.test_consent import PROOF

ROWS, CHUNK = 1500, 50
# The step as a worker takes it, in chunks so small that a signal finds one of many.
STEP = """
import django, sys
django.setup()
from stakeholders.importing import committing, undoing
committing.SIZE = undoing.SIZE = {chunk}
print({step}({batch}))
"""
START_UNDO = """
import django
django.setup()
from django.utils import timezone
from stakeholders.importing import batches
from stakeholders.models import ImportBatch
batches._ring = print
batches.start_undo(ImportBatch.objects.get(pk={batch}), now=timezone.now())
"""


class Elsewhere:
    """The database of the test as other processes reach it: of SQLite, whose tests live in memory, a copy on disk."""

    def __init__(self, folder):
        self._file = folder / "copy.sqlite3"
        if connection.vendor == "sqlite":
            with contextlib.closing(sqlite3.connect(self._file)) as copy:
                connection.connection.backup(copy)
            url = f"sqlite:///{self._file}"
        else:
            to = connection.settings_dict
            user = f"{to['USER']}:{quote(to['PASSWORD'])}" if to["PASSWORD"] else to["USER"]
            url = f"postgres://{user}@{to['HOST']}:{to['PORT']}/{to['NAME']}"
        self._environment = {**os.environ, "DATABASE_URL": url}

    def ask(self, sql):
        """Run one statement; return the first row of what it found, if it asks."""
        if connection.vendor == "sqlite":
            with contextlib.closing(sqlite3.connect(self._file, timeout=30)) as copy, copy:
                return copy.execute(sql).fetchone()
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone() if cursor.description else None

    def start(self, code):
        return subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-c", code], env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def run(self, code):
        process = self.start(code)
        assert process.communicate()[0].strip() == b"True"

    def kill_in(self, code, batch, *, done):
        """Let a worker begin, and kill it when it has taken more than `done` rows."""
        process = self.start(code)
        while self.ask(f"SELECT rows_done FROM stakeholders_importbatch WHERE id = {batch}")[0] <= done:  # noqa: S608
            assert process.poll() is None, "It was done, or failed, before it could be killed"
        process.kill()
        process.communicate()
        self.ask("UPDATE stakeholders_importbatch SET beat_at = '2026-01-01 00:00:00'")  # silent for long enough

    def figures(self):
        """Return how many there are of what an import writes."""
        tables = ("contact", "contactaddress", "contactphone", "affiliation", "consentrecord", "consentstate")
        return [self.ask(f"SELECT count(*) FROM stakeholders_{table}")[0] for table in tables]  # noqa: S608


@pytest.mark.long
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_workers_killed_again_and_again_write_each_row_once_and_take_each_back_once(tmp_path):
    OrganisationFactory(name="Health Department")
    ContactFactory(name="Person 1", emails=["p1@example.org"])
    rows = [[f"Person {n}", f"p{n}@example.org", f"0300{n:07d}", "Health Department"] for n in range(1, ROWS + 1)]
    batch = checked([["Name", "Email", "Phone", "Organisation"], *rows], consent=PROOF)
    batches.start_commit(batch, now=timezone.now())
    elsewhere = Elsewhere(tmp_path)

    commit = STEP.format(chunk=CHUNK, step="committing.commit", batch=batch.pk)
    for done in (0, 300, 900):
        elsewhere.kill_in(commit, batch.pk, done=done)
    elsewhere.run(commit)
    assert elsewhere.figures() == [ROWS, ROWS, ROWS, ROWS, 2 * ROWS, 2 * ROWS]
    assert elsewhere.ask("SELECT count(*) FROM stakeholders_importrow WHERE applied_at IS NULL")[0] == 0
    assert _state(elsewhere, batch.pk) == ("committed", ROWS)

    elsewhere.start(START_UNDO.format(batch=batch.pk)).communicate()
    undo = STEP.format(chunk=CHUNK, step="undoing.undo", batch=batch.pk)
    for done in (0, 700):
        elsewhere.kill_in(undo, batch.pk, done=done)
    elsewhere.run(undo)
    # Consent is only ever added to: what was given stands there, and that it was taken back.
    assert elsewhere.figures() == [1, 1, 0, 0, 4 * ROWS, 2 * ROWS]
    assert _state(elsewhere, batch.pk) == ("undone", ROWS)


def _state(elsewhere, batch):
    state, counts = elsewhere.ask(f"SELECT state, counts FROM stakeholders_importbatch WHERE id = {batch}")  # noqa: S608
    counts = json.loads(counts) if isinstance(counts, str) else counts
    return state, counts["create"] + counts["update"]
