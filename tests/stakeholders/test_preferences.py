"""Preferences: what an address gets and reads, behind a personal link that can be had again."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from delivery import tokens
from delivery.models import MailingContent, Message
from stakeholders import consent
from stakeholders.models import ConsentRecord, Contact, Language, Topic
from tests.factories.stakeholders import Action, ContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact():
    return ContactFactory(emails=["amina@example.org"], given=["newsletter"], asked=["meetings"])


@pytest.fixture
def address(contact):
    return contact.main_address.address


@pytest.fixture
def url(address):
    return reverse("stakeholders:preferences", args=[tokens.preferences_token(address.pk)])


def states(address):
    return {purpose: row.action for purpose, row in consent.state(address).items()}


def test_the_page_shows_what_the_address_gets_and_changes_nothing(client, url, address):
    page = client.get(url).content.decode()
    assert re.search(r'value="newsletter"[^>]* checked', page)
    assert not re.search(r'value="publications"[^>]* checked', page)
    assert "a•••@example.org" in page
    assert states(address) == {"newsletter": "given", "meetings": "requested"}


def test_what_is_ticked_begins_and_what_is_not_stops(client, url, contact, address):
    done = client.post(url, {"topics": ["meetings", "publications"], "language": "ur"}, follow=True)
    assert done.redirect_chain[-1][0].startswith("/ur/")
    assert 'role="status"' in done.content.decode()
    assert states(address) == {"newsletter": "withdrawn", "meetings": "given", "publications": "given"}
    contact.refresh_from_db()
    assert contact.language.code == "ur"


def test_saving_what_is_there_adds_no_record(client, url, address):
    client.post(url, {"topics": ["newsletter", "meetings"], "language": "en"})
    before = ConsentRecord.objects.count()
    client.post(url, {"topics": ["newsletter", "meetings"], "language": "en"})
    assert ConsentRecord.objects.count() == before


def test_the_language_is_that_of_whoever_is_reached_there_today(client, url, contact):
    contact.addresses.update(retired_on=datetime.date(2026, 1, 1))
    successor = ContactFactory(emails=["amina@example.org"], language=Language.objects.get(code="ur"))
    assert client.get(url).context["form"].initial["language"] == "ur"
    client.post(url, {"topics": ["newsletter"], "language": "ur"})
    contact.refresh_from_db()
    successor.refresh_from_db()
    assert (contact.language.code, successor.language.code) == ("en", "ur")


def test_everything_can_be_stopped(client, url, address):
    done = client.post(url, {"action": "stop-all", "topics": ["newsletter"], "language": "en"}, follow=True)
    assert "You get no mail from us any more." in done.content.decode()
    assert set(states(address).values()) == {"withdrawn"}


@pytest.mark.parametrize("body", [{"topics": ["weather"], "language": "en"}, {"topics": [], "language": "xx"}])
def test_what_is_not_offered_is_refused(client, url, address, body):
    assert client.post(url, body).status_code == 400
    assert states(address) == {"newsletter": "given", "meetings": "requested"}


def test_a_topic_that_is_offered_no_longer_can_still_be_stopped(client, url, address):
    Topic.objects.filter(code="newsletter").update(public=False, valid_to=datetime.date(2020, 1, 1))
    assert 'value="newsletter"' in client.get(url).content.decode()
    client.post(url, {"topics": [], "language": "en"})
    assert states(address)["newsletter"] == "withdrawn"


def test_a_link_from_long_ago_offers_a_fresh_one(client, address, time_machine):
    time_machine.move_to("2026-01-01T09:00:00Z")
    old = reverse("stakeholders:preferences", args=[tokens.preferences_token(address.pk)])
    time_machine.move_to("2026-06-01T09:00:00Z")
    answer = client.post(old, {"topics": [], "language": "en"})
    assert answer.status_code == 410
    assert reverse("stakeholders:preferences_link") in answer.content.decode()
    assert states(address)["newsletter"] == "given"


def test_a_fresh_link_is_mailed_to_the_address_it_opens(client, contact):
    client.post(reverse("stakeholders:preferences_link"), {"email": "Amina@Example.org"})
    assert list(Message.objects.values_list("address__email", flat=True)) == ["amina@example.org"]
    sent = MailingContent.objects.get()
    link = re.search(r"http://testserver(/preferences/\S+)", sent.text)[1]
    assert link in sent.html
    assert client.get(link).status_code == 200


def test_the_page_answers_alike_for_known_and_unknown_addresses(client, contact):
    pages = [
        client.post(reverse("stakeholders:preferences_link"), {"email": email}).content
        for email in ("amina@example.org", "nobody@example.org")
    ]
    assert pages[0] == pages[1]
    assert Message.objects.count() == 1


def test_a_malformed_address_is_told_so(client):
    answer = client.post(reverse("stakeholders:preferences_link"), {"email": "amina@"})
    assert answer.status_code == 400
    assert not Message.objects.exists()


def test_a_contact_without_consent_shows_nothing_ticked(client):
    address = ContactFactory(emails=["b@example.org"], withdrawn=["newsletter"]).main_address.address
    page = client.get(reverse("stakeholders:preferences", args=[tokens.preferences_token(address.pk)])).content.decode()
    assert not re.search(r'name="topics"[^>]* checked', page)
    assert Action.GIVEN not in states(address).values()


def test_the_language_of_who_left_the_address_stays_as_it_is(client):
    before = ContactFactory(emails=["desk@example.org"])
    before.addresses.update(retired_on=timezone.localdate())
    ContactFactory(name="Today", emails=["desk@example.org"], given=["newsletter"])
    url = reverse("stakeholders:preferences", args=[tokens.preferences_token(before.addresses.get().address_id)])
    client.post(url, {"topics": ["newsletter"], "language": "ur"})
    assert dict(Contact.objects.values_list("name", "language__code")) == {before.name: "en", "Today": "ur"}
