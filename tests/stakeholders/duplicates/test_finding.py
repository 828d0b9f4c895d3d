"""What a search proposes and why; what it leaves out; and that its cost does not grow with the square."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from delivery import addresses
from stakeholders.duplicates import finding
from stakeholders.duplicates.finding import Crowds, people
from stakeholders.duplicates.finding_organisations import organisations
from stakeholders.models import Affiliation, Contact, ContactAddress, ContactPhone, Organisation, OrganisationName
from stakeholders.models import Resemblance as Row
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def found(search=people, since=None, crowds=None):
    """Return what a search finds as {(first, second): {(kind, score)}}."""
    pairs = {}
    for one in search(since=since, crowds=crowds or Crowds()):
        assert one.first < one.second
        pairs.setdefault((one.first, one.second), set()).add((one.kind, one.score))
    return pairs


def test_contacts_at_one_address_are_proposed_surer_where_the_names_agree():
    amina, dr_amina, sana = (ContactFactory(name=name) for name in ("Amina Khan", "Dr Amina Khan", "Sana Malik"))
    for contact, email in ((amina, "Amina@Example.org"), (dr_amina, "amina@example.org"), (sana, "ａmina@example.org")):
        ContactAddress.objects.create(contact=contact, address=addresses.get_or_create(email))
    pairs = found()
    assert pairs[amina.pk, dr_amina.pk] >= {(Row.Kind.ADDRESS, 100)}
    assert pairs[amina.pk, sana.pk] == {(Row.Kind.ADDRESS, 85)}


def test_a_role_mailbox_and_a_retired_address_make_nobody_one():
    one, other = (ContactFactory(name=name, emails=["info@example.org"]) for name in ("Amina Khan", "Sana Malik"))
    ContactAddress.objects.filter(contact=one).update(kind="role")
    assert found() == {}
    ContactAddress.objects.filter(contact=one).update(kind="work", retired_on=datetime.date(2025, 1, 1))
    assert found() == {}
    ContactAddress.objects.filter(contact=one).update(retired_on=None)
    assert set(found()) == {(one.pk, other.pk)}


def test_a_shared_number_is_proposed_and_a_switchboard_is_left_out_and_counted():
    contacts = [ContactFactory(name=f"Person {chr(97 + n)}lpha") for n in range(finding.SHARERS + 1)]
    ContactPhone.objects.create(contact=contacts[0], number="+92511234567")
    ContactPhone.objects.create(contact=contacts[1], number="+92511234567")
    assert {kind for kinds in found().values() for kind, _score in kinds} >= {Row.Kind.PHONE}
    for contact in contacts[2:]:
        ContactPhone.objects.create(contact=contact, number="+92511234567")
    crowds = Crowds()
    kinds = {kind for kinds in found(crowds=crowds).values() for kind, _score in kinds}
    assert Row.Kind.PHONE not in kinds
    assert crowds.count == 1


def test_near_names_count_within_one_organisation_by_post_or_as_stated():
    office = OrganisationFactory(name="Health Department Balochistan", acronym="HDB")
    one = ContactFactory(name="Mohd. Ali Khan", at=office)
    other = ContactFactory(name="Muhammad Ali Khan", stated_organisation="hdb")
    elsewhere = ContactFactory(name="Muhammed Ali Kahn", at=OrganisationFactory())
    pairs = found()
    assert (Row.Kind.NAME, 100) in pairs[one.pk, other.pk]
    assert not any(elsewhere.pk in pair and (Row.Kind.NAME, 100) in kinds for pair, kinds in pairs.items())


def test_two_who_state_the_same_unknown_organisation_are_compared():
    one = ContactFactory(name="Amina Khan", stated_organisation="Umeed Trust")
    other = ContactFactory(name="Aminah Khan", stated_organisation="UMEED trust")
    assert set(found()) == {(one.pk, other.pk)}


def test_namesakes_are_proposed_where_nothing_else_is_known_or_the_name_is_long():
    here, there = OrganisationFactory(), OrganisationFactory()
    unknown, known = ContactFactory(name="Amina Khan"), ContactFactory(name="Khan Amina", at=here)
    assert found() == {(unknown.pk, known.pk): {(Row.Kind.NAME, finding.SAME_NAME)}}
    Affiliation.objects.create(contact=unknown, organisation=there)
    assert found() == {}
    Contact.objects.filter(pk=unknown.pk).update(name="Amina Gul Khan")
    Contact.objects.filter(pk=known.pk).update(name="Dr Amina Gul Khan")
    assert found() == {(unknown.pk, known.pk): {(Row.Kind.NAME, finding.MOVED)}}


def test_a_name_that_very_many_have_says_nothing():
    for _ in range(finding.NAMESAKES + 1):
        ContactFactory(name="Muhammad Ali")
    crowds = Crowds()
    assert found(crowds=crowds) == {}
    assert crowds.count == 1


def test_urdu_names_are_compared_with_urdu_names():
    office = OrganisationFactory()
    one = ContactFactory(name="Ali Khan", name_ur="علي خان", at=office)
    other = ContactFactory(name="", name_ur="ڈاکٹر علی خان", at=office)
    assert (one.pk, other.pk) in found()


def test_with_a_date_names_are_compared_only_where_one_side_was_changed_since():
    office = OrganisationFactory()
    old = [ContactFactory(name=name, at=office) for name in ("Amina Khan", "Amina Khann")]
    Contact.objects.update(updated_at=timezone.now() - datetime.timedelta(days=2))
    yesterday = timezone.now() - datetime.timedelta(days=1)
    assert found(since=yesterday) == {}
    new = ContactFactory(name="Dr Amina Khan", at=office)
    assert all(new.pk in pair for pair in found(since=yesterday))
    assert len(found(since=yesterday)) == len(old)


def test_merged_contacts_and_organisations_are_out_of_sight():
    office = OrganisationFactory()
    kept = ContactFactory(name="Amina Khan", at=office, emails=["a@example.org"])
    ContactFactory(name="Amina Khan", at=office, emails=["a@example.org"], merged_into=kept)
    assert found() == {}
    organisation = OrganisationFactory(name="Aga Khan University")
    OrganisationFactory(name="Agha Khan University", merged_into=organisation)
    assert found(organisations) == {}


def test_organisations_are_found_by_every_name_they_have():
    imarat = OrganisationFactory(name="IMARAT Institute of Policy Studies", acronym="IIPS")
    OrganisationName.objects.create(organisation=imarat, name="Iqbal Institute of Policy Studies", reason="former")
    other = OrganisationFactory(name="Iqbal Institute for Policy Studies")
    acronym = OrganisationFactory(name="IIPS")
    pairs = found(organisations)
    assert pairs[imarat.pk, other.pk] == {(Row.Kind.NAME, 100)}
    assert (Row.Kind.NAME, 95) in pairs[imarat.pk, acronym.pk]


def test_a_unit_and_what_it_is_part_of_are_two():
    parent = OrganisationFactory(name="UNICEF Pakistan")
    OrganisationFactory(name="UNICEF Pakistan ", parent=parent)
    assert found(organisations) == {}


def test_a_large_organisation_is_parted_by_the_words_of_its_names(monkeypatch):
    monkeypatch.setattr(finding, "TOGETHER", 3)
    office = OrganisationFactory()
    names = ["Amina Khan", "Aminah Khan", "Sana Malik", "Bilal Shah", "Zara Gul"]
    contacts = [ContactFactory(name=name, at=office) for name in names]
    assert set(found()) == {(contacts[0].pk, contacts[1].pk)}


def test_queries_do_not_grow_with_the_rows():
    office = OrganisationFactory()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            list(people(since=None, crowds=Crowds()))
            list(organisations(since=None, crowds=Crowds()))
        return len(captured)

    for name in ("Amina Khan", "Sana Malik"):
        ContactFactory(name=name, at=office, emails=["a@example.org"])
    few = queries()
    for n in range(30):
        ContactFactory(name=f"Amina{n} Khan", at=office, emails=["a@example.org", f"b{n}@example.org"])
        Organisation.objects.create(name=f"Organisation {n} of {n}", slug=f"o-{n}", kind=office.kind)
    assert queries() == few
