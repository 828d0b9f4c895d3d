"""What strangers try on the public forms: to find out who is known, to flood, to inject, to break."""

import secrets

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from delivery import one_off, suppression
from delivery.enums import SuppressionReason
from delivery.models import Address
from stakeholders import throttle
from stakeholders.models import ConsentRecord, Contact
from tests.factories.stakeholders import ContactFactory
from tests.stakeholders.self_service.conftest import newest_mail, recipients

pytestmark = pytest.mark.django_db

SUBSCRIBE = {"topics": ["newsletter"], "language": "en"}


@pytest.fixture
def people():
    """One who is known, one who complained, and one whose mailbox was asked for too often this hour."""
    ContactFactory(name="Known", emails=["known@example.org"], given=["newsletter"])
    gone = ContactFactory(emails=["complained@example.org"], given=["newsletter"]).main_address.address
    suppression.suppress(gone, reason=SuppressionReason.COMPLAINT, now=timezone.now())
    ContactFactory(emails=["flooded@example.org"], given=["newsletter"])
    for _ in range(throttle.PER_ADDRESS):
        throttle.address_allowed("flooded@example.org")
    ContactFactory(emails=["warm-up@example.org"])
    return ("known", "complained", "flooded", "new")


def answers(name, people, **fields):
    """Return what each of `people` is answered, without what differs by chance, and the queries it took."""
    Client().post(reverse(name), fields | {"email": "warm-up@example.org"})  # fills caches
    found = {}
    for who in people:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = Client().post(reverse(name), fields | {"email": f"{who}@example.org"})
        headers = dict(answer.headers)
        found[who] = (answer.status_code, headers, sorted(answer.cookies), answer.content), len(queries)
    return found


@pytest.mark.parametrize(
    ("name", "fields"),
    [("stakeholders:subscribe", SUBSCRIBE), ("stakeholders:preferences_link", {"wish": "details"})],
)
def test_neither_answer_cookies_nor_headers_tell_who_is_known(people, name, fields):
    found = answers(name, people, **fields)
    assert len({str(answer) for answer, _queries in found.values()}) == 1


@pytest.mark.parametrize(
    ("name", "fields"),
    [("stakeholders:subscribe", SUBSCRIBE), ("stakeholders:preferences_link", {"wish": "details"})],
)
def test_the_work_is_about_the_same_for_everybody(people, name, fields):
    """Each makes a mail and writes its rows, be it to undo them: the rest is a few queries, lost in the noise."""
    counts = [queries for _answer, queries in answers(name, people, **fields).values()]
    assert max(counts) - min(counts) <= 8, counts
    assert min(counts) >= 15, counts


@pytest.mark.parametrize(
    ("name", "fields"),
    [("stakeholders:subscribe", SUBSCRIBE), ("stakeholders:preferences_link", {"wish": "details"})],
)
def test_a_mail_is_written_for_everybody_and_sent_to_whom_it_may(people, name, fields, monkeypatch):
    written, render = [], one_off.render_message
    monkeypatch.setattr(
        one_off, "render_message", lambda *args, **kwargs: (written.append(1), render(*args, **kwargs))[1]
    )
    answers(name, people, **fields)
    assert len(written) == len(people) + 1
    assert set(recipients()) <= {"known@example.org", "new@example.org", "warm-up@example.org"}


def test_what_was_done_for_nobody_leaves_nothing_behind(client, people):
    before = (Address.objects.count(), Contact.objects.count(), ConsentRecord.objects.count())
    client.post(reverse("stakeholders:subscribe"), SUBSCRIBE | {"email": "complained@example.org"})
    client.post(reverse("stakeholders:preferences_link"), {"email": "stranger@example.org"})
    assert (Address.objects.count(), Contact.objects.count(), ConsentRecord.objects.count()) == before
    assert recipients() == []


def test_an_erased_address_is_not_written_down_again_by_typing_it(client):
    address = ContactFactory(emails=["erased@example.org"]).main_address.address
    suppression.suppress(address, reason=SuppressionReason.ERASED, now=timezone.now())
    Address.objects.filter(pk=address.pk).update(email="", key=secrets.token_hex())
    client.post(reverse("stakeholders:subscribe"), SUBSCRIBE | {"email": "erased@example.org", "name": "Erased Person"})
    client.post(reverse("stakeholders:preferences_link"), {"email": "erased@example.org"})
    assert not Address.objects.filter(key="erased@example.org").exists()
    assert not Contact.objects.filter(name="Erased Person").exists()
    assert recipients() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"topics": ["newsletter"] * 10_000},
        {"topics": [f"t{n}" for n in range(900)]},
        {"topics": ["newsletter\x00"]},
        {"topics": ["x" * 100_000]},
        {"language": "x" * 100_000},
        {"language": "en\x00"},
        {"name": "x" * 100_000},
        {"organisation": "x" * 201},
        {"email": "x" * 100_000 + "@example.org"},
        {"email": f"{'x' * 65}@example.org"},
        {"email": "amina\x00@example.org"},
        {"email": "amina@example.org\nBcc: victim@example.net"},
        {"email": "amina@example.org,victim@example.net"},
        {"email": "Amina <amina@example.org>"},
        {"email": "amina@[127.0.0.1]"},
        {"email": "amina@localhost"},
        {"email": "\u202egro.elpmaxe@anima"},
        {"website": "x\x00"},
    ],
    ids=lambda fields: str(fields)[:40],
)
def test_nonsense_is_refused_and_leaves_nothing(client, fields):
    answer = client.post(reverse("stakeholders:subscribe"), {"email": "amina@example.org"} | SUBSCRIBE | fields)
    assert answer.status_code == 400
    assert not Address.objects.exists()
    assert recipients() == []


@pytest.mark.parametrize("name", ["stakeholders:subscribe", "stakeholders:preferences_link"])
@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_only_get_and_post_are_answered(client, name, method):
    assert getattr(client, method)(reverse(name)).status_code == 405


def test_bytes_that_are_no_form_and_no_text_are_refused(client):
    url = reverse("stakeholders:subscribe")
    for body, kind in [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b'{"email": "amina@example.org"}', "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    ]:
        assert client.post(url, body, content_type=kind).status_code == 400
    assert recipients() == []


def test_a_look_alike_in_another_script_is_another_mailbox(client):
    """Cyrillic а: whoever owns the look-alike gets their own mail, and nothing of Amina's."""
    contact = ContactFactory(name="Amina Example", emails=["amina@example.org"], given=["newsletter"])
    client.post(reverse("stakeholders:preferences_link"), {"email": "аmina@example.org", "wish": "details"})
    assert recipients() == []
    client.post(reverse("stakeholders:subscribe"), SUBSCRIBE | {"email": "аmina@example.org"})
    assert recipients() == ["аmina@example.org"]
    assert contact.addresses.count() == 1
    assert "Amina Example" not in newest_mail().text


def test_full_width_letters_are_the_same_mailbox(client):
    ContactFactory(emails=["amina@example.org"], given=["newsletter"])
    client.post(reverse("stakeholders:subscribe"), SUBSCRIBE | {"email": "ａｍｉｎａ@example.org"})
    assert Address.objects.count() == 1


def test_a_name_reaches_no_header_and_no_mail_before_it_is_confirmed(client):
    fields = {"email": "victim@example.net", "name": "Buy pills at http://example.com", "organisation": "Spam Ltd"}
    client.post(reverse("stakeholders:subscribe"), SUBSCRIBE | fields)
    sent = newest_mail()
    assert "pills" not in sent.subject + sent.html + sent.text
    assert "Spam Ltd" not in sent.subject + sent.html + sent.text
