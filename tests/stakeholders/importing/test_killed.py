"""Workers die, stall and come twice; whatever happens, each row is written once."""

import datetime
import json
from unittest import mock

import pytest
from django.apps import apps
from django.core import serializers
from django.utils import timezone
from kombu.exceptions import OperationalError

from stakeholders.importing import batches, checking, claims, committing, undoing
from stakeholders.importing.batches import ImportRefusedError
from stakeholders.importing.chunks import chunks
from stakeholders.models import Contact, ImportBatch, Province
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.stakeholders.importing.helpers import checked, commit, imported, report, undo, uploaded
from tests.stakeholders.importing.test_consent import PROOF

pytestmark = pytest.mark.django_db
LIST = [["Name", "Email", "Phone", "Organisation"]] + [
    [f"Person {n}", f"p{n}@example.org", f"0300{n:07d}", "Health Department" if n % 2 else "Unknown Trust"]
    for n in range(1, 8)
]
LATER = datetime.timedelta(minutes=3)
OURS = {"importbatch", "importrow"}


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    for module in (committing, undoing):
        monkeypatch.setattr(module, "SIZE", 2)
    monkeypatch.setattr(checking, "chunks", in_twos)


def in_twos(rows):
    return chunks(rows, 2)


def dump(*, without=OURS):
    """Return all that the tables of people and mail hold."""
    models = [
        model
        for label in ("stakeholders", "delivery")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.model_name not in without
    ]
    return {
        model._meta.label: json.loads(serializers.serialize("json", model._base_manager.order_by("pk")))
        for model in models
    }


def dying_at(call):
    """Return a clock that kills its process when it is read for the `call`-th time."""
    reads = iter(range(1, 1000))

    def clock():
        if next(reads) == call:
            raise Killed
        return timezone.now()

    return clock


def test_the_check_writes_nothing_but_its_report():
    OrganisationFactory(name="Health Department")
    ContactFactory(name="Person 1", emails=["p1@example.org"], given=["newsletter"])
    batch = uploaded(LIST, consent=PROOF)
    before = dump()
    batches.start_check(batch, now=timezone.now())
    checking.check(batch.pk)
    assert dump() == before
    assert batch.rows.count() == 7


def test_a_check_that_dies_begins_again():
    batch = uploaded(LIST)
    batches.start_check(batch, now=timezone.now())
    for call in (2, 3, 4):
        with pytest.raises(Killed):
            checking.check(batch.pk, clock=dying_at(call))
        assert not checking.check(batch.pk)  # its claim holds for a while
        ImportBatch.objects.update(beat_at=timezone.now() - LATER)
    assert checking.check(batch.pk)
    assert batch.rows.count() == 7


def test_a_commit_killed_at_every_chunk_writes_each_row_once():
    OrganisationFactory(name="Health Department")
    batch = checked(LIST, consent=PROOF)
    batches.start_commit(batch, now=timezone.now())
    for _death in range(4):
        with pytest.raises(Killed):
            committing.commit(batch.pk, clock=dying_at(3))  # takes the claim, writes a chunk, dies
        ImportBatch.objects.update(beat_at=timezone.now() - LATER)
    assert committing.commit(batch.pk)
    assert sorted(Contact.objects.values_list("name", flat=True)) == [f"Person {n}" for n in range(1, 8)]
    assert not batch.rows.filter(applied_at=None).exists()


def test_what_dies_within_a_chunk_leaves_nothing_of_it():
    batch = checked(LIST)
    batches.start_commit(batch, now=timezone.now())
    with mock.patch("stakeholders.importing.applying._mark", side_effect=Killed), pytest.raises(Killed):
        committing.commit(batch.pk)
    assert not Contact.objects.exists()
    ImportBatch.objects.update(beat_at=timezone.now() - LATER)
    assert committing.commit(batch.pk)
    assert Contact.objects.count() == 7


def test_an_undo_killed_at_every_chunk_takes_each_row_back_once():
    OrganisationFactory(name="Health Department")
    before = dump()
    batch = imported(LIST)
    batches.start_undo(batch, now=timezone.now())
    for _death in range(4):
        with pytest.raises(Killed):
            undoing.undo(batch.pk, clock=dying_at(3))
        ImportBatch.objects.update(beat_at=timezone.now() - LATER)
    assert undoing.undo(batch.pk)
    assert dump() == before


def test_an_import_that_is_taken_back_leaves_everything_as_it_was():
    office = OrganisationFactory(name="Health Department")
    ContactFactory(name="Person 1", emails=["p1@example.org"], at=OrganisationFactory(name="Elsewhere"))
    ContactFactory(name="Person 3", emails=["p3@example.org"], at=office)
    before = dump()
    batch = imported(LIST, file_wins=True, organisations="create", kind="ngo")
    assert dump() != before
    undo(batch)
    after = dump()
    for contact in [*before["stakeholders.Contact"], *after["stakeholders.Contact"]]:
        contact["fields"].pop("updated_at")
        contact["fields"].pop("search_text")
    assert after == before
    assert {code for _outcome, codes in report(batch).values() for code in codes} <= {"organisation_made"}


def test_the_second_of_two_workers_finds_nothing_to_do():
    batch = checked(LIST)
    batches.start_commit(batch, now=timezone.now())
    claim = claims.take(batch.pk, claims.State.COMMITTING, now=timezone.now())
    assert claim is not None
    assert not committing.commit(batch.pk)
    assert not Contact.objects.exists()


def test_a_worker_that_stalled_and_was_replaced_writes_nothing_more():
    batch = checked(LIST)
    batches.start_commit(batch, now=timezone.now())
    claim = claims.take(batch.pk, claims.State.COMMITTING, now=timezone.now())
    stalled = committing.Committer(ImportBatch.objects.get(pk=batch.pk), claim, timezone.now)
    assert stalled.chunk()
    ImportBatch.objects.update(beat_at=timezone.now() - LATER)
    assert committing.commit(batch.pk)
    with pytest.raises(claims.ClaimLostError):
        stalled.chunk()
    assert Contact.objects.count() == 7


def test_a_check_that_is_stopped_ends_at_the_next_chunk_and_can_begin_again():
    batch = uploaded(LIST)
    batches.start_check(batch, now=timezone.now())

    def stopped_on_the_way(rows):
        first, *rest = in_twos(rows)
        yield first
        batches.cancel_check(batch, now=timezone.now())
        yield from rest

    with mock.patch.object(checking, "chunks", stopped_on_the_way):
        assert not checking.check(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.counts) == ("uploaded", {})
    batches.start_check(batch, now=timezone.now())
    assert checking.check(batch.pk)
    assert batch.rows.count() == 7


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        ("committing", batches.start_undo),
        ("committing", batches.start_commit),
        ("committing", batches.start_check),
        ("undoing", batches.start_commit),
        ("undoing", batches.start_undo),
        ("checking", batches.start_commit),
        ("uploaded", batches.start_commit),
        ("checked", batches.start_undo),
        ("committed", batches.start_check),
        ("undone", batches.start_undo),
        ("refused", batches.start_check),
        ("checked", batches.cancel_check),
    ],
)
def test_what_can_not_be_done_now_is_refused_in_words(state, verb):
    batch = checked(LIST)
    ImportBatch.objects.update(state=state)
    with pytest.raises(ImportRefusedError, match="somebody was faster"):
        verb(batch, now=timezone.now())
    batch.refresh_from_db()
    assert batch.state == state


def test_the_sweep_rings_for_what_nobody_works_on():
    batch = uploaded(LIST)
    batches.start_check(batch, now=timezone.now())
    now = timezone.now()
    with mock.patch.object(batches, "_ring") as ring:
        batches.sweep(now=now)
        ring.assert_not_called()
        batches.sweep(now=now + datetime.timedelta(seconds=40))
        ring.assert_called_once_with("check_import", batch.pk)
        claims.take(batch.pk, claims.State.CHECKING, now=now)
        ring.reset_mock()
        batches.sweep(now=now + datetime.timedelta(seconds=90))
        ring.assert_not_called()
        batches.sweep(now=now + LATER)
        ring.assert_called_once_with("check_import", batch.pk)


def test_a_broker_that_is_away_stops_nobody(django_capture_on_commit_callbacks):
    batch = uploaded(LIST)
    with (
        mock.patch("celery.Celery.send_task", side_effect=OperationalError),
        django_capture_on_commit_callbacks(execute=True),
    ):
        batches.start_check(batch, now=timezone.now())
    assert checking.check(batch.pk)


def test_who_was_added_between_check_and_import_is_left_out_and_told():
    batch = checked(LIST)
    ContactFactory(name="Person 2", emails=["p2@example.org"])
    commit(batch)
    assert report(batch)[3][0] == "skip"
    assert "changed_since" in report(batch)[3][1]
    assert batch.counts["skip"] == 1
    assert Contact.objects.count() == 7


def test_what_somebody_filled_in_meanwhile_is_harmless():
    amina = ContactFactory(name="Amina", emails=["amina@example.org"])
    batch = checked([["Name", "Email", "Province", "Phone"], ["Amina", "amina@example.org", "KPK", "03001234567"]])
    Contact.objects.update(province=(amina.language and None) or 1)
    commit(batch)
    assert report(batch)[2][0] == "update"
    assert amina.phones.count() == 1


def test_what_others_changed_since_is_left_and_told():
    amina = ContactFactory(name="Amina", emails=["amina@example.org"])
    rows = [["Name", "Email", "Province", "Phone"], ["Amina", "amina@example.org", "KPK", "03001234567"]]
    batch = imported([*rows, ["Bilal", "bilal@example.org", "", ""], ["Dua", "dua@example.org", "", ""]])
    punjab = Province.objects.get(code="PK-PB")
    Contact.objects.filter(pk=amina.pk).update(province=punjab)
    Contact.objects.filter(name="Bilal").update(note="Called in May")
    dua = Contact.objects.get(name="Dua")
    Contact.objects.filter(pk=dua.pk).update(merged_into=amina.pk)
    undo(batch)
    amina.refresh_from_db()
    assert amina.province == punjab
    assert not amina.phones.exists()
    told = {row.number: [problem["text"] for problem in row.problems] for row in batch.rows.all()}
    assert told == {2: ["province"], 3: ["the contact"], 4: ["the contact was deleted or merged"]}
    assert sorted(Contact.objects.values_list("name", flat=True)) == ["Amina", "Bilal"]
