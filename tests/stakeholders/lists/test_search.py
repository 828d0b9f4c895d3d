"""The one folded column: true however a record changes, and refreshed once for all that changed together."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stakeholders import search
from stakeholders.models import Affiliation, Contact, ContactAddress, ContactPhone, Organisation, OrganisationName
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def found(text):
    return set(search.matching(Contact.objects.all(), text).values_list("name", flat=True))


def organisations_found(text):
    return set(search.matching(Organisation.objects.all(), text).values_list("name", flat=True))


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    """Run what waits for the commit, at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def amina():
    trust = OrganisationFactory(name="Health Trust", acronym="HT", name_ur="ادارہ صحت")
    return ContactFactory(name="Amina Example", name_ur="آمنہ خان", emails=["amina.q@example.org"], at=trust)


@pytest.mark.parametrize(
    "text",
    [
        "amina",
        "EXAMPLE",
        "a.q@exam",
        "trust amina",
        "ht",
        "ادارہ",
        "ادارة صحت",  # te marbuta for heh
        "آمنه خان",  # Arabic heh
        "امنہ",  # without madda
        "آمِنہ",  # with a vowel sign
    ],
)
def test_a_contact_is_found_by_any_part_of_what_is_known_however_it_is_typed(amina, text):
    assert found(text) == {"Amina Example"}


@pytest.mark.parametrize("text", ["bilal", "amina bilal", "!", "‘’"])
def test_what_stands_nowhere_finds_nobody_and_signs_alone_find_nobody(amina, text):
    assert found(text) == set()


@pytest.mark.parametrize("text", ["", "  "])
def test_no_text_narrows_nothing(amina, text):
    assert found(text) == {"Amina Example"}


@pytest.mark.parametrize("text", ["0300 1234567", "0300-1234567", "+92 300 123 4567", "3001234567", "۰۳۰۰۱۲۳۴۵۶۷"])
def test_a_number_is_found_as_it_is_dialled_at_home_and_from_abroad(amina, on_commit, text):
    with on_commit():
        ContactPhone.objects.create(contact=amina, number="+923001234567")
    assert found(text) == {"Amina Example"}


def test_every_part_of_a_contact_that_is_saved_or_deleted_is_found_or_no_longer(amina, on_commit):
    with on_commit():
        amina.name = "Aamna Example"
        amina.save()
    assert found("aamna") == {"Aamna Example"}
    assert found("amina.q") == {"Aamna Example"}
    with on_commit():
        amina.addresses.all().delete()
    assert found("amina.q") == set()
    with on_commit():
        post = Affiliation.objects.create(
            contact=amina, organisation=OrganisationFactory(name="Relief Fund"), designation="Director"
        )
    assert found("director relief") == {"Aamna Example"}
    with on_commit():
        post.delete()
    assert found("relief") == set()


def test_somebody_is_found_where_they_used_to_work_whatever_the_day(amina):
    Affiliation.objects.update(end=timezone.localdate() - datetime.timedelta(days=400))
    search.refresh_contacts([amina.pk])
    assert found("health trust") == {"Amina Example"}


def test_a_renamed_organisation_takes_its_people_along(amina, on_commit):
    trust = Organisation.objects.get()
    with on_commit():
        trust.name = "Wellbeing Trust"
        trust.save()
        OrganisationName.objects.create(organisation=trust, name="Health Trust", reason="former")
    assert found("wellbeing") == found("health") == {"Amina Example"}
    assert organisations_found("wellbeing") == organisations_found("health trust") == {"Wellbeing Trust"}
    with on_commit():
        OrganisationName.objects.all().delete()
    assert found("health") == organisations_found("health") == set()


def test_an_address_that_is_respelt_is_found_by_its_new_spelling(amina, on_commit):
    address = amina.main_address.address
    with on_commit():
        address.email = "Amina.Qureshi@example.org"
        address.save()
    assert found("qureshi") == {"Amina Example"}


def test_all_that_changes_in_one_transaction_is_refreshed_once(on_commit, amina):
    with CaptureQueriesContext(connection) as queries, on_commit():
        for number in range(10):
            ContactPhone.objects.create(contact=amina, number=f"+9230012345{number:02}")
        amina.save()
    assert sum('UPDATE "stakeholders_contact" SET search_text' in query["sql"] for query in queries) == 1
    assert found("0300 1234509") == {"Amina Example"}


def test_what_was_rolled_back_is_not_found_and_hinders_nothing_later(amina, on_commit):
    with transaction.atomic():
        ContactPhone.objects.create(contact=amina, number="+923001234567")
        transaction.set_rollback(True)
    with on_commit():
        amina.save()
    assert found("0300") == set()
    assert found("amina") == {"Amina Example"}


def test_a_refresh_takes_as_many_queries_for_thirty_contacts_as_for_three():
    def queries(count):
        pks = [ContactFactory(emails=[f"{count}-{n}@example.org"], at=OrganisationFactory()).pk for n in range(count)]
        Contact.objects.update(search_text="")
        with CaptureQueriesContext(connection) as captured:
            assert search.refresh_contacts(pks) == count
        return len(captured)

    assert queries(3) == queries(30)


def test_merged_records_are_kept_true_too_for_the_day_they_are_parted(amina):
    other = ContactFactory(name="Amna Example")
    Contact.objects.filter(pk=other.pk).update(merged_into=amina, search_text="")
    search.refresh_contacts([other.pk])
    assert Contact.with_merged.get(pk=other.pk).search_text == "amna example"


def test_what_was_written_in_bulk_and_forgotten_is_mended_and_counted(amina):
    ContactFactory(name="Bilal")
    Contact.objects.update(search_text="wrong")
    Organisation.objects.update(search_text="wrong")
    assert found("amina") == set()
    printed = StringIO()
    call_command("refresh_search", stdout=printed)
    assert found("amina") == {"Amina Example"}
    assert found("bilal") == {"Bilal"}
    assert organisations_found("health") == {"Health Trust"}
    assert search.refresh_all() == (0, 0)
    # The people of the organisation were mended with it.
    assert printed.getvalue() == "1 contacts and 1 organisations could not be found as they are.\n"


def test_a_contact_that_is_deleted_leaves_nothing_to_refresh(amina, on_commit):
    with on_commit():
        amina.delete()
    assert found("amina") == set()
    assert not ContactAddress.objects.exists()


@pytest.mark.parametrize("text", ["AMINA.Q@EXAMPLE", "amina.q", " example.org "])
def test_addresses_are_found_in_any_capitals(amina, text):
    assert [address.email for address in search.addresses_with(text)] == ["amina.q@example.org"]


def test_an_address_with_a_domain_in_urdu_is_found_as_it_is_written():
    ContactFactory(emails=["amina@مثال.example"])
    assert search.addresses_with("مثال").count() == 1
