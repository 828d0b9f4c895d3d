"""Unsubscribe: by the mail program's button (RFC 8058), by the page, for one topic or all, and back again."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from delivery import tokens
from delivery.enums import MessageState, SkipReason
from delivery.models import Message
from stakeholders import consent, mail
from stakeholders.models import ConsentRecord
from stakeholders.privacy import erasure
from stakeholders.privacy.subject import subject_of
from stakeholders.tokens import Door, door_token
from tests.factories.delivery import MailingFactory, MessageFactory
from tests.factories.stakeholders import Action, ContactFactory, record

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def address():
    contact = ContactFactory(name="Amina Example", emails=["amina@example.org"], given=["newsletter", "meetings"])
    return contact.main_address.address


def url_for(address, purpose="newsletter", language="en"):
    with translation.override(language):
        return reverse("stakeholders:unsubscribe", args=[tokens.unsubscribe_token(address.pk, purpose)])


def states(address):
    return {purpose: row.action for purpose, row in consent.state(address).items()}


def test_one_click_stops_that_topic_at_once_without_cookie_or_redirect(address):
    mail_program = Client(enforce_csrf_checks=True)
    answer = mail_program.post(url_for(address), ONE_CLICK)
    assert answer.status_code == 200
    assert not answer.cookies
    assert not answer.has_header("Location")
    assert states(address) == {"newsletter": "withdrawn", "meetings": "given"}
    assert consent.state(address)["newsletter"].source == ConsentRecord.Source.ONE_CLICK


def test_one_click_may_come_as_form_data_or_url_encoded_and_under_urdu_addresses(address):
    body = "List-Unsubscribe=One-Click"
    assert Client().post(url_for(address), body, content_type="application/x-www-form-urlencoded").status_code == 200
    assert Client().post(url_for(address, "meetings", language="ur"), ONE_CLICK).status_code == 200
    assert set(states(address).values()) == {"withdrawn"}


def test_one_click_again_is_fine_and_adds_nothing(address):
    for _ in range(3):
        assert Client().post(url_for(address), ONE_CLICK).status_code == 200
    assert ConsentRecord.objects.filter(action=Action.WITHDRAWN).count() == 1


def test_unsubscribing_in_mid_run_drops_what_waits_of_that_topic_only(client, address):
    waiting = MessageFactory(address=address, mailing=MailingFactory(state="sending", purpose="newsletter"))
    deferred = MessageFactory(
        address=address, mailing=MailingFactory(state="sending", purpose="newsletter"), state=MessageState.DEFERRED
    )
    other = MessageFactory(address=address, mailing=MailingFactory(state="sending", purpose="meetings"))
    stranger = MessageFactory(mailing=waiting.mailing)
    client.post(url_for(address), ONE_CLICK)
    rows = {row.pk: (row.state, row.skip_reason) for row in Message.objects.all()}
    assert rows == {
        waiting.pk: (MessageState.SKIPPED, SkipReason.WITHDRAWN),
        deferred.pk: (MessageState.SKIPPED, SkipReason.WITHDRAWN),
        other.pk: (MessageState.PENDING, ""),
        stranger.pk: (MessageState.PENDING, ""),
    }


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_follows_the_link_stops_nothing(client, address, method):
    assert getattr(client, method)(url_for(address)).status_code == 200
    assert states(address) == {"newsletter": "given", "meetings": "given"}


@pytest.mark.parametrize("body", [{}, {"action": "explode"}, {"List-Unsubscribe": "Maybe"}])
def test_a_post_that_names_no_act_changes_nothing(client, address, body):
    assert client.post(url_for(address), body).status_code == 400
    assert states(address) == {"newsletter": "given", "meetings": "given"}


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_allowed(client, address, method):
    assert getattr(client, method)(url_for(address)).status_code == 405


def test_a_broken_token_is_not_found_by_one_click_too(client, address):
    url = url_for(address)[:-4] + "xxx/"
    assert client.post(url, ONE_CLICK).status_code == 404
    assert states(address) == {"newsletter": "given", "meetings": "given"}


def test_a_token_of_an_address_that_is_gone_is_not_found(client):
    url = reverse("stakeholders:unsubscribe", args=[tokens.unsubscribe_token(999_999, "newsletter")])
    assert client.post(url, ONE_CLICK).status_code == 404


def test_the_page_names_topic_and_masked_address_and_stops_by_its_button(client, address):
    page = client.get(url_for(address)).content.decode()
    assert "Shall we stop sending “Newsletter” to" in page
    assert "a•••@example.org" in page
    assert "amina@" not in page
    done = client.post(url_for(address), {"action": "stop"}, follow=True).content.decode()
    assert "We no longer send “Newsletter” to" in done
    assert "You still get:" in done
    assert "Meeting invitations" in done
    assert states(address) == {"newsletter": "withdrawn", "meetings": "given"}


def test_a_slip_can_be_taken_back(client, address):
    client.post(url_for(address), {"action": "stop"})
    page = client.post(url_for(address), {"action": "undo"}, follow=True).content.decode()
    assert "Shall we stop sending “Newsletter” to" in page
    assert states(address)["newsletter"] == "given"


def test_an_old_unsubscription_is_not_taken_back_by_whoever_holds_an_old_mail(client, address):
    long_ago = timezone.now() - datetime.timedelta(days=2)
    record(address, "newsletter", action=Action.WITHDRAWN, now=long_ago)
    assert "It was a slip" not in client.get(url_for(address)).content.decode()
    client.post(url_for(address), {"action": "undo"})
    assert states(address)["newsletter"] == "withdrawn"


def test_undo_gives_nobody_what_they_never_had(client):
    address = record("new@example.org", "newsletter", action=Action.REQUESTED)
    client.post(url_for(address), {"action": "stop"})
    client.post(url_for(address), {"action": "undo"})
    assert states(address) == {"newsletter": "withdrawn"}


def test_all_mail_can_be_stopped_in_one_go(client, address):
    done = client.post(url_for(address), {"action": "stop-all"}, follow=True).content.decode()
    assert "This address gets no other mail from us either." in done
    assert states(address) == {"newsletter": "withdrawn", "meetings": "withdrawn", "publications": "withdrawn"}


def test_only_the_address_of_the_link_is_unsubscribed(client):
    contact = ContactFactory(emails=["work@example.org", "home@example.org"], given=["newsletter"])
    record("home@example.org", "newsletter")
    client.post(url_for(contact.main_address.address), ONE_CLICK)
    second = contact.addresses.get(primary=False).address
    assert states(second) == {"newsletter": "given"}


def test_the_link_of_a_confirmation_mail_drops_the_request(client):
    address = record("new@example.org", "newsletter", "meetings", action=Action.REQUESTED)
    record(address, "publications")
    url = url_for(address, mail.CONFIRMATION_PURPOSE)
    assert "Shall we drop the request?" in client.get(url).content.decode()
    assert client.post(url, ONE_CLICK).status_code == 200
    assert states(address) == {"newsletter": "withdrawn", "meetings": "withdrawn", "publications": "given"}
    assert "Nothing waits for a confirmation" in client.get(url).content.decode()


def test_the_urdu_page_is_set_from_right_to_left_with_the_address_from_left_to_right(client, address):
    page = client.get(url_for(address, language="ur")).content.decode()
    assert 'lang="ur" dir="rtl"' in page
    assert '<bdi dir="ltr">a•••@example.org</bdi>' in page
    assert "خبرنامہ" in page


def test_the_page_sets_no_cookie_and_its_button_needs_none(address):
    browser = Client(enforce_csrf_checks=True)
    assert not browser.get(url_for(address)).cookies
    assert browser.post(url_for(address), {"action": "stop"}, headers={"origin": "null"}).status_code == 302
    assert states(address)["newsletter"] == "withdrawn"


# Who was forgotten ----------------------------------------------------------------------------------------------------


@pytest.fixture
def forgotten():
    """An address that retention emptied: nobody asked for that, so that nothing is suppressed."""
    contact = ContactFactory(emails=["amina@example.org"], asked=["newsletter"])
    address = contact.main_address.address
    erasure.drop(subject_of(contact), now=timezone.now())
    return address


def test_one_click_of_somebody_who_was_forgotten_is_answered_and_writes_nothing_about_them(client, forgotten):
    assert client.post(url_for(forgotten), ONE_CLICK).status_code == 200
    assert not ConsentRecord.objects.exists()


@pytest.mark.parametrize("data", [None, {"action": "stop"}, {"action": "stop-all"}])
def test_the_page_of_somebody_who_was_forgotten_has_nothing_to_stop(client, forgotten, data):
    answer = client.get(url_for(forgotten)) if data is None else client.post(url_for(forgotten), data)
    assert answer.status_code == 410
    assert not ConsentRecord.objects.exists()


@pytest.mark.parametrize("data", [{"topics": ["newsletter"], "language": "en"}, {"action": "mail:details"}])
def test_the_preferences_of_somebody_who_was_forgotten_subscribe_and_write_to_nobody(client, forgotten, data):
    url = reverse("stakeholders:preferences", args=[tokens.preferences_token(forgotten.pk)])
    assert client.post(url, data).status_code == 410
    assert not ConsentRecord.objects.exists()
    assert not Message.objects.exists()


def test_no_fresh_link_goes_to_somebody_who_was_forgotten(client, forgotten):
    url = reverse("stakeholders:details", args=[door_token(Door.DETAILS, forgotten.pk)])
    assert client.post(url, {"action": "again"}).status_code == 410
    assert not Message.objects.exists()
