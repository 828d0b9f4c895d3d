"""Mailings and their ledgers row by row: search, filter, export, and what they cost."""

import io

import openpyxl
import pytest

from coordination_site.roles import COORDINATOR
from delivery.enums import EventKind, MessageState
from delivery.models import Event, Message
from newsletters import sending
from tests.factories.newsletters import IssueFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory
from tests.newsletters.send_screens import NOW, approved, started, url, words

pytestmark = pytest.mark.django_db


def test_the_list_filters_by_state(client, approver, issue, readers):
    started(issue, approver)
    approved(IssueFactory(number=34), approver)
    assert "Newsletter 33" in words(client.get(url("mailings")))
    only = words(client.get(url("mailings"), {"state": ["approved"]}))
    assert "Newsletter 34" in only
    assert "Newsletter 33" not in only


def test_every_candidate_is_one_row_of_the_ledger(client, approver, issue, readers):
    mailing = started(issue, approver)
    rows = client.get(url("ledger", mailing.pk)).context["object_list"]
    assert {(row["name"], row["email"], row["outcome_words"]) for row in rows} == {
        ("Amina Example", "amina@example.org", "Pending"),
        ("Bilal Example", "bilal@example.org", "Pending"),
        ("=1+1", "chand@example.org", "Pending"),
        ("Dua Example", "dua@example.org", "Left out: Unsubscribed"),
        ("Emaan Example", None, "Left out: No address"),
    }


def test_who_has_been_erased_still_has_a_row_with_a_way_to_it(client, approver, issue, readers):
    mailing = started(issue, approver)
    Message.objects.filter(address__key="amina@example.org").update(contact_ref="0")
    message = Message.objects.get(contact_ref="0")
    page = client.get(url("ledger", mailing.pk))
    assert f"– {message.address}" in words(page)
    assert url("message", message.pk) in page.content.decode()
    assert "None" not in words(page)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"q": "amina@"}, {"Amina Example"}),
        ({"q": "emaan"}, {"Emaan Example"}),
        ({"q": "nobody"}, set()),
        ({"outcome": "pending"}, {"Amina Example", "Bilal Example", "=1+1"}),
        ({"outcome": "withdrawn"}, {"Dua Example"}),
        ({"outcome": "pending", "q": "bilal"}, {"Bilal Example"}),
        ({"outcome": "senseless"}, {"Amina Example", "Bilal Example", "=1+1", "Dua Example", "Emaan Example"}),
    ],
)
def test_the_ledger_is_searched_and_filtered(client, approver, issue, readers, asked, names):
    mailing = started(issue, approver)
    rows = client.get(url("ledger", mailing.pk), asked).context["object_list"]
    assert {row["name"] for row in rows} == names


def test_the_export_holds_every_row_and_no_formula(client, approver, issue, readers):
    mailing = started(issue, approver)
    csv = b"".join(client.get(url("ledger", mailing.pk), {"export": "csv"}).streaming_content).decode("utf-8-sig")
    lines = csv.splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("Contact number,Contact,Address,Language,Code of the outcome")
    assert ",'=1+1,chand@example.org,en,pending,Pending," in csv
    xlsx = b"".join(client.get(url("ledger", mailing.pk), {"export": "xlsx"}).streaming_content)
    cells = list(openpyxl.load_workbook(io.BytesIO(xlsx)).active.iter_rows(values_only=True))
    assert len(cells) == 6
    assert "'=1+1" in [row[1] for row in cells]


def test_an_export_holds_what_the_filter_shows(client, approver, issue, readers):
    mailing = started(issue, approver)
    asked = {"export": "csv", "outcome": "withdrawn"}
    csv = b"".join(client.get(url("ledger", mailing.pk), asked).streaming_content).decode("utf-8-sig")
    assert [line.split(",")[1] for line in csv.splitlines()[1:]] == ["Dua Example"]


def test_reading_a_ledger_is_not_exporting_it(client, approver, issue, readers):
    mailing = started(issue, approver)
    client.force_login(staff(COORDINATOR))
    page = client.get(url("ledger", mailing.pk))
    assert page.status_code == 200
    assert "Download" not in words(page)
    assert client.get(url("ledger", mailing.pk), {"export": "csv"}).status_code == 302


def test_a_message_has_a_history(client, approver, issue, readers):
    mailing = started(issue, approver)
    message = mailing.messages.get(address__key="amina@example.org")
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.SENT, attempts=2, last_code=250, last_reply="2.0.0 Ok", settled_at=NOW
    )
    Event.objects.create(message=message, kind=EventKind.BOUNCED, at=NOW)
    page = words(client.get(url("message", message.pk)))
    assert "Amina Example" in page
    assert "amina@example.org" in page
    assert "250 2.0.0 Ok" in page
    assert "7 January 2026, 14:00 (Asia/Karachi) Bounced for now" in page


@pytest.mark.parametrize("name", ["mailing", "progress", "ledger"])
def test_queries_stay_the_same_while_rows_grow_tenfold(client, approver, issue, name, django_assert_max_num_queries):
    for n in range(2):
        ContactFactory(name=f"Reader {n}", emails=[f"reader{n}@example.org"], given=["newsletter"])
    few = started(issue, approver)
    for n in range(2, 20):
        ContactFactory(name=f"Reader {n}", emails=[f"reader{n}@example.org"], given=["newsletter"])
    many = started(IssueFactory(number=34), approver)
    client.get(url(name, few.pk))
    with django_assert_max_num_queries(100) as counted:
        client.get(url(name, few.pk))
    with django_assert_max_num_queries(len(counted)):
        client.get(url(name, many.pk))


def test_the_lists_queries_stay_the_same_while_mailings_grow(client, approver, django_assert_max_num_queries):
    def draft(count):
        for _each in range(count):
            sending.open_mailing(IssueFactory(), by=approver)

    draft(2)
    client.get(url("mailings"))
    with django_assert_max_num_queries(100) as counted:
        client.get(url("mailings"))
    draft(18)
    with django_assert_max_num_queries(len(counted)):
        client.get(url("mailings"))


def test_the_count_costs_the_same_for_many(client, approver, issue, django_assert_max_num_queries):
    def grow(start, stop):
        for n in range(start, stop):
            ContactFactory(emails=[f"reader{n}@example.org"], given=["newsletter"])

    grow(0, 2)
    client.get(url("count", issue.pk), {"topic": "newsletter"})
    with django_assert_max_num_queries(100) as counted:
        client.get(url("count", issue.pk), {"topic": "newsletter"})
    grow(2, 20)
    with django_assert_max_num_queries(len(counted)):
        client.get(url("count", issue.pk), {"topic": "newsletter"})
