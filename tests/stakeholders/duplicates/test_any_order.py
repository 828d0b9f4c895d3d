"""Merges, undoings and edits in whatever order: nothing is lost, nobody is part of themselves, and a no stays a no."""

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from delivery.models import Address
from stakeholders import consent, subscriptions
from stakeholders.duplicates.merging import merge_contacts
from stakeholders.duplicates.parting import undo
from stakeholders.duplicates.relations import relations_to
from stakeholders.exceptions import MergeRefusedError
from stakeholders.models import Affiliation, ConsentRecord, Contact, ContactAddress, ContactPhone, Merge, Organisation
from tests.factories.stakeholders import Action, ContactFactory, OrganisationFactory, record
from tests.stakeholders.duplicates.world import every_reference_is_sound

pytestmark = pytest.mark.django_db

EMAILS = [f"{name}@example.org" for name in "abcd"]
NUMBERS = ["+92511234567", "+923001234567"]


class People(RuleBasedStateMachine):
    """Four contacts, who share an address, a number and an office, and staff with every button."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        offices = [OrganisationFactory(), OrganisationFactory()]
        self.contacts = [
            ContactFactory(name=f"Contact {n}", emails=EMAILS[n : n + 2], at=offices[n % 2]).pk for n in range(4)
        ]
        for pk, number in zip(self.contacts, NUMBERS * 2, strict=True):
            ContactPhone.objects.create(contact_id=pk, number=number)
        self.rows = {relation: relation.model._base_manager.count() for relation in relations_to(Contact)}
        self.said_no = set()

    def teardown(self):
        self.savepoint.__exit__(InterruptedError, InterruptedError(), None)  # rolls back

    @rule(pair=st.lists(st.integers(0, 3), min_size=2, max_size=2))
    def somebody_merges(self, pair):
        kept, gone = (Contact.with_merged.get(pk=self.contacts[position]) for position in pair)
        before = self.states()
        both = [{row.address.email for row in contact.addresses.all()} for contact in (kept, gone)]
        try:
            merge_contacts(kept=kept, gone=gone, by=None, now=timezone.now())
        except MergeRefusedError:
            assert kept == gone or kept.merged_into_id or gone.merged_into_id
            return
        after = self.states()
        for own, opposite in (both, both[::-1]):
            if any(before.get(email) == Action.WITHDRAWN for email in opposite):
                assert not any(after.get(email) == Action.GIVEN for email in own)

    @rule(position=st.integers(0, 9))
    def somebody_undoes(self, position):
        merges = list(Merge.objects.filter(undone_at=None).order_by("pk"))
        if position < len(merges):
            try:
                undo(merges[position], by=None, now=timezone.now())
            except MergeRefusedError:
                assert Contact.with_merged.get(pk=merges[position].kept).merged_into_id is not None

    @rule(email=st.sampled_from(EMAILS))
    def a_reader_agrees(self, email):
        record(email, "newsletter", action=Action.GIVEN)
        self.said_no.discard(email)

    @rule(email=st.sampled_from(EMAILS))
    def a_reader_says_no(self, email):
        subscriptions.withdraw(
            address=Address.objects.get(email=email),
            purposes=["newsletter"],
            source=ConsentRecord.Source.PAGE,
            now=timezone.now(),
        )
        held = consent.state(Address.objects.get(email=email))["newsletter"]
        if held.source == ConsentRecord.Source.PAGE:  # else a merge had stopped it: there was nothing to say no to
            self.said_no.add(email)

    @rule(position=st.integers(0, 3), name=st.sampled_from(["Amina Khan", "", "آمنہ خان"]))
    def staff_rename(self, position, name):
        Contact.objects.filter(pk=self.contacts[position]).update(name=name)

    @rule(position=st.integers(0, 3))
    def staff_choose_another_main_address(self, position):
        links = list(ContactAddress.objects.filter(contact=self.contacts[position]))
        if links:
            ContactAddress.objects.filter(contact=self.contacts[position]).update(primary=False)
            ContactAddress.objects.filter(pk=links[-1].pk).update(primary=True)

    @rule(position=st.integers(0, 3))
    def staff_end_a_post(self, position):
        Affiliation.objects.filter(contact=self.contacts[position]).update(end=timezone.localdate())

    @invariant()
    def nothing_is_lost_and_nothing_is_made(self):
        assert self.rows == {relation: relation.model._base_manager.count() for relation in self.rows}
        assert Contact.with_merged.count() == 4
        assert Organisation.objects.count() == 2

    @invariant()
    def nobody_is_part_of_themselves(self):
        assert every_reference_is_sound()

    @invariant()
    def who_is_not_merged_has_all_their_rows_and_who_is_has_only_what_the_survivor_has_too(self):
        for hidden in Contact.with_merged.exclude(merged_into=None):
            kept = hidden
            while kept.merged_into_id:
                kept = Contact.with_merged.get(pk=kept.merged_into_id)
            theirs = set(hidden.addresses.values_list("address", flat=True))
            assert theirs <= set(kept.addresses.values_list("address", flat=True))

    @invariant()
    def a_no_of_the_reader_is_taken_back_by_nobody_else(self):
        states = self.states()
        assert all(states[email] == Action.WITHDRAWN for email in self.said_no)

    def states(self):
        addresses = Address.objects.in_bulk()
        held = consent.states(addresses)
        return {addresses[pk].email: row.action for (pk, purpose), row in held.items() if purpose == "newsletter"}


def test_whatever_staff_and_readers_do_in_whatever_order():
    run_state_machine_as_test(
        People,
        settings=settings(
            max_examples=20, stateful_step_count=15, suppress_health_check=[HealthCheck.too_slow], deadline=None
        ),
    )
