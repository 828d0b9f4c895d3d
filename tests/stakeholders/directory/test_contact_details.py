"""A number or an address is shown after a button was pressed, to whoever the card allows, and in no page's source."""

import html

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from stakeholders import consent
from stakeholders.directory import people, revealing
from stakeholders.models import ConsentRecord, ContactAddress
from tests.factories.stakeholders import OrganisationFactory, record

pytestmark = pytest.mark.django_db
URL = "/directory/sukoon/contact/"
PHONE, EMAIL = "+92515550101", "amina@example.org"


@pytest.fixture(autouse=True)
def _standing(directory):
    caches["shared"].clear()


@pytest.fixture
def sukoon():
    return OrganisationFactory(name="Sukoon Foundation", slug="sukoon")


@pytest.fixture
def amina(sukoon, list_person):
    return list_person(sukoon, phone=PHONE, card_phone=True, card_email=True)


def ask(client, contact, what, url=URL):
    return client.post(url, {"person": contact.pk, "show": what})


def test_the_page_offers_a_button_for_what_the_card_allows(read, sukoon, list_person):
    list_person(sukoon, name="A", email="a@example.org", phone=PHONE, card_phone=True)
    list_person(sukoon, name="B", email="b@example.org", phone=PHONE, card_email=True)
    list_person(sukoon, name="C", email="c@example.org", card_phone=True)

    cards = read("/directory/sukoon/").select(".people > li")

    assert [[button["value"] for button in card.select("button")] for card in cards] == [["phone"], ["email"], []]
    assert cards[0].button.get_text() == "Show telephone number of A"


@pytest.mark.parametrize(("what", "text"), [("phone", "+92 51 5550101"), ("email", EMAIL)])
def test_pressing_it_shows_the_number_to_people_and_not_to_who_reads_the_source(client, amina, what, text):
    response = ask(client, amina, what)
    source = response.content.decode()

    assert response.status_code == 200
    assert text in html.unescape(source)
    assert not [part for part in (text, PHONE, EMAIL, "mailto:amina", "555", "tel:+") if part in source]


def test_the_answer_is_kept_by_no_cache_and_found_in_no_index(client, amina):
    response = ask(client, amina, "phone")

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert b"canonical" not in response.content


def test_the_address_shown_is_the_one_at_which_the_person_agreed(client, sukoon, list_person):
    contact = list_person(sukoon, card_email=True)
    private = record("private@example.net", "newsletter")
    contact.addresses.update(primary=False)
    ContactAddress.objects.create(contact=contact, address=private, primary=True)

    assert EMAIL in html.unescape(ask(client, contact, "email").content.decode())


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"show": "phone"},
        {"show": "note"},
        {"show": "phone", "person": "x"},
        {"show": "phone", "person": "9" * 40},
        {"show": "phone", "person": "-1"},
        {"show": "phone", "person": "٣"},
        {"show": "phone", "person": "0"},
    ],
)
def test_a_form_that_names_nobody_is_answered_like_a_missing_page(client, amina, data):
    assert client.post(URL, data).status_code == 404


def test_what_the_card_does_not_allow_is_not_shown_to_who_makes_up_the_form(client, sukoon, list_person):
    shy = list_person(sukoon, phone=PHONE)
    unlisted = list_person(sukoon, email="b@example.org", agreed=False, phone=PHONE, card_phone=True, card_email=True)
    elsewhere = list_person(
        OrganisationFactory(slug="other"), email="c@example.org", phone=PHONE, card_phone=True, card_email=True
    )

    for contact in (shy, unlisted, elsewhere):
        assert [ask(client, contact, what).status_code for what in ("phone", "email")] == [404, 404]


def test_who_took_their_yes_back_is_not_shown_to_a_page_that_was_open(client, amina):
    record(EMAIL, consent.DIRECTORY, action=ConsentRecord.Action.WITHDRAWN)

    assert ask(client, amina, "email").status_code == 404


@pytest.mark.parametrize("method", ["get", "head"])
def test_following_the_address_leads_back_to_the_organisation(client, amina, method):
    response = getattr(client, method)(f"{URL}?person={amina.pk}&show=phone")

    assert (response.status_code, response["Location"]) == (302, "/directory/sukoon/")


def test_a_form_from_elsewhere_is_refused(amina):
    assert ask(Client(enforce_csrf_checks=True), amina, "phone").status_code == 403


def test_a_network_that_asks_too_often_waits_and_others_do_not(client, amina):
    codes = [ask(client, amina, "phone").status_code for _ in range(revealing.PER_NETWORK + 1)]
    refused = ask(client, amina, "phone")

    assert codes == [200] * revealing.PER_NETWORK + [429]
    assert "try again in an hour" in refused.content.decode()
    assert "Amina" not in html.unescape(refused.content.decode())
    assert ask(Client(REMOTE_ADDR="192.0.2.7"), amina, "phone").status_code == 200


def test_made_up_forms_count_as_well(client, amina):
    for _ in range(revealing.PER_NETWORK):
        client.post(URL, {})

    assert ask(client, amina, "phone").status_code == 429


def test_the_log_says_whose_card_and_not_what_was_on_it(client, amina, caplog):
    caplog.set_level("INFO")
    ask(client, amina, "email")

    said = [(line.message, line.what, line.contact_id) for line in caplog.records if line.message == "directory.shown"]
    assert said == [("directory.shown", "email", amina.pk)]
    assert EMAIL not in caplog.text


def test_it_works_in_urdu(client, amina):
    assert ask(client, amina, "phone", url="/ur/directory/sukoon/contact/").status_code == 200


def test_no_sign_of_an_address_adds_to_the_mail_that_it_opens(sukoon, list_person):
    contact = list_person(sukoon, email="a?cc=b&x%c@example.org", card_email=True)

    details = people.email(sukoon, contact.pk, on=timezone.localdate())

    assert (details.text, details.link) == ("a?cc=b&x%c@example.org", "mailto:a%3Fcc%3Db%26x%25c@example.org")
