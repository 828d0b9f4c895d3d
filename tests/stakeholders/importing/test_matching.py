"""Whom a row means, and what it may change."""

import pytest

from delivery import addresses
from stakeholders.importing.options import SameName, UnknownOrganisation
from stakeholders.models import (
    Affiliation,
    Contact,
    ContactAddress,
    ContactPhone,
    Organisation,
    OrganisationName,
    Province,
    Tag,
)
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.stakeholders.importing.helpers import checked, imported, report

pytestmark = pytest.mark.django_db
HEAD = ["Name", "Email", "Email 2", "Phone", "Organisation", "Designation", "Province"]


def row(name="", email="", email2="", phone="", organisation="", designation="", province=""):
    return [name, email, email2, phone, organisation, designation, province]


def outcome(*rows, **options):
    """Check these rows; return (outcome, codes) of each."""
    return list(report(checked([HEAD, *rows], **options)).values())


def held(contact):
    return [
        (str(post.organisation), post.designation, post.start is not None, post.end is not None)
        for post in contact.affiliations.order_by("pk")
    ]


# Whom a row means ----------------------------------------------------------------------------------------------------


def test_an_address_finds_its_contact_in_any_spelling():
    amina = ContactFactory(name="Amina Khan", emails=["amina@example.org"])
    batch = checked([HEAD, row("Amina Khan", "AMINA@Example.ORG")])
    assert report(batch) == {2: ("unchanged", [])}
    assert batch.rows.get().contact == amina


def test_the_second_address_finds_it_too():
    ContactFactory(name="Amina Khan", emails=["amina@example.org"])
    assert outcome(row("Amina Khan", "new@example.org", "amina@example.org")) == [("update", [])]


def test_number_and_name_together_find_a_contact():
    amina = ContactFactory(name="Amina Khan")
    ContactPhone.objects.create(contact=amina, number="+923001234567")
    assert outcome(row("AMINA  KHAN", "amina@example.org", phone="0300 1234567")) == [("update", [])]


def test_a_number_alone_finds_nobody():
    amina = ContactFactory(name="Amina Khan")
    ContactPhone.objects.create(contact=amina, number="+923001234567")
    assert outcome(row("Bilal Shah", "bilal@example.org", phone="0300 1234567")) == [("create", [])]


def test_a_name_alone_finds_nobody():
    ContactFactory(name="Amina Khan", emails=["amina@example.org"])
    assert outcome(row("Amina Khan", "other@example.org")) == [("create", [])]


def test_the_same_name_at_the_same_organisation_is_ambiguous_unless_the_options_say_that_they_are_two():
    health = OrganisationFactory(name="Health Department")
    amina = ContactFactory(name="Amina Khan", emails=["amina@example.org"], at=health)
    asked = row("Amina Khan", "other@example.org", organisation="health department")
    batch = checked([HEAD, asked])
    assert report(batch) == {2: ("ambiguous", ["same_name"])}
    assert batch.rows.get().matches == [amina.pk]
    assert outcome(asked, same_name=SameName.NEW) == [("create", [])]


def test_a_shared_address_is_ambiguous_unless_the_name_says_who_is_meant():
    one, two = (ContactFactory(name=name, emails=["info@example.org"]) for name in ("Office One", "Office Two"))
    batch = checked([HEAD, row("Somebody", "info@example.org"), row("office two", "INFO@example.org")])
    assert report(batch) == {2: ("ambiguous", ["shared_address"]), 3: ("unchanged", [])}
    assert batch.rows.get(number=2).matches == [one.pk, two.pk]
    assert batch.rows.get(number=3).contact == two


def test_two_addresses_of_two_contacts_are_ambiguous():
    one, two = (ContactFactory(emails=[email]) for email in ("one@example.org", "two@example.org"))
    batch = checked([HEAD, row("Amina", "one@example.org", "two@example.org")])
    assert report(batch) == {2: ("ambiguous", ["two_contacts"])}
    assert batch.rows.get().matches == [one.pk, two.pk]


def test_merged_contacts_are_not_found():
    kept = ContactFactory(emails=["kept@example.org"])
    ContactFactory(emails=["gone@example.org"], merged_into=kept)
    assert outcome(row("Amina", "gone@example.org")) == [("create", [])]


def test_an_address_that_was_given_up_finds_its_former_owner_by_name_only():
    amina = ContactFactory(name="Amina Khan", emails=["dg@example.org"])
    ContactAddress.objects.update(retired_on="2026-01-01")
    assert outcome(row("Bilal Shah", "dg@example.org")) == [("create", [])]
    batch = checked([HEAD, row("Amina Khan", "dg@example.org")])
    assert report(batch) == {2: ("unchanged", ["given_up_address"])}
    assert batch.rows.get().contact == amina


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (row("Bilal", "AMINA@example.org"), "same_address_in_row"),
        (row("Amina Khan", "other@example.org", phone="+92 300 1234567"), "same_phone_in_row"),
        (row("Amina Khan", "other@example.org", organisation="Unknown Trust"), "same_name_in_row"),
    ],
)
def test_two_rows_for_one_person_name_each_other(second, code):
    first = row("Amina Khan", "amina@example.org", phone="03001234567", organisation="Unknown trust")
    batch = checked([HEAD, first, second])
    first, second = batch.rows.all()
    assert first.outcome == "create"
    assert second.outcome == "ambiguous"
    assert [(told["code"], told["text"]) for told in second.problems if not told["warning"]] == [(code, "2")]


def test_two_rows_for_one_known_contact_name_each_other():
    ContactFactory(name="Amina Khan", emails=["one@example.org", "two@example.org"])
    told = outcome(row("Amina Khan", "one@example.org"), row("Amina Khan", "two@example.org"))
    assert told == [("unchanged", []), ("ambiguous", ["same_contact_in_row"])]


def test_a_row_that_is_left_out_does_not_stand_in_the_way_of_the_next():
    told = outcome(row("Amina", "amina@example.org", phone="12"), row("Amina", "amina@example.org"))
    assert [what for what, _codes in told] == ["error", "create"]


def test_a_row_with_nothing_to_find_it_by_is_an_error():
    assert outcome(row("Amina Khan", organisation="Health")) == [("error", ["nobody"])]


def test_a_name_and_a_number_are_enough():
    assert outcome(row("Amina Khan", phone="03001234567")) == [("create", [])]


# What a row may change -----------------------------------------------------------------------------------------------


def test_what_is_empty_is_filled_and_what_is_there_stays():
    amina = ContactFactory(name="Amina Khan", emails=["amina@example.org"])
    batch = imported([HEAD, row("Amina Begum", "amina@example.org", province="KPK", phone="03001234567")])
    assert report(batch) == {2: ("update", ["kept_name"])}
    amina.refresh_from_db()
    assert (amina.name, amina.province.code) == ("Amina Khan", "PK-KP")
    assert amina.phones.get().number == "+923001234567"


def test_the_file_wins_where_the_options_say_so_but_never_with_nothing():
    punjab = Province.objects.get(code="PK-PB")
    amina = ContactFactory(name="Amina Khan", emails=["amina@example.org"], province=punjab)
    batch = imported([HEAD, row("Amina Begum", "amina@example.org")], file_wins=True)
    assert report(batch) == {2: ("update", [])}
    amina.refresh_from_db()
    assert (amina.name, amina.province) == ("Amina Begum", punjab)


def test_a_move_ends_one_post_and_begins_another():
    old, new = OrganisationFactory(name="Old Office"), OrganisationFactory(name="New Office")
    amina = ContactFactory(name="Amina Khan", emails=["amina@example.org"], at=old)
    asked = [HEAD, row("Amina Khan", "amina@example.org", organisation=new.name, designation="Director")]
    assert report(imported(asked)) == {2: ("unchanged", ["kept_post"])}
    assert held(amina) == [("Old Office", "", False, False)]
    assert report(imported(asked, file_wins=True)) == {2: ("update", [])}
    assert held(amina) == [("Old Office", "", False, True), ("New Office", "Director", True, False)]


def test_a_missing_designation_is_filled_and_another_one_is_a_move():
    office = OrganisationFactory(name="Old Office")
    amina = ContactFactory(name="Amina Khan", emails=["amina@example.org"], at=office)
    imported([HEAD, row("", "amina@example.org", organisation="Old Office", designation="Officer")])
    assert held(amina) == [("Old Office", "Officer", False, False)]
    imported([HEAD, row("", "amina@example.org", organisation="Old Office", designation="Director")], file_wins=True)
    assert held(amina) == [("Old Office", "Officer", False, True), ("Old Office", "Director", True, False)]


def test_with_several_posts_a_new_one_ends_none():
    amina = ContactFactory(emails=["amina@example.org"], at=OrganisationFactory())
    Affiliation.objects.create(contact=amina, organisation=OrganisationFactory())
    OrganisationFactory(name="New Office")
    batch = imported([HEAD, row("", "amina@example.org", organisation="New Office")], file_wins=True)
    assert report(batch) == {2: ("update", ["several_posts"])}
    assert [end for *_post, end in held(amina)] == [False, False, False]


@pytest.mark.parametrize("written", ["HD", "health  DEPARTMENT", "محکمہ صحت", "Department of Health, old"])
def test_an_organisation_is_found_by_any_of_its_names(written):
    office = OrganisationFactory(name="Health Department", acronym="HD", name_ur="محكمه صحت")
    OrganisationName.objects.create(organisation=office, name="Department of Health (old)")
    imported([HEAD, row("Amina", "amina@example.org", organisation=written)])
    assert Contact.objects.get().affiliations.get().organisation == office


def test_an_unknown_organisation_is_kept_as_text():
    batch = imported([HEAD, row("Amina", "amina@example.org", organisation="Unknown Trust")])
    assert report(batch) == {2: ("create", ["organisation_unknown"])}
    assert batch.rows.get().problems[0]["column"] == "Organisation"
    assert Contact.objects.get().stated_organisation == "Unknown Trust"


def test_a_name_that_several_organisations_bear_is_kept_as_text():
    for slug in ("one", "two"):
        OrganisationFactory(name="Health Department", slug=slug)
    batch = imported([HEAD, row("Amina", "amina@example.org", organisation="Health Department")])
    assert report(batch) == {2: ("create", ["organisation_of_several"])}
    assert Contact.objects.get().stated_organisation == "Health Department"


def test_unknown_organisations_are_made_once_where_the_options_say_so():
    rows = [row(f"Person {n}", f"p{n}@example.org", organisation="Unknown Trust") for n in range(3)]
    imported([HEAD, *rows], organisations=UnknownOrganisation.CREATE, kind="ngo")
    made = Organisation.objects.get()
    assert (made.name, made.public, made.kind.code, made.affiliations.count()) == ("Unknown Trust", False, "ngo", 3)


def test_tags_of_the_options_are_put_on_everybody():
    tag = Tag.objects.create(code="trained", label="Trained")
    known = ContactFactory(name="Amina", emails=["amina@example.org"])
    batch = imported([HEAD, row("Amina", "amina@example.org"), row("Bilal", "bilal@example.org")], tags=(tag.pk,))
    assert report(batch) == {2: ("update", []), 3: ("create", [])}
    assert list(known.tags.all()) == [tag]
    assert list(Contact.objects.get(name="Bilal").tags.all()) == [tag]


def test_the_sort_of_mailbox_is_guessed():
    rows = [row("A", "info@example.org"), row("B", "b.khan@gmail.com"), row("C", "c@health.example.org")]
    imported([HEAD, *rows])
    kinds = dict(ContactAddress.objects.values_list("address__key", "kind"))
    assert kinds == {"info@example.org": "role", "b.khan@gmail.com": "personal", "c@health.example.org": "work"}


def test_the_first_address_of_a_new_contact_is_the_main_one_and_a_known_main_address_stays():
    known = ContactFactory(name="Amina", emails=["amina@example.org"])
    imported(
        [HEAD, row("Amina", "amina@example.org", "second@example.org"), row("B", "b@example.org", "c@example.org")]
    )
    assert str(known.main_address) == "amina@example.org"
    assert str(Contact.objects.get(name="B").main_address) == "b@example.org"
    assert ContactAddress.objects.filter(primary=True).count() == 2
    assert addresses.get_or_create("second@example.org").pk in known.addresses.values_list("address", flat=True)
