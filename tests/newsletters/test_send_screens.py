"""The staff's screens, from “Send…” to the ledger, through HTTP: what they show, what they refuse, what they cost."""

import datetime
import io
import re

import openpyxl
import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from wagtail.models import Locale

from coordination_site.roles import APPROVER, AUTHOR, COORDINATOR, REVIEWER
from delivery import preparing
from delivery.enums import EventKind, MailingKind, MailingState, MessageState
from delivery.models import Event, Mailing, Message
from newsletters import sending
from newsletters.models import IssuePage
from stakeholders.criteria import Criteria
from stakeholders.models import Language
from tests.factories.newsletters import IssueFactory, archive, body
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 7, 9, 0, tzinfo=datetime.UTC)
EVERYBODY = Criteria(topic="newsletter")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def issue():
    return IssueFactory(number=33)


@pytest.fixture
def approver(client):
    user = staff(APPROVER)
    client.force_login(user)
    return user


@pytest.fixture
def readers():
    urdu = Language.objects.get(code="ur")
    ContactFactory(name="Amina Example", emails=["amina@example.org"], given=["newsletter"])
    ContactFactory(name="Bilal Example", emails=["bilal@example.org"], given=["newsletter"], language=urdu)
    ContactFactory(name="=1+1", emails=["chand@example.org"], given=["newsletter"])
    ContactFactory(name="Dua Example", emails=["dua@example.org"], withdrawn=["newsletter"])
    ContactFactory(name="Emaan Example")


def url(name, *args):
    return reverse(f"newsletters_admin:{name}", args=args)


def approved(issue, by):
    mailing = sending.open_mailing(issue, by=by)
    sending.choose_audience(mailing, EVERYBODY, by=by)
    sending.approve(mailing, by=by, now=NOW)
    return mailing


def started(issue, by):
    mailing = approved(issue, by)
    sending.send_now(mailing, by=by, now=NOW)
    preparing.prepare(mailing.pk, now=NOW)
    mailing.refresh_from_db()
    return mailing


def words(response):
    """Return what a person reads on the page, in one line."""
    html = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def messages_of(response):
    return [str(message).strip() for message in response.context["messages"]]


# The send screen -----------------------------------------------------------------------------------------------------


def test_looking_changes_nothing(client, approver, issue, readers):
    for name in ("send", "approve", "now", "later"):
        client.get(url(name, issue.pk), follow=True)
    client.get(url("count", issue.pk), {"topic": "newsletter"})
    assert not Mailing.objects.exists()


def test_the_screen_shows_findings_with_the_way_to_their_block(client, issue):
    bad = IssueFactory(body=body(("text", {"text": '<p><a href="#">Nowhere</a></p>'})))
    client.force_login(staff(REVIEWER))
    response = client.get(url("send", bad.pk))
    assert "Must be mended" in words(response)
    block = bad.body[0].id
    assert f"{reverse('wagtailadmin_pages:edit', args=[bad.pk])}#block-{block}-section" in response.content.decode()


def test_who_may_not_edit_gets_findings_without_links(client, approver):
    bad = IssueFactory(body=body(("text", {"text": '<p><a href="#">Nowhere</a></p>'})))
    response = client.get(url("send", bad.pk))
    assert "Must be mended" in words(response)
    assert reverse("wagtailadmin_pages:edit", args=[bad.pk]) not in response.content.decode()
    assert url("approve", bad.pk) not in response.content.decode()


def test_the_count_says_who_is_reached_who_is_left_out_and_who_gets_which_edition(client, approver, issue, readers):
    archive("ur")
    issue.copy_for_translation(Locale.objects.get(language_code="ur")).save_revision().publish()
    answer = client.get(url("count", issue.pk), {"topic": "newsletter"}).json()
    assert answer["reachable"] == 3
    text = " ".join(re.sub(r"<[^>]+>", " ", answer["html"]).split())
    assert "3 people get it" in text
    assert "English edition 2" in text
    assert "Urdu edition 1" in text
    assert "Left out: Unsubscribed 1" in text
    assert "Left out: No address 1" in text
    assert "Everybody who matches 5" in text


def test_a_senseless_audience_has_no_count(client, approver, issue):
    response = client.get(url("count", issue.pk), {"topic": "everything"})
    assert response.status_code == 400


def test_the_count_button_works_without_javascript_and_saves_nothing(client, approver, issue, readers):
    response = client.post(url("audience", issue.pk), {"topic": "newsletter", "languages": ["ur"], "count": "1"})
    assert "1 person gets it" in words(response)
    assert not Mailing.objects.exists()


def test_the_audience_is_saved_and_shown_again(client, approver, issue, readers):
    response = client.post(url("audience", issue.pk), {"topic": "newsletter", "languages": ["ur"]}, follow=True)
    assert messages_of(response) == ["Audience saved."]
    mailing = Mailing.objects.get()
    assert sending.criteria_of(mailing) == Criteria(topic="newsletter", languages=("ur",))
    assert response.context["audience_form"].initial["languages"] == ["ur"]
    assert "1 person gets it" in words(response)


def test_a_coordinator_counts_but_does_not_choose(client, issue, readers):
    client.force_login(staff(COORDINATOR))
    screen = client.get(url("send", issue.pk))
    assert "3 people get it" in words(screen)
    assert "Use this audience" not in words(screen)
    counted = client.post(url("audience", issue.pk), {"topic": "newsletter", "count": "1"})
    assert counted.status_code == 200
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    assert not Mailing.objects.exists()


def test_the_screen_of_an_edition_that_is_not_live_says_what_goes_out(client, approver, issue):
    archive("ur")
    draft = issue.copy_for_translation(Locale.objects.get(language_code="ur"))
    draft.save_revision()
    assert "The page you come from is not live" in words(client.get(url("send", draft.pk)))


# Test copies and previews --------------------------------------------------------------------------------------------


def test_a_test_copy_is_marked_and_its_personal_links_are_dead(client, approver, issue):
    response = client.post(
        url("test", issue.pk), {"addresses": "one@example.org, ONE@example.org\ntwo@example.org"}, follow=True
    )
    assert messages_of(response) == ["2 test copies are on their way."]
    copies = Message.objects.select_related("mailing", "address").order_by("pk")
    assert [copy.address.email for copy in copies] == ["one@example.org", "two@example.org"]
    assert {copy.mailing.kind for copy in copies} == {MailingKind.ONE_OFF}
    content = copies[0].mailing.contents.get()
    assert content.subject == "[Test] Newsletter 33: the year in review"
    assert "met its partners" in content.html
    assert "met its partners" in content.text
    assert copies[0].values == {
        "name": "Amina Example",
        "unsubscribe_url": "#preview",
        "preferences_url": "#preview",
    }
    assert "one@example.org" in words(response)
    assert "Pending" in words(response)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("amina@", "amina@: "),
        ("amina@example.org\r\nBcc:everybody@example.org", "Bcc:everybody@example.org: "),
        (", ".join(f"reader{n}@example.org" for n in range(11)), "Those are 11 addresses; at most 10"),
        (" ,; ", "Type at least one address."),
    ],
)
def test_malformed_or_too_many_test_addresses_are_refused_with_the_reason(client, approver, issue, typed, complaint):
    response = client.post(url("test", issue.pk), {"addresses": typed})
    assert complaint in " ".join(response.context["test_form"].errors["addresses"])
    assert not Message.objects.exists()


def test_an_unpublished_issue_can_be_tested_as_it_was_last_saved(client, approver):
    draft = IssueFactory(live=False)
    draft.subject = "Not published yet"
    draft.save_revision()
    client.post(url("test", draft.pk), {"addresses": "one@example.org"})
    assert Message.objects.get().mailing.contents.get().subject == "[Test] Not published yet"


def test_previews_show_both_parts_to_a_made_up_reader(client, approver, issue):
    html = client.get(url("preview", issue.pk, "en", "html"))
    text = client.get(url("preview", issue.pk, "en", "text"))
    for part in (html, text):
        assert "met its partners" in part.content.decode()
        assert "[[unsubscribe_url]]" not in part.content.decode()
    assert 'href="#preview"' in html.content.decode()
    assert text["Content-Type"].startswith("text/plain")
    assert client.get(url("preview", issue.pk, "ur", "html")).status_code == 404
    assert client.get(url("preview", issue.pk, "en", "source")).status_code == 404


def test_after_approval_the_frozen_copy_is_shown_whatever_became_of_the_issue(client, approver, issue):
    mailing = started(issue, approver)
    issue.body = body(("text", {"text": "<p>Rewritten.</p>"}))
    issue.save_revision().publish()
    shown = client.get(url("content", mailing.pk, "en", "html")).content.decode()
    assert "met its partners" in shown
    assert "Rewritten" not in shown


# Approval ------------------------------------------------------------------------------------------------------------


def seen_on(response):
    return response.context["hidden"]["seen"]


def test_approval_shows_words_and_count_and_freezes_what_was_shown(client, approver, issue, readers):
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    page = client.get(url("approve", issue.pk))
    assert "3 people get it" in words(page)
    assert "Everybody who takes “Newsletter”" in words(page)
    response = client.post(url("approve", issue.pk), {"seen": seen_on(page)}, follow=True)
    assert messages_of(response)[-1] == "Approved. It leaves when it is sent."
    assert "Approved by Approver Example" in words(response)
    assert Mailing.objects.get().state == MailingState.APPROVED


def test_an_approval_of_what_changed_meanwhile_is_refused(client, approver, issue, readers):
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    page = client.get(url("approve", issue.pk))
    client.post(url("audience", issue.pk), {"topic": "newsletter", "languages": ["ur"]})
    response = client.post(url("approve", issue.pk), {"seen": seen_on(page)}, follow=True)
    assert messages_of(response)[-1] == "The issue or its audience changed since you looked. Please look at it again."
    assert Mailing.objects.get().state == MailingState.DRAFT


def test_an_approval_that_shows_nothing_seen_is_refused(client, approver, issue, readers):
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    client.post(url("approve", issue.pk))
    assert Mailing.objects.get().state == MailingState.DRAFT


def test_approving_in_two_tabs_approves_once_and_tells_the_second(client, approver, issue, readers):
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    seen = seen_on(client.get(url("approve", issue.pk)))
    client.post(url("approve", issue.pk), {"seen": seen})
    second = client.post(url("approve", issue.pk), {"seen": seen}, follow=True)
    assert messages_of(second) == [
        "Approved. It leaves when it is sent.",
        "This mailing is “Approved”: it cannot become “Approved”.",
    ]
    assert Mailing.objects.get().state == MailingState.APPROVED


def test_an_edit_after_approval_says_so_on_the_screen(client, approver, issue):
    approved(issue, approver)
    issue.save_revision()
    text = words(client.get(url("send", issue.pk)))
    assert "The issue changed after it was approved." in text
    assert "Draft" in text


def test_an_issue_with_faults_has_no_approval_page(client, approver):
    bad = IssueFactory(body=body(("text", {"text": '<p><a href="#">Nowhere</a></p>'})))
    client.post(url("audience", bad.pk), {"topic": "newsletter"})
    response = client.get(url("approve", bad.pk), follow=True)
    assert messages_of(response)[-1] == "The checks found something that must be mended first."


def test_an_author_prepares_and_does_not_approve(client, issue):
    client.force_login(staff(AUTHOR))
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    assert Mailing.objects.get().created_by == staff(AUTHOR)
    assert url("approve", issue.pk) not in client.get(url("send", issue.pk)).content.decode()
    client.post(url("approve", issue.pk), {"seen": sending.proof(Mailing.objects.get()).fingerprint})
    assert Mailing.objects.get().state == MailingState.DRAFT


# Letting go ----------------------------------------------------------------------------------------------------------


def test_sending_asks_with_the_number_and_leads_to_the_progress(client, approver, issue, readers):
    mailing = approved(issue, approver)
    assert "This sends Newsletter 33 to 3 people ." in words(client.get(url("now", issue.pk)))
    response = client.post(url("now", issue.pk))
    assert response["Location"] == url("mailing", mailing.pk)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.started_at) == (MailingState.PREPARING, NOW)


def test_a_double_click_sends_once(client, approver, issue, readers):
    mailing = approved(issue, approver)
    client.post(url("now", issue.pk))
    again = client.post(url("now", issue.pk), follow=True)
    assert messages_of(again) == ["This mailing is “Preparing”: it cannot become “Preparing”."]
    assert Mailing.objects.filter(kind=MailingKind.BULK).count() == 1
    assert Mailing.objects.get(pk=mailing.pk).started_at == NOW


def test_nothing_can_be_sent_that_is_not_approved(client, approver, issue, readers):
    assert client.post(url("now", issue.pk)).status_code == 404
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    response = client.post(url("now", issue.pk), follow=True)
    assert messages_of(response)[-1] == "This mailing is “Draft”: it cannot become “Preparing”."
    assert Mailing.objects.get().state == MailingState.DRAFT


def test_a_schedule_is_named_in_the_zone_that_is_shown(client, approver, issue, readers):
    approved(issue, approver)
    assert "Asia/Karachi" in words(client.get(url("later", issue.pk)))
    response = client.post(url("later", issue.pk), {"day": "2026-01-08", "time": "10:30"}, follow=True)
    mailing = Mailing.objects.get()
    assert mailing.scheduled_for == datetime.datetime(2026, 1, 8, 5, 30, tzinfo=datetime.UTC)
    assert "leaves on 8 January 2026, 10:30 (Asia/Karachi)" in words(response)


def test_a_moment_that_has_passed_is_refused(client, approver, issue, readers):
    approved(issue, approver)
    response = client.post(url("later", issue.pk), {"day": "2026-01-07", "time": "13:59"})
    assert response.context["form"].errors == {"time": ["That moment has passed."]}
    assert Mailing.objects.get().state == MailingState.APPROVED


def test_the_approval_can_be_taken_back(client, approver, issue):
    approved(issue, approver)
    response = client.post(url("take_back", issue.pk), follow=True)
    assert messages_of(response) == ["The approval is taken back."]
    assert Mailing.objects.get().state == MailingState.DRAFT


def test_an_issue_that_was_sent_shows_its_ledger_and_no_second_sending(client, approver, issue, readers):
    mailing = started(issue, approver)
    page = client.get(url("send", issue.pk))
    assert url("mailing", mailing.pk) in page.content.decode()
    for step in ("approve", "now", "later", "audience"):
        assert url(step, issue.pk) not in page.content.decode()
    response = client.post(url("audience", issue.pk), {"topic": "newsletter"}, follow=True)
    assert messages_of(response) == ["This issue has already been sent, or is on its way."]
    assert Mailing.objects.filter(kind=MailingKind.BULK).count() == 1


def test_who_was_reached_before_a_cancellation_is_named_before_another_approval(client, approver, issue, readers):
    mailing = started(issue, approver)
    Message.objects.filter(address__key="amina@example.org").update(state=MessageState.SENT)
    client.post(url("cancel", mailing.pk))
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    assert "reached 1 person before it ended" in words(client.get(url("approve", issue.pk)))


# Progress ------------------------------------------------------------------------------------------------------------


def test_progress_shows_counts_and_both_sums(client, approver, issue, readers):
    mailing = started(issue, approver)
    Message.objects.filter(address__key="amina@example.org").update(state=MessageState.SENT, settled_at=NOW)
    page = words(client.get(url("mailing", mailing.pk)))
    assert "Pending 2" in page
    assert "Sent 1" in page
    assert "Left out: Unsubscribed 1" in page
    assert "Prepared 3 The sum is right" in page
    assert "Candidates 5 The sum is right" in page
    assert "Approved by Approver Example, 7 January 2026, 14:00" in page


def test_a_wrong_sum_is_shown(client, approver, issue, readers):
    mailing = started(issue, approver)
    Message.objects.filter(address__key="amina@example.org").delete()
    page = words(client.get(url("mailing", mailing.pk)))
    assert "Prepared 3 counted: 2" in page
    assert "Candidates 5 counted: 4" in page


def test_polling_tells_pace_and_end(client, approver, issue, readers):
    mailing = started(issue, approver)
    Message.objects.filter(address__key="amina@example.org").update(
        state=MessageState.SENT, settled_at=NOW + datetime.timedelta(seconds=5)
    )
    with time_machine.travel(NOW + datetime.timedelta(seconds=10), tick=False):
        answer = client.get(url("progress", mailing.pk)).json()
    assert (answer["state"], answer["ended"]) == ("sending", False)
    assert answer["ledger"]["messages"]["sent"] == 1
    assert "through at about 14:00" in answer["figures"]
    assert url("pause", mailing.pk) in answer["actions"]


def test_the_page_refreshes_itself_without_javascript_until_the_end(client, approver, issue, readers):
    mailing = started(issue, approver)
    refresh = '<noscript><meta http-equiv="refresh"'
    assert refresh in client.get(url("mailing", mailing.pk)).content.decode()
    client.post(url("cancel", mailing.pk))
    assert refresh not in client.get(url("mailing", mailing.pk)).content.decode()


def test_pause_resume_cancel_say_how_many(client, approver, issue, readers):
    mailing = started(issue, approver)
    assert messages_of(client.post(url("pause", mailing.pk), follow=True)) == ["Paused. 3 people wait."]
    assert "3 people who still wait" in words(client.get(url("resume", mailing.pk)))
    client.post(url("resume", mailing.pk))
    assert "3 people who still wait will not get it" in words(client.get(url("cancel", mailing.pk)))
    cancelled = client.post(url("cancel", mailing.pk), follow=True)
    assert messages_of(cancelled)[-1] == "Cancelled. 3 people will not get it."
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SKIPPED}


def test_pressing_pause_in_two_tabs_is_told_not_failed(client, approver, issue, readers):
    mailing = started(issue, approver)
    client.post(url("pause", mailing.pk))
    second = client.post(url("pause", mailing.pk), follow=True)
    assert messages_of(second)[-1] == "This mailing is “Paused”: it cannot become “Paused”."


def test_what_has_not_started_is_shown_on_its_issues_screen(client, approver, issue):
    mailing = approved(issue, approver)
    assert client.get(url("mailing", mailing.pk))["Location"] == url("send", issue.pk)


def test_one_off_mail_is_no_mailing_of_these_screens(client, approver, issue):
    client.post(url("test", issue.pk), {"addresses": "one@example.org"})
    copy = Mailing.objects.get()
    assert client.get(url("mailing", copy.pk)).status_code == 404
    assert client.get(url("progress", copy.pk)).status_code == 404
    assert copy.title not in words(client.get(url("mailings")))


# The list and the ledger ---------------------------------------------------------------------------------------------


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
    assert "7 January 2026, 14:00: Bounced" in page


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


# The ways in ---------------------------------------------------------------------------------------------------------


def test_send_stands_in_the_editor_and_in_the_explorer_of_issues_only(client, issue):
    client.force_login(staff(REVIEWER))
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[issue.pk])).content.decode()
    assert editor.count(url("send", issue.pk)) >= 2  # header button and action menu
    parent = client.get(reverse("wagtailadmin_explore", args=[issue.get_parent().pk])).content.decode()
    assert url("send", issue.pk) in parent
    assert url("send", issue.get_parent().pk) not in parent
    assert IssuePage.objects.count() == 1
