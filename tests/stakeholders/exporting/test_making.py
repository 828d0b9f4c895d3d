"""A file is made once, whoever is asked to, whenever they are killed; it is its asker's, for a day."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from kombu.exceptions import OperationalError

from coordination_site.roles import COORDINATOR
from stakeholders.exporting import asking, making, sources
from stakeholders.exporting.sources import CONTACTS, ORGANISATIONS
from stakeholders.models import ExportFile, ExportPiece, ExportRecord, OrganisationName, Province, Sector
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
State = ExportFile.State


def ask(query="", columns=("name", "email"), source=CONTACTS, file_format="csv", now=None):
    return asking.ask(
        source=source,
        question={"query": query},
        columns=columns,
        file_format=file_format,
        narrowed="",
        by=staff(COORDINATOR).pk,
        now=now or timezone.now(),
    )


def content(file):
    file.refresh_from_db()
    assert file.state == State.READY
    data = b"".join(making.pieces(file))
    assert len(data) == file.size
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_file_holds_the_columns_chosen_of_all_that_was_asked_for_in_the_order_of_the_list():
    sindh = Province.objects.get(code="PK-SD")
    for name in ("Bilal", "Amina"):
        ContactFactory(name=name, emails=[f"{name.lower()}@example.org"], province=sindh)
    ContactFactory(name="Dua")
    file = ask(query=f"province={sindh.pk}", columns=["email", "name"])
    assert making.make(file.pk)
    assert content(file) == [["Name", "E-mail"], ["Amina", "amina@example.org"], ["Bilal", "bilal@example.org"]]
    record = ExportRecord.objects.get()
    assert (record.what, record.format, record.columns, record.rows) == ("Contacts", "csv", ["email", "name"], 2)


def test_every_column_of_both_sources_can_be_written():
    trust = OrganisationFactory(name="Trust", provinces=["PK-SD"], description="Helps")
    trust.sectors.add(Sector.objects.first())
    OrganisationName.objects.create(organisation=trust, name="Old Trust")
    ContactFactory(name="Amina", emails=["a@example.org", "b@example.org"], at=trust, given=["newsletter"])
    for source in (CONTACTS, ORGANISATIONS):
        file = ask(source=source, columns=[column.code for column in source.columns])
        assert making.make(file.pk)
        headings, row = content(file)
        assert len(headings) == len(row) == len(source.columns)
        assert row[0] in {"Amina", "Trust"}
    assert dict(zip(headings, row, strict=True))["Other names"] == "Old Trust"
    assert dict(zip(headings, row, strict=True))["People"] == "1"


def test_a_file_is_in_the_language_of_who_asked():
    province = Province.objects.get(code="PK-SD")
    ContactFactory(province=province)
    with translation.override("ur"):
        file = ask(columns=["province"])
    making.make(file.pk)
    assert content(file)[1] == [province.label_ur]
    assert ExportRecord.objects.get().what == "Contacts"


def test_a_file_takes_as_many_queries_and_pieces_of_memory_for_each_chunk(monkeypatch):
    monkeypatch.setattr(sources, "CHUNK", 10)

    def queries(count):
        for n in range(count):
            ContactFactory(emails=[f"{count}-{n}@example.org"], at=OrganisationFactory(), given=["newsletter"])
        file = ask()
        with CaptureQueriesContext(connection) as captured:
            assert making.make(file.pk)
        return len(captured)

    one_chunk, two_more = queries(10), queries(20)
    assert two_more - one_chunk == 2 * 8  # seven to read, one to say how far it is


def test_a_large_file_is_kept_in_pieces(monkeypatch):
    monkeypatch.setattr(making, "PIECE", 64)
    for n in range(20):
        ContactFactory(name=f"Amina {n:02}")
    file = ask(columns=["name"])
    making.make(file.pk)
    assert ExportPiece.objects.count() > 3
    assert [row[0] for row in content(file)[1:]] == [f"Amina {n:02}" for n in range(20)]


def test_a_second_worker_leaves_alone_what_one_is_making_or_has_made():
    ContactFactory()
    file = ask()
    ExportFile.objects.update(state=State.MAKING, beat_at=timezone.now())
    assert not making.make(file.pk)
    ExportFile.objects.update(state=State.WAITING)
    assert making.make(file.pk)
    assert not making.make(file.pk)
    assert not making.make(file.pk + 1)


class KilledError(BaseException):
    """The worker is gone, between one statement and the next."""


@pytest.mark.parametrize("after", range(1, 5))
def test_a_file_whose_maker_was_killed_is_made_anew_by_the_next(monkeypatch, after):
    monkeypatch.setattr(making, "PIECE", 64)
    for n in range(12):
        ContactFactory(name=f"Amina {n:02}")
    file = ask(columns=["name"])
    beats, beat = iter(range(100)), making._beat

    def killed_at_a_beat(*args, **kwargs):
        if next(beats) == after:
            raise KilledError
        beat(*args, **kwargs)

    monkeypatch.setattr(making, "_beat", killed_at_a_beat)
    with pytest.raises(KilledError):
        making.make(file.pk)
    monkeypatch.setattr(making, "_beat", beat)
    assert not making.make(file.pk)  # it may still live
    ExportFile.objects.update(beat_at=timezone.now() - making.PATIENCE)
    assert making.make(file.pk)
    assert len(content(file)) == 13


def test_a_maker_that_was_silent_too_long_gives_way_and_writes_nothing_more(monkeypatch):
    ContactFactory(name="Amina")
    file = ask(columns=["name"])
    store = making._store

    def taken_over_first(mine, output):
        monkeypatch.setattr(making, "_store", store)
        ExportFile.objects.update(beat_at=timezone.now() - making.PATIENCE)
        assert making.make(file.pk)
        store(mine, output)

    monkeypatch.setattr(making, "_store", taken_over_first)
    assert not making.make(file.pk)
    assert content(file) == [["Name"], ["Amina"]]
    assert ExportPiece.objects.count() == 1


def test_what_the_list_was_narrowed_by_may_be_gone_and_the_file_says_so_rather_than_hold_everybody():
    province = Province.objects.create(code="PK-XX", label="Gone")
    ContactFactory()
    file = ask(query=f"province={province.pk}")
    province.delete()
    assert not making.make(file.pk)
    file.refresh_from_db()
    assert file.state == State.FAILED
    assert not ExportPiece.objects.exists()


def test_the_sweep_throws_files_away_in_time_and_keeps_the_record():
    ContactFactory()
    file = ask()
    making.make(file.pk)
    making.sweep(now=file.expires_at - datetime.timedelta(seconds=1))
    assert ExportPiece.objects.exists()
    making.sweep(now=file.expires_at)
    assert not ExportFile.objects.exists()
    assert not ExportPiece.objects.exists()
    assert ExportRecord.objects.get().rows == 1


def test_the_sweep_rings_for_what_nobody_heard_of_and_what_was_left_behind(monkeypatch):
    rung = []
    monkeypatch.setattr(asking, "ring", lambda pks: rung.extend(pks))
    now = timezone.now()
    unheard = ask(now=now - making.UNHEARD)
    left = ask(now=now)
    ExportFile.objects.filter(pk=left.pk).update(state=State.MAKING, beat_at=now - making.PATIENCE)
    ask(now=now)
    running = ask(now=now)
    ExportFile.objects.filter(pk=running.pk).update(state=State.MAKING, beat_at=now)
    rung.clear()
    making.sweep(now=now)
    assert sorted(rung) == [unheard.pk, left.pk]


def test_a_broker_that_is_away_loses_nothing(monkeypatch, django_capture_on_commit_callbacks):
    def away(*args, **kwargs):
        raise OperationalError("away")

    monkeypatch.setattr("celery.current_app.send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        file = ask()
    assert ExportFile.objects.get(pk=file.pk).state == State.WAITING


def test_the_worker_is_rung_for_once_the_question_is_written_down(monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr("celery.current_app.send_task", lambda name, args, **kwargs: sent.append((name, args)))
    with django_capture_on_commit_callbacks(execute=True):
        file = ask()
        assert sent == []
    assert sent == [("stakeholders.tasks.make_export", [file.pk])]
