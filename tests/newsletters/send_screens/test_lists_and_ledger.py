"""Mailings and their ledgers row by row: search, filter, export, and what they cost."""

import datetime
import io

import openpyxl
import pytest
from django.utils import translation
from wagtail.models import Locale
from wagtail.users.models import UserProfile

from coordination_site.roles import COORDINATOR
from delivery import decisions
from delivery.enums import EventKind, MailingKind, MessageState
from delivery.events import TEXT_LEFT_WITHOUT_ANSWER, record_lost
from delivery.models import Event, Message
from newsletters import sending
from newsletters.history import history
from tests.factories.delivery import MessageFactory
from tests.factories.newsletters import IssueFactory, archive
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


def test_what_there_is_not_is_not_found(client, approver):
    personal = MessageFactory(mailing__kind=MailingKind.ONE_OFF)
    for address in (url("content", 10**30, "en", "html"), url("message", 10**30), url("message", personal.pk)):
        assert client.get(address).status_code == 404


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


# Narrowing, history, time zones ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"language": "ur"}, {"Bilal Example"}),
        ({"code": "550"}, {"Bilal Example"}),
        ({"skipped": "withdrawn"}, {"=1+1"}),
        ({"event": "bounced"}, {"Amina Example"}),
        ({"event": "complained"}, set()),
        ({"outcome": "withdrawn", "language": "en"}, set()),
        ({"outcome": "failed", "code": "550", "language": "ur", "q": "bilal"}, {"Bilal Example"}),
        ({"code": "nonsense"}, {"Amina Example", "Bilal Example", "=1+1", "Dua Example", "Emaan Example"}),
    ],
)
def test_the_ledger_is_narrowed_by_language_code_reason_and_event(client, approver, issue, readers, asked, names):
    issue_in_urdu(issue)
    mailing = started(issue, approver)
    told = {"bilal": {"state": "failed", "last_code": 550}, "chand": {"state": "skipped", "skip_reason": "withdrawn"}}
    for name, changes in told.items():
        Message.objects.filter(address__key=f"{name}@example.org").update(**changes)
    amina = Message.objects.get(address__key="amina@example.org")
    Event.objects.create(message=amina, kind=EventKind.BOUNCED, at=NOW, code="5.1.1", detail="mailbox unknown")
    page = client.get(url("ledger", mailing.pk), asked)
    assert {row["name"] for row in page.context["object_list"]} == names
    if asked == {"event": "bounced"}:
        assert "5.1.1 mailbox unknown" in words(page)


def issue_in_urdu(issue):
    archive("ur")
    page = issue.copy_for_translation(Locale.objects.get(language_code="ur"))
    page.subject = "نیوز لیٹر ۳۳: سال کا جائزہ"
    page.save_revision().publish()


def test_the_history_of_a_message_tells_every_try_and_who_decided(client, approver, issue, readers):
    mailing = started(issue, approver)
    message = mailing.messages.get(address__key="amina@example.org")
    minutes = [NOW + datetime.timedelta(minutes=n) for n in range(6)]
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.UNCERTAIN, attempts=2, marked_at=minutes[2], settled_at=minutes[3]
    )
    Event.objects.create(
        message=message, kind=EventKind.DEFERRED, at=minutes[1], source="smtp", code="451", detail="4.3.2 Later"
    )
    Event.objects.create(message=message, kind=EventKind.UNCERTAIN, at=minutes[3], source="smtp", detail="Cut")
    decisions.decide(mailing.messages.filter(pk=message.pk), arrived=True, by=approver, now=minutes[4])
    Event.objects.create(message=message, kind=EventKind.DELIVERED, at=minutes[5], source="postmark")
    Event.objects.create(
        message=message,
        kind=EventKind.DECIDED,
        at=minutes[5],
        source="suppression lifted",
        detail="Emptied",
        by=approver,
    )
    message.refresh_from_db()
    assert [(step.at, step.what, step.code, step.detail, step.by) for step in history(message)] == [
        (minutes[0], "Prepared", "", "", None),
        (minutes[1], "Put off", "451", "4.3.2 Later", None),
        (minutes[2], "Its text went on the wire: attempt 2", "", "", None),
        (minutes[3], "Became uncertain", "", "Cut", None),
        (minutes[4], "Decided: it arrived", "", "", approver),
        (minutes[5], "Delivered", "", "", None),
        (minutes[5], "The suppression of the address was lifted", "", "Emptied", approver),
    ]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("sent", "The server took it"),
        ("failed", "Refused"),
        ("skipped", "Not sent"),
        ("deferred", "Put off"),
        ("uncertain", "Became uncertain"),
    ],
)
def test_a_message_without_events_tells_how_it_stands(client, approver, issue, readers, state, told):
    mailing = started(issue, approver)
    Message.objects.update(state=state, settled_at=NOW, skip_reason="withdrawn" if state == "skipped" else "")
    assert [step.what for step in history(mailing.messages.first())] == ["Prepared", told]


def test_times_are_on_the_clock_of_who_reads_them_with_its_zone(client, approver, issue, readers):
    mailing = started(issue, approver)
    Message.objects.update(state=MessageState.SENT, settled_at=NOW)
    UserProfile.objects.update_or_create(user=approver, defaults={"current_time_zone": "Europe/Zurich"})
    assert "Started 7 January 2026, 10:00 (Europe/Zurich)" in words(client.get(url("mailing", mailing.pk)))
    page = words(client.get(url("ledger", mailing.pk)))
    assert "Settled (Europe/Zurich)" in page
    assert "7 January 2026, 10:00" in page
    message = mailing.messages.first()
    assert "7 January 2026, 10:00 (Europe/Zurich) The server took it" in words(client.get(url("message", message.pk)))


def test_an_export_speaks_the_language_of_who_asked_to_its_last_row(client, approver, issue, readers):
    mailing = started(issue, approver)
    UserProfile.objects.update_or_create(user=approver, defaults={"preferred_language": "ur"})
    response = client.get(url("ledger", mailing.pk), {"export": "csv"})
    with translation.override("en"):
        lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    with translation.override("ur"):
        assert f",{MessageState.PENDING.label}," in lines[1]


def test_the_engines_own_words_are_told_in_the_language_of_who_reads_them(client, approver, issue, readers):
    mailing = started(issue, approver)
    message = mailing.messages.first()
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.UNCERTAIN, last_reply=TEXT_LEFT_WITHOUT_ANSWER, settled_at=NOW
    )
    record_lost([message.pk], now=NOW)
    UserProfile.objects.update_or_create(user=approver, defaults={"preferred_language": "ur"})
    with translation.override("ur"):
        told = translation.gettext(TEXT_LEFT_WITHOUT_ANSWER)
    assert told != TEXT_LEFT_WITHOUT_ANSWER
    asked = {"outcome": "uncertain", "event": "uncertain"}
    for address in (
        url("message", message.pk),
        url("uncertain", mailing.pk),
        url("ledger", mailing.pk),
        url("ledger", mailing.pk, query=asked),
    ):
        page = words(client.get(address))
        assert told in page
        assert TEXT_LEFT_WITHOUT_ANSWER not in page


def test_an_export_is_sent_in_pieces(client, approver, issue, readers, monkeypatch):
    monkeypatch.setattr("stakeholders.spreadsheets.PIECE", 64)
    mailing = started(issue, approver)
    pieces = list(client.get(url("ledger", mailing.pk), {"export": "csv"}).streaming_content)
    assert len(pieces) > 3
    assert len(b"".join(pieces).decode("utf-8-sig").splitlines()) == 6
