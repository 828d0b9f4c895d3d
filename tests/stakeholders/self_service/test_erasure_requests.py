"""Asking to be erased: one request, silence at once, an acknowledgement, and a status that outlives the address."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination_site.roles import COORDINATOR
from delivery import suppression, tokens
from delivery.enums import SuppressionReason
from stakeholders import consent, erasure_requests
from stakeholders.audience import count
from stakeholders.consent import DIRECTORY
from stakeholders.criteria import Criteria
from stakeholders.models import ConsentRecord, ContactAddress, ErasureRequest
from stakeholders.privacy.erasure import erase
from stakeholders.privacy.requests import refuse
from stakeholders.tokens import Door
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, record
from tests.stakeholders.self_service.conftest import link_in, newest_mail, recipients, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to("2026-03-01T21:00:00Z", tick=False)  # in Karachi it is the second already


@pytest.fixture
def url(address):
    return url_of(Door.ERASURE, address.pk)


def ask(client, url):
    return client.post(url, {"action": "ask"}, follow=True)


def test_looking_asks_for_nothing_and_says_what_goes_and_what_stays(client, url):
    page = client.get(url).content.decode()
    assert "What is erased" in page
    assert "keyed hash" in page
    assert "30 days" in page
    client.head(url)
    assert not ErasureRequest.objects.exists()
    assert recipients() == []


def test_asking_makes_a_request_due_in_thirty_days_and_acknowledges_it(client, url, address):
    answer = ask(client, url)
    request = ErasureRequest.objects.get()
    assert (request.address, request.asked_at) == (address, timezone.now())
    assert request.due_on == datetime.date(2026, 4, 1)
    page = answer.content.decode()
    assert "All mail stopped" in page
    assert "April" in page
    assert recipients() == ["amina@example.org"]
    sent = newest_mail()
    link = link_in(sent.text, "my/erasure")
    for part in (sent.html, sent.text):
        assert link in part
        assert "Keep this mail" in part
        assert "1 April 2026" in part
    assert answer.redirect_chain[-1][0].startswith("/my/erasure/")


def test_all_mail_stops_at_once_at_every_address_of_their_own(client, url, amina, address):
    home, role = (record(email, "newsletter") for email in ("amina@example.net", "info@example.org"))
    ContactAddress.objects.create(contact=amina, address=home, kind="personal")
    ContactAddress.objects.create(contact=amina, address=role, kind="role")
    record(address, DIRECTORY)
    ask(client, url)
    for place in (address, home):
        assert {row.action for row in consent.state(place).values()} == {"withdrawn"}
        assert {row.source for row in consent.state(place).values()} == {"details"}
    assert consent.purposes(role, "given") == {"newsletter"}  # others read it
    assert DIRECTORY in consent.purposes(address, "withdrawn")


def test_whoever_waits_to_be_erased_is_reached_by_no_mailing(client, url):
    ContactFactory(emails=["bilal@example.net"], given=["newsletter"])
    ask(client, url)
    assert count(Criteria(topic="newsletter")).reachable == 1


def test_asking_again_is_the_same_request_and_the_link_shows_its_status(client, url):
    ask(client, url)
    ask(client, url)
    assert ErasureRequest.objects.count() == 1
    assert recipients() == ["amina@example.org"]
    answer = client.get(url)
    assert answer.status_code == 302
    assert answer.url.startswith("/my/erasure/")


def test_a_request_that_was_refused_can_be_made_anew(client, url):
    ask(client, url)
    status = client.get(url).url
    refuse(ErasureRequest.objects.get(), note="We must keep minutes that name you.", now=timezone.now())
    page = client.get(status).content.decode()
    assert "We must keep minutes that name you." in page
    assert "Not carried out" in page
    assert "You have been erased" not in page
    assert client.get(url).status_code == 200
    ask(client, url)
    assert ErasureRequest.objects.count() == 2


def test_who_gets_no_mail_can_ask_all_the_same(client, url, address):
    suppression.suppress(address, reason=SuppressionReason.HARD_BOUNCE, now=timezone.now())
    assert "All mail stopped" in ask(client, url).content.decode()
    assert ErasureRequest.objects.count() == 1
    assert recipients() == []


def test_an_address_that_we_know_of_nobody_can_be_forgotten_too(client):
    address = record("stranger@example.org", "newsletter")
    ask(client, url_of(Door.ERASURE, address.pk))
    assert ErasureRequest.objects.get().address == address
    assert consent.purposes(address, "given") == set()


def test_who_waits_can_not_be_subscribed_again_by_the_preferences_of_an_old_mail_without_leaving_the_request(
    client, url, address
):
    ask(client, url)
    preferences = reverse("stakeholders:preferences", args=[tokens.preferences_token(address.pk)])
    client.post(preferences, {"topics": ["newsletter"], "language": "en"})
    assert ErasureRequest.objects.get().done_at is None


# What is left to see when it is done ---------------------------------------------------------------------------------


def test_the_status_shows_the_certificate_when_nothing_else_is_left(client, url, amina):
    ask(client, url)
    status = link_in(newest_mail().text, "my/erasure")
    number = erase(amina, by=staff(COORDINATOR), now=timezone.now()).number
    page = client.get(status).content.decode()
    assert "You have been erased" in page
    assert number in page
    assert "records of consent" in page
    assert "amina" not in page.lower()
    assert client.get(url).url.startswith("/my/erasure/")


def test_the_status_says_when_we_are_late(client, url, time_machine):
    ask(client, url)
    status = client.get(url).url
    assert "late" not in client.get(status).content.decode()
    time_machine.move_to("2026-04-02T09:00:00Z")
    assert "we are late" in client.get(status).content.decode()


def test_a_status_of_a_request_that_is_no_more_is_a_plain_page(client):
    assert client.get(url_of(Door.ERASURE_STATUS, 4711)).status_code == 404


def test_the_page_of_the_status_changes_nothing(client, url):
    ask(client, url)
    status = client.get(url).url
    before = list(ErasureRequest.objects.values())
    client.post(status, {"action": "again"})
    assert list(ErasureRequest.objects.values()) == before


def test_stopping_and_the_request_are_one(amina, address, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr("stakeholders.erasure_requests.mail.send_erasure_asked", fail)
    with pytest.raises(RuntimeError):
        erasure_requests.ask_for_erasure(address=address, language="en", now=timezone.now())
    assert not ErasureRequest.objects.exists()
    assert not ConsentRecord.objects.filter(action="withdrawn").exists()
