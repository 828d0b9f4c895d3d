"""Two records made one: what moves, what stays behind, whose value wins, and that a no counts for both."""

import datetime

import pytest
from django.db import models
from django.utils import timezone

from delivery.models import Address, Message
from stakeholders import consent, search, subscriptions
from stakeholders.consent import DIRECTORY
from stakeholders.duplicates import queue
from stakeholders.duplicates.merging import merge_contacts, merge_organisations
from stakeholders.duplicates.planning import Choices, Side
from stakeholders.duplicates.relations import relations_to
from stakeholders.duplicates.survivors import refs_of, survivor
from stakeholders.exceptions import MergeRefusedError
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    Contact,
    ContactPhone,
    ImportRow,
    Merge,
    Organisation,
    OrganisationName,
    Province,
    Resemblance,
    Tag,
)
from tests.factories.delivery import MailingFactory, MessageFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import Action, ContactFactory, OrganisationFactory, record
from tests.stakeholders.duplicates.world import every_reference_is_sound

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def merge(kept, gone, choices=None):
    acts = {Contact: merge_contacts, Organisation: merge_organisations}
    done = acts[type(kept)](kept=kept, gone=gone, choices=choices, by=None, now=NOW)
    for row in (kept, gone):
        row.refresh_from_db(from_queryset=type(row).with_merged.all())
    return done


def emails(contact):
    return [link.address.email for link in contact.addresses.select_related("address")]


def state(email, purpose="newsletter"):
    return {key[1]: row for key, row in consent.states([address_id(email)]).items()}[purpose]


def address_id(email):
    return contact_address(email).pk


def contact_address(email):
    return Address.objects.get(email=email)


def test_everything_joins_the_survivor_and_the_other_disappears_from_lists():
    office = OrganisationFactory()
    kept = ContactFactory(name="Amina Khan", emails=["amina@example.org"])
    gone = ContactFactory(name="Dr Amina Khan", emails=["a.khan@example.org"], at=office)
    ContactPhone.objects.create(contact=gone, number="+92511234567")
    gone.tags.add(Tag.objects.create(code="speaker", label="Speaker"))
    merge(kept, gone)
    assert emails(kept) == ["amina@example.org", "a.khan@example.org"]
    assert (kept.phones.count(), kept.affiliations.count(), kept.tags.count()) == (1, 1, 1)
    assert list(Contact.objects.all()) == [kept]
    assert survivor(gone) == kept
    assert refs_of(kept) == [kept.pk, gone.pk]
    assert list(search.matching(Contact.objects.all(), "a.khan 9251")) == [kept]


def test_every_reference_in_the_whole_house_is_moved_or_is_known_to_be_history():
    """Whoever adds a foreign key to a contact or an organisation has it merged without a word."""
    for model in (Contact, Organisation):
        pointing = {
            (field.related_model._meta.label_lower, field.field.name)
            for field in model._meta.get_fields(include_hidden=True)
            if isinstance(field, models.ManyToOneRel)
        }
        moved = {(relation.label, relation.name) for relation in relations_to(model)}
        history = {(model._meta.label_lower, "merged_into"), ("stakeholders.importrow", "contact")}
        assert pointing - moved <= history


def test_an_import_row_goes_on_saying_whom_it_made():
    assert (ImportRow, "contact") not in {(r.model, r.name) for r in relations_to(Contact)}


def test_what_both_have_is_not_there_twice_and_nothing_is_deleted():
    office, tag = OrganisationFactory(), Tag.objects.create(code="speaker", label="Speaker")
    both = [ContactFactory(emails=["amina@example.org"], at=office) for _ in range(2)]
    for contact in both:
        ContactPhone.objects.create(contact=contact, number="+92511234567")
        contact.tags.add(tag)
    kept, gone = both
    merge(kept, gone)
    for rows in ("addresses", "phones", "affiliations", "tags"):
        assert (getattr(kept, rows).count(), getattr(gone, rows).count()) == (1, 1), rows


def test_blank_fields_are_filled_and_the_survivors_own_words_stay():
    kept = ContactFactory(name="Amina Khan", province=None)
    gone = ContactFactory(name="A. Khan", name_ur="آمنہ خان", province=Province.objects.get(code="PK-BA"))
    merge(kept, gone)
    assert (kept.name, kept.name_ur, kept.province.code) == ("Amina Khan", "آمنہ خان", "PK-BA")


def test_a_person_chooses_side_by_side_and_may_keep_both_notes():
    kept = ContactFactory(name="A. Khan", note="Met in Quetta.")
    gone = ContactFactory(name="Amina Khan", note="Speaks Pashto.")
    merge(kept, gone, Choices(sides={"name": Side.GONE}))
    assert (kept.name, kept.note) == ("Amina Khan", "Met in Quetta.\n\nSpeaks Pashto.")


def test_the_public_card_shows_only_what_both_showed():
    kept = ContactFactory(card_post=True, card_phone=True, card_email=False)
    gone = ContactFactory(card_post=True, card_phone=False, card_email=True)
    merge(kept, gone)
    assert (kept.card_post, kept.card_phone, kept.card_email) == (True, False, False)


def test_rows_left_out_are_not_the_survivors_on_either_side():
    kept = ContactFactory(emails=["amina@example.org", "old@example.org"])
    gone = ContactFactory(emails=["a.khan@example.org", "wrong@example.org"])
    out = [kept.addresses.get(address__email="old@example.org"), gone.addresses.get(address__email="wrong@example.org")]
    merge(kept, gone, Choices(left_out=frozenset(("stakeholders.contactaddress", row.pk) for row in out)))
    assert emails(kept) == ["amina@example.org", "a.khan@example.org"]
    assert set(emails(gone)) == {"old@example.org", "wrong@example.org"}


@pytest.mark.parametrize("main", ["amina@example.org", "a.khan@example.org", "second@example.org"])
def test_there_is_one_main_address_and_it_is_the_one_chosen(main):
    kept = ContactFactory(emails=["amina@example.org"])
    gone = ContactFactory(emails=["a.khan@example.org", "second@example.org"])
    link = (kept.addresses.all() | gone.addresses.all()).get(address__email=main)
    merge(kept, gone, Choices(main_address=link.pk))
    assert [row.address.email for row in kept.addresses.filter(primary=True)] == [main]


def test_a_survivor_without_an_address_takes_the_others_main_one():
    kept, gone = ContactFactory(), ContactFactory(emails=["one@example.org", "two@example.org"])
    merge(kept, gone)
    assert kept.main_address.address.email == "one@example.org"


# Consent ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who_said_no", ["kept", "gone"])
def test_a_no_under_either_entry_counts_for_both_and_is_written_down(who_said_no):
    said = {"kept": {}, "gone": {}}
    said["gone" if who_said_no == "kept" else "kept"] = {"given": ["newsletter"]}
    said[who_said_no] = {"withdrawn": ["newsletter"]}
    kept = ContactFactory(emails=["amina@example.org"], **said["kept"])
    gone = ContactFactory(emails=["a.khan@example.org"], **said["gone"])
    clerk = staff("Coordinator")
    yes = "a.khan@example.org" if who_said_no == "kept" else "amina@example.org"
    waiting = MessageFactory(mailing=MailingFactory(purpose="newsletter"), address=contact_address(yes))
    merge_contacts(kept=kept, gone=gone, by=clerk, now=NOW)
    now_held = state(yes)
    assert (now_held.action, now_held.source, now_held.recorded_by) == ("withdrawn", "merge", clerk)
    assert now_held.note
    assert Message.objects.get(pk=waiting.pk).state == "skipped"
    history = ConsentRecord.objects.filter(address=address_id(yes)).values_list("action", flat=True)
    assert list(history) == ["withdrawn", "given"]  # both stay


def test_a_no_at_any_address_counts_a_retired_one_and_one_left_out_too():
    kept = ContactFactory(emails=["amina@example.org"], given=["newsletter", "meetings"])
    gone = ContactFactory(emails=["a.khan@example.org", "old@example.org"])
    record(contact_address("old@example.org"), "newsletter", action=Action.WITHDRAWN)
    old = gone.addresses.get(address__email="old@example.org")
    old.retired_on = datetime.date(2025, 1, 1)
    old.save()
    merge(kept, gone, Choices(left_out=frozenset({("stakeholders.contactaddress", old.pk)})))
    assert state("amina@example.org").action == "withdrawn"
    assert state("amina@example.org", "meetings").action == "given"


def test_the_listing_in_the_directory_ends_where_the_other_entry_had_refused_it():
    kept = ContactFactory(emails=["amina@example.org"], given=[DIRECTORY])
    gone = ContactFactory(emails=["a.khan@example.org"], withdrawn=[DIRECTORY])
    merge(kept, gone)
    assert state("amina@example.org", DIRECTORY).action == "withdrawn"


def test_what_was_only_asked_for_or_never_asked_withdraws_nothing():
    kept = ContactFactory(emails=["amina@example.org"], given=["newsletter"])
    gone = ContactFactory(emails=["a.khan@example.org"], asked=["newsletter"])
    before = ConsentRecord.objects.count()
    merge(kept, gone)
    assert ConsentRecord.objects.count() == before
    assert state("amina@example.org").action == "given"


def test_one_that_said_both_at_its_own_addresses_goes_on_as_it_decided():
    kept = ContactFactory(emails=["amina@example.org", "home@example.org"], given=["newsletter"])
    record(contact_address("home@example.org"), "newsletter", action=Action.WITHDRAWN)
    merge(kept, ContactFactory(emails=["a.khan@example.org"]))
    assert state("amina@example.org").action == "given"


# Refusals and chains ------------------------------------------------------------------------------------------------


def test_what_is_merged_is_not_merged_again_and_nobody_becomes_part_of_themselves():
    one, two, three = (ContactFactory() for _ in range(3))
    merge(one, two)
    for kept, gone in ((one, two), (two, one), (three, two), (two, three), (one, one)):
        with pytest.raises(MergeRefusedError):
            merge(kept, gone)
    assert Merge.objects.count() == 1


def test_a_chain_leads_to_its_end():
    one, two, three = (ContactFactory(emails=[f"{n}@example.org"]) for n in "abc")
    merge(two, three)
    merge(one, two)
    three.refresh_from_db(from_queryset=Contact.with_merged.all())
    assert survivor(three) == one
    assert refs_of(one) == [one.pk, two.pk, three.pk]
    assert emails(one) == ["a@example.org", "b@example.org", "c@example.org"]
    assert every_reference_is_sound()


def test_a_deleted_record_is_refused_in_words():
    one, two = ContactFactory(), ContactFactory()
    Contact.objects.filter(pk=two.pk).delete()
    with pytest.raises(MergeRefusedError, match="changed or deleted"):
        merge_contacts(kept=one, gone=two, by=None, now=NOW)


def test_the_queue_is_settled_and_what_was_said_of_the_one_is_said_of_the_survivor():
    kept, gone, other, third = (ContactFactory() for _ in range(4))
    queue.store([queue.Found("contact", kept.pk, gone.pk, "name", 90)], now=NOW)
    queue.store([queue.Found("contact", gone.pk, third.pk, "name", 90)], now=NOW)
    queue.dismiss(subject="contact", one=gone.pk, other=other.pk, by=None, now=NOW)
    merge(kept, gone)
    assert not queue.waiting().exists()
    assert queue.of_pair("contact", kept.pk, other.pk).dismissed_at == NOW
    assert Resemblance.objects.count() == 2


# Organisations ------------------------------------------------------------------------------------------------------


def test_organisations_join_with_their_people_units_provinces_and_all_names():
    kept = OrganisationFactory(name="IMARAT Institute", acronym="", provinces=["PK-BA"])
    gone = OrganisationFactory(name="Iqbal Institute", name_ur="اقبال انسٹیٹیوٹ", acronym="II", provinces=["PK-KP"])
    OrganisationName.objects.create(organisation=gone, name="Iqbal Inst.", reason="misspelt")
    unit = OrganisationFactory(parent=gone)
    contact = ContactFactory(name="Amina Khan", at=gone)
    merge(kept, gone)
    unit.refresh_from_db()
    assert unit.parent == kept
    assert Affiliation.objects.get(contact=contact).organisation == kept
    assert set(kept.provinces.values_list("code", flat=True)) == {"PK-BA", "PK-KP"}
    assert (kept.acronym, kept.name_ur) == ("II", "اقبال انسٹیٹیوٹ")
    assert set(kept.names.values_list("name", "reason")) == {("Iqbal Institute", "merged"), ("Iqbal Inst.", "misspelt")}
    assert list(search.matching(Organisation.objects.all(), "iqbal institute")) == [kept]
    assert list(search.matching(Contact.objects.all(), "imarat")) == [contact]


def test_a_name_that_was_given_up_still_finds_the_survivor():
    kept, gone = OrganisationFactory(name="Iqbal Inst"), OrganisationFactory(name="Iqbal Institute")
    merge(kept, gone, Choices(sides={"name": Side.GONE}))
    assert kept.name == "Iqbal Institute"
    assert list(kept.names.values_list("name", flat=True)) == ["Iqbal Inst"]


@pytest.mark.parametrize("line", ["gone over kept", "kept over gone", "kept under a unit of gone", "the other way"])
def test_no_organisation_becomes_part_of_itself(line):
    top = OrganisationFactory(name="Top")
    kept, gone = OrganisationFactory(name="Kept"), OrganisationFactory(name="Gone", parent=top)
    if line == "gone over kept":
        Organisation.objects.filter(pk=kept.pk).update(parent=gone)
    elif line == "kept over gone":
        Organisation.objects.filter(pk=gone.pk).update(parent=kept)
    elif line == "kept under a unit of gone":
        Organisation.objects.filter(pk=kept.pk).update(parent=OrganisationFactory(parent=gone))
    else:
        Organisation.objects.filter(pk=gone.pk).update(parent=OrganisationFactory(parent=kept))
    kept.refresh_from_db()
    gone.refresh_from_db()
    merge(kept, gone)
    assert every_reference_is_sound()
    assert kept.parent_id in (None, top.pk)


def test_subscriptions_go_on_at_addresses_that_were_merged():
    kept, gone = (
        ContactFactory(emails=["a@example.org"]),
        ContactFactory(emails=["b@example.org"], given=["newsletter"]),
    )
    merge(kept, gone)
    subscriptions.withdraw(
        address=contact_address("b@example.org"), purposes=["newsletter"], source=ConsentRecord.Source.PAGE, now=NOW
    )
    assert state("b@example.org").source == "page"
