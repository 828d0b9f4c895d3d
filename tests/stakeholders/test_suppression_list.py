"""Who must get no mail: found by address even when only its hash is left, added to, lifted, exported."""

import csv
import datetime
import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from coordination_site.roles import APPROVER, COORDINATOR
from delivery import addresses, suppression
from delivery.enums import EventKind, MessageState, SkipReason, SuppressionReason
from delivery.models import Address, Event, Message, Suppression
from tests.factories.delivery import MessageFactory
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 7, 9, 0, tzinfo=datetime.UTC)
LIST, ADD = "suppression:index", "suppression:add"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def coordinator(client):
    user = staff(COORDINATOR)
    client.force_login(user)
    return user


def suppressed(email, reason=SuppressionReason.HARD_BOUNCE, purpose="", note=""):
    address = addresses.get_or_create(email)
    suppression.suppress(address, reason=reason, purpose=purpose, note=note, now=NOW)
    return Suppression.objects.get(address_hash=address.hash, purpose=purpose)


def lift_url(row):
    return reverse("suppression:lift", args=[row.pk])


def listed(client, **asked):
    rows = client.get(reverse(LIST), asked).context["object_list"]
    return {(row.email or "", row.reason) for row in rows}


def told(response):
    return [str(message).strip() for message in response.context["messages"]]


def test_the_list_names_addresses_only_while_they_are_kept_and_never_a_hash(client, coordinator):
    kept = suppressed("kept@example.org", note="mailbox unknown")
    gone = suppressed("gone@example.org", reason=SuppressionReason.ERASED)
    Address.objects.filter(key="gone@example.org").delete()
    page = client.get(reverse(LIST)).content.decode()
    assert "kept@example.org" in page
    assert "(no longer kept)" in page
    assert "mailbox unknown" in page
    assert "Since (Asia/Karachi)" in page
    for row in (kept, gone):
        assert row.address_hash not in page
        assert row.address_hash[:8] not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "GONE@Example.org"}, {("", "erased")}),
        ({"q": "kept@"}, {("kept@example.org", "hard_bounce")}),
        ({"q": "nobody@example.org"}, set()),
        ({"reason": "complaint"}, {("angry@example.org", "complaint")}),
        ({}, {("kept@example.org", "hard_bounce"), ("", "erased"), ("angry@example.org", "complaint")}),
    ],
)
def test_a_whole_address_finds_its_row_even_when_only_the_hash_is_left(client, coordinator, asked, found):
    suppressed("kept@example.org")
    suppressed("angry@example.org", reason=SuppressionReason.COMPLAINT)
    suppressed("gone@example.org", reason=SuppressionReason.ERASED)
    Address.objects.filter(key="gone@example.org").delete()
    assert listed(client, **asked) == found


@pytest.mark.parametrize(("topic", "scope"), [("", "Everything"), ("newsletter", "Newsletter")])
def test_an_address_is_added_by_hand_with_who_and_why_and_nothing_more_goes_there(client, coordinator, topic, scope):
    waiting = MessageFactory(address__email="dua@example.org")
    answer = client.post(
        reverse(ADD), {"email": "Dua@Example.org", "topic": topic, "note": "By telephone"}, follow=True
    )
    assert told(answer) == ["It is on the list. 1 message that waited was dropped."]
    row = Suppression.objects.get()
    assert (row.reason, row.purpose, row.note) == ("manual", topic, "By telephone (Coordinator Example)")
    assert scope in answer.content.decode()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.skip_reason) == (MessageState.SKIPPED, SkipReason.SUPPRESSED)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"email": "no address", "note": "x"}, {"email"}),
        ({"email": "dua@example.org"}, {"note"}),
        ({"email": "dua@example.org", "topic": "nonsense", "note": "x"}, {"topic"}),
        ({"email": "angry@example.org", "note": "x"}, {"email"}),
    ],
)
def test_what_is_wrong_is_said_and_what_is_on_the_list_keeps_its_reason(client, coordinator, typed, errors):
    suppressed("angry@example.org", reason=SuppressionReason.ERASED)
    answer = client.post(reverse(ADD), typed)
    assert set(answer.context["form"].errors) == errors
    assert Suppression.objects.get().reason == SuppressionReason.ERASED


def test_a_bounce_is_lifted_with_a_reason_that_stays_in_the_history(client, coordinator):
    row = suppressed("full@example.org", reason=SuppressionReason.SOFT_BOUNCES)
    MessageFactory(address__email="full@example.org", state=MessageState.SENT)
    page = client.get(lift_url(row)).content.decode()
    assert "full@example.org, Everything, Five soft bounces in a row" in page
    assert client.post(lift_url(row), {"note": ""}).context["form"].errors.keys() == {"note"}
    assert told(client.post(lift_url(row), {"note": "Emptied"}, follow=True)) == ["Mail may go there again."]
    assert not Suppression.objects.exists()
    event = Event.objects.get(message=Message.objects.get())
    assert (event.kind, event.by, event.detail) == (EventKind.DECIDED, coordinator, "Emptied")


@pytest.mark.parametrize("reason", [SuppressionReason.COMPLAINT, SuppressionReason.ERASED])
def test_a_complaint_and_an_erasure_stand(client, coordinator, reason):
    row = suppressed("angry@example.org", reason=reason)
    assert lift_url(row) not in client.get(reverse(LIST)).content.decode()
    answer = client.post(lift_url(row), {"note": "x"}, follow=True)
    assert told(answer) == ["Nobody can take that back for the reader: it stays on the list."]
    assert Suppression.objects.filter(pk=row.pk).exists()


def test_the_export_holds_no_hash_and_no_formula(client, coordinator):
    row = suppressed("kept@example.org", note="=1+1")
    suppressed("gone@example.org", reason=SuppressionReason.ERASED, purpose="newsletter")
    Address.objects.filter(key="gone@example.org").delete()
    answer = client.get(reverse(LIST), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [(line["Address, where it is still kept"], line["Reason"], line["Note"]) for line in lines] == [
        ("", "Erased at the person's request", ""),
        ("kept@example.org", "Hard bounce", "'=1+1"),
    ]
    assert row.address_hash not in text
    xlsx = b"".join(client.get(reverse(LIST), {"export": "xlsx"}).streaming_content)
    assert openpyxl.load_workbook(io.BytesIO(xlsx)).active.max_row == 3


def test_who_sends_does_not_see_the_list(client):
    client.force_login(staff(APPROVER))
    assert client.get(reverse(LIST)).status_code == 302


def test_the_list_costs_the_same_for_many(client, coordinator, django_assert_max_num_queries):
    suppressed("first@example.org")
    client.get(reverse(LIST))
    with django_assert_max_num_queries(60) as counted:
        client.get(reverse(LIST))
    for n in range(15):
        suppressed(f"reader{n}@example.org", purpose="newsletter")
    with django_assert_max_num_queries(len(counted)):
        client.get(reverse(LIST))
