"""Links to a person's own data: each opens one page, for days, from the mailbox only; and what happens to others."""

import itertools
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from delivery import suppression, tokens
from delivery.enums import SuppressionReason
from delivery.models import Address
from stakeholders import consent
from stakeholders.models import ConsentRecord, ContactAddress, Correction, ErasureRequest
from stakeholders.tokens import LIVES, Door, door_token
from tests.factories.stakeholders import ContactFactory
from tests.stakeholders.self_service.conftest import URL_NAMES, link_in, newest_mail, recipients, url_of

pytestmark = pytest.mark.django_db

PERSONAL = [Door.DETAILS, Door.DOWNLOAD, Door.ERASURE, Door.STILL_YOU]
WISHES = {"details": "my/details", "download": "my/download", "erasure": "my/erase"}


@pytest.fixture
def preferences(address):
    return reverse("stakeholders:preferences", args=[tokens.preferences_token(address.pk)])


@pytest.mark.parametrize("wish", WISHES)
def test_the_preferences_page_sends_the_link_to_the_mailbox_and_shows_none(client, preferences, wish):
    answer = client.post(preferences, {"action": f"mail:{wish}"}, follow=True)
    page = answer.content.decode()
    assert "a•••@example.org" in page
    assert "/my/" not in page
    assert recipients() == ["amina@example.org"]
    sent = newest_mail()
    link = link_in(sent.text, WISHES[wish])
    assert link in sent.html
    assert "Don’t forward it" in sent.html
    assert "Don’t forward it" in sent.text
    assert client.get(link).status_code == 200


def test_a_forwarded_newsletter_gives_away_no_more_than_topics(client, preferences, amina):
    page = client.get(preferences).content.decode()
    assert "Amina" not in page
    assert "amina@" not in page
    assert "/my/" not in page


def test_the_form_for_a_typed_address_sends_the_link_that_was_wished_for(client, amina):
    client.post(reverse("stakeholders:preferences_link"), {"email": "Amina@Example.org", "wish": "download"})
    assert recipients() == ["amina@example.org"]
    assert client.get(link_in(newest_mail().text, "my/download")).status_code == 200


@pytest.mark.parametrize("wish", ["preferences", *WISHES])
def test_the_form_answers_alike_for_known_unknown_and_suppressed_addresses(client, amina, wish):
    gone = ContactFactory(emails=["gone@example.org"], given=["newsletter"]).main_address.address
    suppression.suppress(gone, reason=SuppressionReason.HARD_BOUNCE, now=timezone.now())
    answers = [
        client.post(reverse("stakeholders:preferences_link"), {"email": f"{who}@example.org", "wish": wish})
        for who in ("amina", "gone", "nobody")
    ]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    assert recipients() == ["amina@example.org"]
    assert not Address.objects.filter(key="nobody@example.org").exists()


def test_a_robot_in_the_form_gets_the_same_answer_and_nothing_else(client, amina):
    url = reverse("stakeholders:preferences_link")
    human = client.post(url, {"email": "nobody@example.org"}).content
    assert client.post(url, {"email": "amina@example.org", "website": "https://example.com"}).content == human
    assert recipients() == []


@pytest.mark.parametrize("wish", ["weather", "details ", "<b>"])
def test_a_wish_that_nobody_offers_is_refused_and_sends_nothing(client, preferences, amina, wish):
    answer = client.post(reverse("stakeholders:preferences_link"), {"email": "amina@example.org", "wish": wish})
    assert answer.status_code == 400
    client.post(preferences, {"action": f"mail:{wish}"})
    assert recipients() == []


def test_no_door_opens_by_the_token_of_another(client, address):
    for door, other in itertools.permutations(PERSONAL, 2):
        url = reverse(f"stakeholders:{URL_NAMES[door]}", args=[door_token(other, address.pk)])
        for answer in (client.get(url), client.post(url, {"action": "again"}), client.post(url)):
            assert answer.status_code == 404
    for token in (tokens.preferences_token(address.pk), tokens.unsubscribe_token(address.pk, "newsletter")):
        for name in URL_NAMES.values():
            assert client.post(reverse(f"stakeholders:{name}", args=[token])).status_code == 404
    assert recipients() == []


@pytest.mark.parametrize("token", ["x", "a.b.c", "WzEsM10:1tZ:forged", "' OR 1=1", "😀", "A" * 3000])
@pytest.mark.parametrize("name", URL_NAMES.values())
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_token_that_is_not_ours_gets_a_plain_page_and_changes_nothing(client, address, name, token, method):
    answer = getattr(client, method)(reverse(f"stakeholders:{name}", args=[token]))
    assert answer.status_code == 404
    assert "This link does not work" in answer.content.decode()
    assert recipients() == []


@pytest.mark.parametrize("place", range(0, 40, 3))
def test_a_token_with_one_letter_changed_opens_nothing(client, address, place):
    token = door_token(Door.DETAILS, address.pk)
    place %= len(token)
    other = "A" if token[place] != "A" else "B"
    forged = token[:place] + other + token[place + 1 :]
    assert client.get(reverse("stakeholders:details", args=[forged])).status_code == 404


@pytest.mark.parametrize("door", PERSONAL)
def test_an_old_link_shows_nothing_and_can_be_exchanged_by_mail(client, address, door, time_machine):
    time_machine.move_to("2026-03-01T09:00:00Z")
    old = url_of(door, address.pk)
    time_machine.move_to(timezone.now() + LIVES[door] + timedelta(minutes=1))
    for answer in (client.get(old), client.post(old, {"action": "save", "name": "Somebody"})):
        assert answer.status_code == 410
        assert "Amina" not in answer.content.decode()
    assert recipients() == []
    assert not ErasureRequest.objects.exists()
    client.get(f"{old}?action=again")
    assert recipients() == []
    answer = client.post(old, {"action": "again"})
    assert "is on its way" in answer.content.decode()
    assert recipients() == ["amina@example.org"]


@pytest.mark.parametrize("door", PERSONAL)
def test_a_link_works_until_its_last_hour(client, address, door, time_machine):
    time_machine.move_to("2026-03-01T09:00:00Z")
    link = url_of(door, address.pk)
    time_machine.move_to(timezone.now() + LIVES[door] - timedelta(hours=1))
    assert client.get(link).status_code == 200


def test_nobody_floods_a_mailbox_with_fresh_links(client, preferences, address, time_machine):
    time_machine.move_to("2026-03-01T09:00:00Z")
    old = url_of(Door.DETAILS, address.pk)
    time_machine.move_to("2026-03-10T09:00:00Z")
    for _ in range(5):
        client.post(old, {"action": "again"})
        client.post(preferences, {"action": "mail:details"})
        client.post(reverse("stakeholders:preferences_link"), {"email": "amina@example.org"})
    assert len(recipients()) == 3


def test_too_many_forms_from_one_network_are_turned_away_but_stopping_mail_never_is(client, preferences, address):
    link = url_of(Door.DETAILS, address.pk)
    for _ in range(61):
        answer = client.post(link, {"action": "preview"})
    assert answer.status_code == 429
    assert client.post(preferences, {"action": "mail:details"}).status_code == 429
    client.post(preferences, {"action": "stop-all"})
    assert {record.action for record in consent.state(address).values()} == {"withdrawn"}


@pytest.mark.parametrize("door", PERSONAL)
def test_the_pages_need_no_cookie_set_none_and_stay_out_of_caches_indexes_and_referers(address, door):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.get(url_of(door, address.pk))
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("door", PERSONAL)
@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_only_get_and_post_are_answered(client, address, door, method):
    assert getattr(client, method)(url_of(door, address.pk)).status_code == 405


def share(address):
    other = ContactFactory(name="Bilal Example", emails=["bilal@example.net"])
    ContactAddress.objects.create(contact=other, address=address)


def make_role(address):
    ContactAddress.objects.filter(address=address).update(kind=ContactAddress.Kind.ROLE)


@pytest.mark.parametrize("door", PERSONAL)
@pytest.mark.parametrize("change", [share, make_role])
def test_a_shared_mailbox_shows_and_changes_nobody(client, amina, address, door, change):
    change(address)
    before = ConsentRecord.objects.count()
    for answer in (
        client.get(url_of(door, address.pk)),
        client.post(url_of(door, address.pk), {"name": "X", "language": "en"}),
    ):
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "nobody’s data" in page
        assert "Amina" not in page
        assert "Bilal" not in page
    assert not Correction.objects.exists()
    assert not ErasureRequest.objects.exists()
    assert ConsentRecord.objects.count() == before


def test_a_contact_that_was_merged_away_does_not_make_an_address_shared(client, amina, address):
    gone = ContactFactory(name="A. Example")
    ContactAddress.objects.create(contact=gone, address=address)
    gone.merged_into = amina
    gone.save()
    assert client.get(url_of(Door.DETAILS, address.pk)).status_code == 200


@pytest.mark.parametrize("door", PERSONAL)
def test_an_address_that_its_owner_left_shows_them_to_nobody(client, amina, address, door):
    """Whoever took over the post may read the mailbox now."""
    ContactAddress.objects.filter(address=address).update(retired_on="2026-01-01")
    for answer in (client.get(url_of(door, address.pk)), client.post(url_of(door, address.pk))):
        assert answer.status_code == 404
        assert "Amina" not in answer.content.decode()
    assert not ErasureRequest.objects.exists()


@pytest.mark.parametrize("door", [Door.DETAILS, Door.DOWNLOAD, Door.ERASURE])
def test_no_link_works_for_who_was_erased(client, address, door):
    suppression.suppress(address, reason=SuppressionReason.ERASED, now=timezone.now())
    assert client.get(url_of(door, address.pk)).status_code == 410
    preferences = reverse("stakeholders:preferences", args=[tokens.preferences_token(address.pk)])
    assert client.post(preferences, {"topics": ["newsletter"], "language": "en"}).status_code == 410


def test_no_link_in_these_mails_and_no_log_holds_personal_data(client, preferences, amina, caplog):
    caplog.set_level("INFO")
    client.post(preferences, {"action": "mail:details"})
    link = link_in(newest_mail().text, "my/details")
    assert "amina" not in link.lower()
    everything = " ".join(str(row.__dict__) for row in caplog.records if row.name.startswith("stakeholders"))
    assert "amina" not in everything.lower()


def test_the_urdu_page_sends_an_urdu_mail(client, preferences, address):
    client.post(f"/ur{preferences}", {"action": "mail:details"})
    assert 'lang="ur" dir="rtl"' in newest_mail().html
    assert link_in(newest_mail().text, "my/details").startswith("/ur/")
