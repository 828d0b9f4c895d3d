"""Imports and merges of the same people, in whatever order, and what is taken back of either."""

from unittest import mock

import pytest
from django.utils import timezone

from meetings.models import GroupMembership
from stakeholders.duplicates import merging, parting
from stakeholders.importing import applying
from stakeholders.models import Contact
from tests.factories.meetings import WorkingGroupFactory
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.stakeholders.importing.helpers import checked, commit, imported, report, undo
from tests.stakeholders.importing.test_consent import PROOF, given

pytestmark = pytest.mark.django_db
AMINA = [["Name", "Email"], ["Amina Bibi", "new@example.org"]]


def merge(kept, gone):
    return merging.merge_contacts(kept=kept, gone=gone, by=None, now=timezone.now())


def part(merged):
    return parting.undo(merged, by=None, now=timezone.now())


@pytest.fixture
def refuser():
    """Somebody who stopped the newsletter, and is known once more by the import."""
    return ContactFactory(name="Amina", emails=["amina@example.org"], withdrawn=["newsletter"])


def test_a_merge_undone_after_the_import_was_gives_nobody_the_consent_of_the_import(refuser):
    batch = imported(AMINA, consent=PROOF)
    merged = merge(refuser, Contact.objects.get(name="Amina Bibi"))
    undo(batch)
    merged = part(merged)
    assert not given()
    assert any("decided anew" in leftover["why"] for leftover in merged.leftovers)


def test_an_import_undone_after_a_merge_was_takes_back_what_the_merge_gave_again(refuser):
    batch = imported(AMINA, consent=PROOF)
    part(merge(refuser, Contact.objects.get(name="Amina Bibi")))
    assert given()
    undo(batch)
    assert not given()


def test_the_same_list_again_does_not_get_around_the_no_of_who_was_merged(refuser):
    batch = imported(AMINA, consent=PROOF)
    merge(refuser, Contact.objects.get(name="Amina Bibi"))
    undo(batch)
    imported(AMINA, consent=PROOF)
    assert ("new@example.org", "newsletter") not in given()


def test_what_an_import_gave_to_a_contact_that_took_in_another_stays_and_is_told():
    amina = ContactFactory(name="Amina", emails=["amina@example.org"])
    batch = imported([["Name", "Email", "Email 2"], ["Amina", "amina@example.org", "both@example.org"]])
    merge(amina, ContactFactory(name="Amina Bibi", emails=["both@example.org"]))
    undo(batch)
    assert set(amina.addresses.values_list("address__key", flat=True)) == {"amina@example.org", "both@example.org"}
    assert report(batch)[2] == ("update", ["left"])


def test_a_merge_before_the_import_keeps_nothing_from_being_taken_back():
    amina = ContactFactory(name="Amina", emails=["amina@example.org"])
    merge(amina, ContactFactory(name="Amina Bibi", emails=["bibi@example.org"]))
    undo(imported([["Email", "Phone"], ["bibi@example.org", "03001234567"]]))
    assert not amina.phones.exists()


def test_who_was_merged_while_a_chunk_waited_for_their_mailbox_is_left_out_and_told():
    amina = ContactFactory(name="Amina", emails=["amina@example.org"])
    bibi = ContactFactory(name="Amina Bibi", emails=["bibi@example.org"])
    batch = checked([["Email", "Phone"], ["bibi@example.org", "03001234567"]])
    with mock.patch.object(applying, "hold", side_effect=lambda *_args: merge(amina, bibi)):
        commit(batch)
    assert report(batch)[2] == ("skip", ["changed_since"])
    assert not bibi.phones.exists()


def test_who_has_a_seat_in_a_group_by_now_keeps_it_when_the_import_is_taken_back():
    batch = imported(AMINA)
    seat = GroupMembership.objects.create(
        group=WorkingGroupFactory(), organisation=OrganisationFactory(), contact=Contact.objects.get()
    )
    undo(batch)
    seat.refresh_from_db()
    assert seat.contact is not None
    assert report(batch)[2] == ("create", ["left"])
