"""Undoing a merge as a whole: what was before is there again, and what was changed since is left, and told."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delivery.models import Address
from stakeholders import consent, subscriptions
from stakeholders.duplicates import queue
from stakeholders.duplicates.merging import merge_contacts, merge_organisations
from stakeholders.duplicates.parting import undo
from stakeholders.duplicates.planning import Choices, Side
from stakeholders.exceptions import MergeRefusedError
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    Contact,
    ContactPhone,
    Merge,
    Organisation,
    OrganisationName,
    Province,
    Tag,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import Action, ContactFactory, OrganisationFactory, record
from tests.stakeholders.duplicates.world import dump, settled

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TOPICS = ["newsletter", "directory", "meetings"]


def merge(kept, gone, choices=None):
    act = merge_contacts if isinstance(kept, Contact) else merge_organisations
    return act(kept=kept, gone=gone, choices=choices, by=None, now=timezone.now())


def fresh(record):
    return type(record).with_merged.get(pk=record.pk)


def two_contacts():
    """Return two contacts that differ in everything, and agree in an address."""
    office = OrganisationFactory()
    kept = ContactFactory(name="Amina Khan", emails=["amina@example.org", "both@example.org"], given=["newsletter"])
    gone = ContactFactory(
        name="Dr A. Khan",
        name_ur="آمنہ",
        emails=["a@example.org", "both@example.org"],
        withdrawn=["newsletter"],
        at=office,
    )
    ContactPhone.objects.create(contact=gone, number="+92511234567")
    gone.tags.add(Tag.objects.create(code="speaker", label="Speaker"))
    return kept, gone


def test_two_contacts_are_again_what_they_were():
    kept, gone = two_contacts()
    before = settled()
    merge(kept, gone, Choices(sides={"name": Side.GONE}, main_address=gone.addresses.first().pk))
    merged = dump()
    assert merged != before
    undone = undo(merge_of(kept), by=None, now=NOW)
    assert undone.leftovers == []
    assert dump() == before


def merge_of(kept):
    return Merge.objects.filter(kept=kept.pk).latest("pk")


def test_two_organisations_are_again_what_they_were():
    kept = OrganisationFactory(name="IMARAT Institute", provinces=["PK-BA"])
    gone = OrganisationFactory(name="Iqbal Institute", acronym="II", provinces=["PK-BA", "PK-KP"], parent=kept)
    OrganisationName.objects.create(organisation=gone, name="Iqbal Inst.")
    OrganisationFactory(parent=gone)
    ContactFactory(at=gone)
    before = settled()
    undo(merge(kept, gone, Choices(sides={"name": Side.GONE, "parent": Side.GONE})), by=None, now=NOW)
    assert dump() == before


def test_consent_is_given_again_as_it_was_given_and_the_history_shows_all_of_it():
    kept, gone = two_contacts()
    clerk = staff("Coordinator")
    done = merge(kept, gone)
    undo(done, by=clerk, now=NOW)
    records = ConsentRecord.objects.filter(address__email="amina@example.org", purpose="newsletter")
    assert [(row.action, row.source) for row in records] == [
        ("given", "merge"),
        ("withdrawn", "merge"),
        ("given", "confirmation"),
    ]
    assert records[0].recorded_by == clerk
    assert records[0].basis == records[2].basis


def test_a_person_who_said_no_again_after_the_merge_is_not_brought_back():
    kept, gone = two_contacts()
    done = merge(kept, gone)
    address = Address.objects.get(email="amina@example.org")
    record(address, "newsletter", action=Action.GIVEN)
    subscriptions.withdraw(address=address, purposes=["newsletter"], source=ConsentRecord.Source.PAGE, now=NOW)
    undone = undo(done, by=None, now=NOW)
    assert consent.state(address)["newsletter"].source == "page"
    assert [leftover["what"] for leftover in undone.leftovers] == ["Consent, newsletter: Withdrawn"]


def test_a_reader_who_says_no_while_only_the_merge_had_stopped_it_is_not_brought_back():
    kept, gone = two_contacts()
    done = merge(kept, gone)
    address = Address.objects.get(email="amina@example.org")
    for _ in range(2):
        subscriptions.withdraw(address=address, purposes=["newsletter"], source=ConsentRecord.Source.ONE_CLICK, now=NOW)
    undo(done, by=None, now=NOW)
    assert consent.state(address)["newsletter"].action == Action.WITHDRAWN
    assert ConsentRecord.objects.filter(address=address, source="one_click").count() == 1


def test_a_reader_who_leaves_unticked_what_only_the_merge_had_stopped_is_not_brought_back():
    kept, gone = two_contacts()
    done = merge(kept, gone)
    address = Address.objects.get(email="amina@example.org")
    wording = consent.wording("preferences", "I agree.")
    for _ in range(2):
        subscriptions.update(address=address, topics=[], language="en", wording=wording, now=NOW)
    undo(done, by=None, now=NOW)
    assert consent.state(address)["newsletter"].action == Action.WITHDRAWN
    assert ConsentRecord.objects.filter(address=address, source="page").count() == 1


def test_what_a_third_entry_refused_stays_refused_until_that_merge_is_undone_too():
    kept = ContactFactory(emails=["amina@example.org"], given=["newsletter"])
    others = [ContactFactory(emails=[f"{n}@example.org"], withdrawn=["newsletter"]) for n in "abc"]
    before = settled()
    merges = [merge(kept, other) for other in others]
    address = Address.objects.get(email="amina@example.org")
    for done in merges:
        assert consent.state(address)["newsletter"].action == Action.WITHDRAWN
        undo(Merge.objects.get(pk=done.pk), by=None, now=timezone.now())
    assert dump() == before


def test_what_was_changed_since_stays_and_is_told_row_by_row():
    kept, gone = two_contacts()
    done = merge(kept, gone)
    Contact.objects.filter(pk=kept.pk).update(name_ur="آمنہ خان")
    ContactPhone.objects.get().delete()
    third = ContactFactory()
    Affiliation.objects.update(contact=third)
    undone = undo(done, by=None, now=NOW)
    assert fresh(kept).name_ur == "آمنہ خان"
    assert Affiliation.objects.get().contact == third
    assert [leftover["why"] for leftover in undone.leftovers].count("It was deleted since.") == 1
    assert [leftover["why"] for leftover in undone.leftovers].count("It was changed since, and stays.") == 2
    assert fresh(gone).addresses.count() == 2
    assert list(fresh(gone).tags.values_list("code", flat=True)) == ["speaker"]


def test_a_row_whose_place_was_taken_stays_where_it_is():
    kept, gone = ContactFactory(), ContactFactory()
    phone = ContactPhone.objects.create(contact=gone, number="+92511234567")
    done = merge(kept, gone)
    ContactPhone.objects.create(contact=gone, number=phone.number)  # by a program: no screen shows who is merged
    undone = undo(done, by=None, now=NOW)
    assert [leftover["why"] for leftover in undone.leftovers] == ["Another entry stands in its place now."]
    assert ContactPhone.objects.get(pk=phone.pk).contact == kept


def test_what_the_survivor_got_since_stays_with_it():
    kept, gone = two_contacts()
    done = merge(kept, gone)
    ContactPhone.objects.create(contact=kept, number="+923001234567")
    undo(done, by=None, now=NOW)
    assert list(fresh(kept).phones.values_list("number", flat=True)) == ["+923001234567"]


def test_the_two_are_not_proposed_again_and_what_was_carried_over_goes():
    kept, gone, other = ContactFactory(), ContactFactory(), ContactFactory()
    queue.dismiss(subject="contact", one=gone.pk, other=other.pk, by=None, now=NOW)
    undo(merge(kept, gone), by=None, now=NOW)
    assert queue.of_pair("contact", kept.pk, other.pk) is None
    assert queue.of_pair("contact", gone.pk, other.pk).dismissed_at == NOW
    assert queue.of_pair("contact", kept.pk, gone.pk).dismissed_at == NOW


def test_a_merge_is_undone_once():
    done = merge(ContactFactory(), ContactFactory())
    undo(done, by=None, now=NOW)
    with pytest.raises(MergeRefusedError, match="already"):
        undo(done, by=None, now=NOW)


def test_of_a_chain_the_later_merge_is_undone_first():
    one, two, three = (ContactFactory(emails=[f"{n}@example.org"]) for n in "abc")
    before = settled()
    first = merge(two, three)
    second = merge(one, two)
    with pytest.raises(MergeRefusedError, match="Undo that merge first"):
        undo(first, by=None, now=NOW)
    undo(second, by=None, now=NOW)
    undo(first, by=None, now=NOW)
    assert dump() == before


def test_a_merge_whose_snapshot_was_thrown_out_stands():
    done = merge(ContactFactory(), ContactFactory())
    Merge.objects.update(before={})
    with pytest.raises(MergeRefusedError, match="no longer kept"):
        undo(done, by=None, now=NOW)


def test_a_record_that_was_erased_is_not_brought_back():
    kept, gone = ContactFactory(), ContactFactory()
    done = merge(kept, gone)
    Contact.with_merged.filter(pk=gone.pk).delete()
    with pytest.raises(MergeRefusedError):
        undo(done, by=None, now=NOW)


# Whatever there is ---------------------------------------------------------------------------------------------------

EMAILS = [f"{name}@example.org" for name in ("a", "b", "c", "d")]
PHONES = ["+92511234567", "+923001234567"]
PROVINCES = ["PK-BA", "PK-KP", "PK-PB"]
NAMES = ["", "Amina Khan", "Dr A. Khan", "آمنہ خان"]

contacts = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "name_ur": st.sampled_from(NAMES),
        "note": st.sampled_from(["", "Met in Quetta.", "Speaks Pashto."]),
        "province": st.sampled_from([None, *PROVINCES]),
        "card": st.tuples(st.booleans(), st.booleans(), st.booleans()),
        "confirmed": st.sampled_from([None, NOW, NOW - datetime.timedelta(days=1, microseconds=7)]),
        "emails": st.lists(st.sampled_from(EMAILS), unique=True),
        "phones": st.lists(st.sampled_from(PHONES), unique=True),
        "posts": st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["", "Director"])), max_size=3),
        "tags": st.sets(st.sampled_from(["one", "two"])),
    }
)
decisions = st.lists(
    st.tuples(st.sampled_from(EMAILS), st.sampled_from(TOPICS), st.sampled_from(list(Action))), max_size=12
)
choices = st.fixed_dictionaries(
    {
        "sides": st.dictionaries(st.sampled_from(["name", "name_ur", "province", "note"]), st.sampled_from(list(Side))),
        "out": st.sets(st.integers(0, 7)),
        "main": st.integers(0, 5),
    }
)


def make(world, offices, tags):
    contact = ContactFactory(
        name=world["name"],
        name_ur=world["name_ur"],
        note=world["note"],
        province=world["province"] and Province.objects.get(code=world["province"]),
        confirmed_at=world["confirmed"],
        emails=world["emails"],
        **dict(zip(("card_post", "card_phone", "card_email"), world["card"], strict=True)),
    )
    for number in world["phones"]:
        ContactPhone.objects.create(contact=contact, number=number)
    for office, designation in world["posts"]:
        Affiliation.objects.create(contact=contact, organisation=offices[office], designation=designation)
    contact.tags.set([tags[code] for code in world["tags"]])
    return contact


def as_choices(drawn, contacts):
    links = [link for contact in contacts for link in contact.addresses.order_by("pk")]
    phones = [phone for contact in contacts for phone in contact.phones.order_by("pk")]
    rows = [("stakeholders.contactaddress", link.pk) for link in links]
    rows += [("stakeholders.contactphone", phone.pk) for phone in phones]
    return Choices(
        sides=drawn["sides"],
        left_out=frozenset(row for position, row in enumerate(rows) if position in drawn["out"]),
        main_address=links[drawn["main"]].pk if drawn["main"] < len(links) else None,
    )


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(contacts, min_size=3, max_size=3),
    decisions,
    st.lists(choices, min_size=2, max_size=2),
    st.permutations([0, 1, 2]),
)
def test_whatever_two_merges_joined_comes_apart_again(worlds, said, drawn, order):
    with transaction.atomic():
        offices = [OrganisationFactory(), OrganisationFactory()]
        tags = {code: Tag.objects.create(code=code, label=code) for code in ("one", "two")}
        people = [make(world, offices, tags) for world in worlds]
        for email, topic, action in said:
            record(email, topic, action=action)
        one, two, three = (people[position] for position in order)
        before = settled()
        first = merge(two, three, as_choices(drawn[0], [two, three]))
        between = dump()
        second = merge(one, two, as_choices(drawn[1], [fresh(one), fresh(two)]))
        assert undo(second, by=None, now=NOW).leftovers == []
        assert dump() == between
        assert undo(first, by=None, now=NOW).leftovers == []
        assert dump() == before
        transaction.set_rollback(True)


organisations = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Iqbal Institute", "IMARAT Institute", "Iqbal Inst."]),
        "acronym": st.sampled_from(["", "II"]),
        "provinces": st.lists(st.sampled_from(PROVINCES), unique=True),
        "names": st.lists(st.sampled_from(["Iqbal Inst.", "IIPS"]), max_size=2),
        "public": st.booleans(),
        "people": st.integers(0, 2),
        "parent": st.sampled_from([None, 0, 1]),
    }
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(organisations, min_size=3, max_size=3), st.permutations([0, 1, 2]))
def test_whatever_two_merges_of_organisations_joined_comes_apart_again(worlds, order):
    with transaction.atomic():
        made = []
        for position, world in enumerate(worlds):
            organisation = OrganisationFactory(
                name=world["name"], acronym=world["acronym"], provinces=world["provinces"], public=world["public"]
            )
            for name in world["names"]:
                OrganisationName.objects.create(organisation=organisation, name=name)
            for _ in range(world["people"]):
                ContactFactory(at=organisation)
            if world["parent"] is not None and world["parent"] < position:
                Organisation.objects.filter(pk=organisation.pk).update(parent=made[world["parent"]])
            made.append(organisation)
        one, two, three = (made[position] for position in order)
        before = settled()
        first = merge(two, three)
        second = merge(one, two)
        assert undo(second, by=None, now=NOW).leftovers == []
        assert undo(first, by=None, now=NOW).leftovers == []
        assert dump() == before
        transaction.set_rollback(True)
