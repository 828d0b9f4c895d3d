"""Correcting one's own details: what is shown, what is written, what staff learn, and two windows at once."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from delivery import tokens
from stakeholders import consent, own_data
from stakeholders.consent import DIRECTORY
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    Contact,
    ContactAddress,
    ContactPhone,
    Correction,
    Language,
    Province,
)
from stakeholders.tokens import Door
from tests.factories.stakeholders import ContactFactory, OrganisationFactory, record
from tests.stakeholders.self_service.conftest import url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(address):
    return url_of(Door.DETAILS, address.pk)


def filled_in(client, url) -> dict[str, str]:
    """Return what the page's form would send as it stands."""
    soup = BeautifulSoup(client.get(url).content, "html.parser")
    data = {}
    for field in soup.select("main input[name], main textarea[name]"):
        if field.get("type") == "checkbox" and not field.has_attr("checked"):
            continue
        data[field["name"]] = field.get("value", "on" if field.get("type") == "checkbox" else field.text.strip("\n"))
    for field in soup.select("main select[name]"):
        chosen = field.select_one("option[selected]")
        data[field["name"]] = chosen["value"] if chosen else ""
    return data


def save(client, url, **changes):
    data = filled_in(client, url) | changes
    return client.post(url, {name: value for name, value in data.items() if value is not None}, follow=True)


def test_the_page_shows_what_is_held_and_looking_changes_nothing(client, url, amina):
    ContactPhone.objects.create(contact=amina, number="+92515550101")
    page = client.get(url).content.decode()
    assert "Amina Example" in page
    assert "+92 51 5550101" in page
    amina.refresh_from_db()
    assert amina.confirmed_at is None
    assert not Correction.objects.exists()


def test_every_field_can_be_corrected(client, url, amina, time_machine):
    time_machine.move_to("2026-03-01T09:00:00Z", tick=False)
    answer = save(
        client,
        url,
        name="Amina K. Example",
        name_ur="آمنہ",
        designation="Director",
        organisation="Health Department",
        province="PK-KP",
        language="ur",
        message="I also sit in the working group.",
        **{"phones-0-number": "051 5550101", "phones-0-whatsapp": "on"},
    )
    assert "Saved" in answer.content.decode()
    amina.refresh_from_db()
    assert (amina.name, amina.name_ur) == ("Amina K. Example", "آمنہ")
    assert (amina.stated_designation, amina.stated_organisation) == ("Director", "Health Department")
    assert (amina.province.code, amina.language.code) == ("PK-KP", "ur")
    assert list(amina.phones.values_list("number", "whatsapp")) == [("+92515550101", True)]
    assert amina.confirmed_at == timezone.now()
    assert "director" in amina.search_text
    told = Correction.objects.get()
    assert told.fields == ["name", "name_ur", "designation", "organisation", "province", "language", "phones"]
    assert told.message == "I also sit in the working group."
    assert told.contact == amina


def test_saving_what_is_there_confirms_it_and_tells_staff_nothing(client, url, amina):
    ContactPhone.objects.create(contact=amina, number="+92515550101", whatsapp=True)
    before = own_data.details_of(amina)
    save(client, url)
    amina.refresh_from_db()
    assert own_data.details_of(amina) == before
    assert amina.confirmed_at is not None
    assert not Correction.objects.exists()


def test_a_correction_holds_names_of_fields_and_no_value(client, url, amina):
    save(client, url, name="Very Secret Name")
    assert "Secret" not in str(Correction.objects.values())


def test_a_number_is_taken_off_by_emptying_its_line_and_the_others_stay(client, url, amina):
    first = ContactPhone.objects.create(contact=amina, number="+92515550101")
    second = ContactPhone.objects.create(contact=amina, number="+923001234567")
    save(client, url, **{"phones-0-number": ""})
    assert [(phone.pk, phone.number) for phone in amina.phones.all()] == [(second.pk, second.number)]
    assert first.pk != second.pk


def test_a_number_on_record_that_no_plan_knows_is_no_reason_to_refuse_the_rest(client, url, amina):
    ContactPhone.objects.create(contact=amina, number="+92000000000")
    assert "Saved" in save(client, url, name="Amina Better").content.decode()
    assert [phone.number for phone in amina.phones.all()] == ["+92000000000"]


@pytest.mark.parametrize("number", ["call me", "12", "+92", "9" * 40, "+92 51 5550101 +92 51 7654321", "<b>1</b>"])
def test_what_can_not_be_dialled_is_refused_beside_its_line(client, url, amina, number):
    answer = save(client, url, name="Changed", **{"phones-0-number": number})
    assert answer.status_code == 400
    assert "cannot" not in answer.content.decode()
    assert "can be dialled" in answer.content.decode()
    amina.refresh_from_db()
    assert amina.name == "Amina Example"


def test_two_spellings_of_one_number_are_one(client, url, amina):
    ContactPhone.objects.create(contact=amina, number="+92515550101")
    save(client, url, **{"phones-1-number": "0092 51 5550101"})
    assert [phone.number for phone in amina.phones.all()] == ["+92515550101"]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "x" * 201},
        {"province": "PK-XX"},
        {"language": "xx"},
        {"language": ""},
        {"message": "x" * 1001},
        {"phones-TOTAL_FORMS": "100000"},
        {"phones-TOTAL_FORMS": "many"},
        {"phones-TOTAL_FORMS": ""},
        {"message": "a\x00b"},
        {"seen": "x" * 100_000},
    ],
)
def test_what_the_form_does_not_offer_is_refused_and_nothing_is_written(client, url, amina, changes):
    assert save(client, url, **changes).status_code == 400
    amina.refresh_from_db()
    assert amina.confirmed_at is None
    assert not Correction.objects.exists()


def test_names_stay_on_one_line_and_are_escaped(client, url, amina):
    answer = save(client, url, name="Amina\r\nBcc: victim@example.net", designation="<script>alert(1)</script>")
    amina.refresh_from_db()
    assert amina.name == "Amina Bcc: victim@example.net"
    assert "<script>alert" not in answer.content.decode()


def test_posts_that_staff_linked_are_shown_and_not_overwritten(client, url, amina):
    organisation = OrganisationFactory(name="Health Department")
    Affiliation.objects.create(contact=amina, organisation=organisation, designation="Director")
    answer = save(client, url, organisation="Evil Corp", designation="King", message="I moved in May")
    page = answer.content.decode()
    assert "Director" in page
    assert "Health Department" in page
    amina.refresh_from_db()
    assert (amina.stated_designation, amina.stated_organisation) == ("", "")
    assert Affiliation.objects.get().designation == "Director"
    told = Correction.objects.get()
    assert (told.fields, told.message) == ([], "I moved in May")


def test_a_post_that_ended_is_not_shown(client, url, amina):
    organisation = OrganisationFactory(name="Former Department")
    Affiliation.objects.create(contact=amina, organisation=organisation, end="2020-01-01")
    assert "Former Department" not in client.get(url).content.decode()


# Two windows ----------------------------------------------------------------------------------------------------------


def test_of_two_windows_the_second_is_told_and_may_save_again(client, url, amina):
    first, second = filled_in(client, url), filled_in(client, url)
    client.post(url, first | {"name": "From the first window"})
    answer = client.post(url, second | {"organisation": "From the second window"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing was saved yet" in page
    amina.refresh_from_db()
    assert (amina.name, amina.stated_organisation) == ("From the first window", "")

    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert seen != second["seen"]
    client.post(url, second | {"organisation": "From the second window", "seen": seen})
    amina.refresh_from_db()
    assert (amina.name, amina.stated_organisation) == ("Amina Example", "From the second window")


def test_what_staff_changed_meanwhile_is_not_lost_unseen(client, url, amina):
    opened = filled_in(client, url)
    ContactPhone.objects.create(contact=amina, number="+92515550101")
    answer = client.post(url, opened)
    assert answer.status_code == 409
    assert "Telephone numbers" in answer.content.decode()
    assert amina.phones.exists()


def test_a_form_without_its_stamp_saves_nothing(client, url, amina):
    assert save(client, url, seen=None, name="Changed").status_code == 409
    amina.refresh_from_db()
    assert amina.name == "Amina Example"


# The public directory -------------------------------------------------------------------------------------------------


def listing(amina):
    return consent.given_at(amina.addresses.values_list("address", flat=True))


def test_agreeing_to_the_directory_is_consent_with_the_words_that_were_shown(client, url, amina, address):
    page = client.get(url).content.decode()
    save(client, url, listed="on", card_phone="on")
    given = ConsentRecord.objects.get(purpose=DIRECTORY)
    assert (given.action, given.source, given.address) == ("given", "details", address)
    assert given.wording.text in page
    assert given.language == "en"
    amina.refresh_from_db()
    assert (amina.card_post, amina.card_phone, amina.card_email) == (True, True, False)
    assert Correction.objects.get().fields == ["listed", "card_phone"]


def test_taking_it_back_holds_at_every_address_of_the_person_and_leaves_the_mail_alone(client, url, amina, address):
    other = record("amina.home@example.net", DIRECTORY)
    ContactAddress.objects.create(contact=amina, address=other)
    record(address, DIRECTORY)
    save(client, url, listed=None)
    assert listing(amina) == {address.pk: {"newsletter"}}
    assert not own_data.details_of(amina).listed


def test_who_never_agreed_is_not_listed_and_gets_no_record_by_saving(client, url, amina):
    save(client, url)
    assert not ConsentRecord.objects.filter(purpose=DIRECTORY).exists()


def test_the_last_word_counts_at_whichever_address_it_was_said(client, url, amina, address):
    record(address, DIRECTORY)
    other = record("amina.home@example.net", DIRECTORY, action="withdrawn")
    ContactAddress.objects.create(contact=amina, address=other)
    assert not own_data.details_of(amina).listed
    save(client, url, listed="on")
    assert own_data.details_of(Contact.objects.get(pk=amina.pk)).listed


def test_the_card_is_shown_before_it_is_saved(client, url, amina):
    Affiliation.objects.create(
        contact=amina, organisation=OrganisationFactory(name="Health Department"), designation="Director"
    )
    ContactPhone.objects.create(contact=amina, number="+92515550101")
    answer = save(client, url, listed="on", card_phone="on", name="Amina on a card", action="preview")
    card = BeautifulSoup(answer.content, "html.parser").select_one(".card-preview").get_text(" ")
    assert "Amina on a card" in card
    assert "Director" in card
    assert "Telephone number" in card
    assert "E-mail" not in card
    amina.refresh_from_db()
    assert amina.name == "Amina Example"
    assert not ConsentRecord.objects.filter(purpose=DIRECTORY).exists()


def test_preferences_and_stopping_all_mail_leave_the_directory_alone(client, amina, address):

    record(address, DIRECTORY)
    preferences = reverse("stakeholders:preferences", args=[tokens.preferences_token(address.pk)])
    client.post(preferences, {"topics": [], "language": "en"})
    assert listing(amina) == {address.pk: {DIRECTORY}}
    client.post(preferences, {"action": "stop-all"})
    assert listing(amina) == {address.pk: {DIRECTORY}}


def test_a_retired_province_and_language_stay_as_they_are(client, url, amina):
    Province.objects.filter(code="PK-GB").update(valid_to="2020-01-01")
    Language.objects.filter(code="en").update(valid_to="2020-01-01")
    Contact.objects.filter(pk=amina.pk).update(province=Province.objects.get(code="PK-GB"))
    assert "Saved" in save(client, url, name="Amina Better").content.decode()
    amina.refresh_from_db()
    assert (amina.province.code, amina.language.code) == ("PK-GB", "en")


def test_the_page_takes_as_many_queries_with_eight_numbers_as_with_none(
    client, url, amina, django_assert_max_num_queries
):
    client.get(url)
    with django_assert_max_num_queries(40) as bare:
        client.get(url)
    for n in range(7):
        ContactPhone.objects.create(contact=amina, number=f"+9251123450{n}")
    with django_assert_max_num_queries(len(bare)):
        client.get(url)


def test_saving_drops_none_of_the_numbers_that_an_import_brought(client, url, amina):
    numbers = {f"+92515550{n}" for n in range(101, 113)}
    for number in numbers:
        ContactPhone.objects.create(contact=amina, number=number)
    assert "Saved" in save(client, url, name="Amina K.").content.decode()
    assert set(amina.phones.values_list("number", flat=True)) == numbers


def test_who_left_an_address_has_no_say_in_what_its_reader_agreed_to_there(client, url, amina, address):
    before = ContactFactory(name="Before", emails=["before@example.org"])
    ContactAddress.objects.create(contact=before, address=address, retired_on=timezone.localdate())
    record(address, DIRECTORY)
    theirs = url_of(Door.DETAILS, before.main_address.address_id)
    assert "listed" not in filled_in(client, theirs)
    save(client, theirs, listed="on")
    save(client, theirs, listed=None)
    assert DIRECTORY in consent.purposes(address, "given")
