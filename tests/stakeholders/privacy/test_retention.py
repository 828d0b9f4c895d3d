"""Retention: each rule removes what is over time and nothing younger, in chunks, again and again, even when killed."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from delivery import addresses, suppression
from delivery.enums import EventKind, ExclusionReason, MailingKind, MessageState, SuppressionReason
from delivery.models import Address, Event, Exclusion, MailingContent, Message, Suppression
from meetings.models import GroupMembership, WorkingGroup
from stakeholders import subscriptions, tasks
from stakeholders.models import (
    Affiliation,
    Contact,
    Correction,
    Erasure,
    ExportRecord,
    ImportBatch,
    ImportRow,
    Merge,
    RetentionRun,
)
from stakeholders.privacy import erasure, overdue, retention
from tests.factories.delivery import MailingFactory, MessageFactory
from tests.factories.stakeholders import Action, ContactFactory, OrganisationFactory, record
from tests.stakeholders.privacy.dump import places_of
from tests.stakeholders.privacy.people import subscribe

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def ago(days):
    return NOW - datetime.timedelta(days=days)


def age(row, days, field="created_at"):
    type(row)._base_manager.filter(pk=row.pk).update(**{field: ago(days)})
    return row


def run(key):
    return retention.carry_out_rule(retention.rules[key], now=NOW)


def names():
    return set(Contact.objects.values_list("name", flat=True))


def test_the_document_shows_the_rules():
    assert retention.as_markdown() in Path(settings.BASE_DIR, "docs", "privacy.md").read_text()


def test_a_dry_run_counts_and_writes_nothing():
    age(ContactFactory(name="Old", emails=["old@example.org"]), 100)
    batch = age(ImportBatch.objects.create(filename="l.csv", file=b"x", sha256="0", size=1), 91)
    counts = retention.dry_run(now=NOW)
    assert set(counts) == set(retention.rules)
    assert {key for key, number in counts.items() if number} == {"import_files"}
    batch.refresh_from_db()
    assert batch.file is not None
    assert not RetentionRun.objects.exists()


# People ---------------------------------------------------------------------------------------------------------------


def asked(name, days, **kwargs):
    contact = age(ContactFactory(name=name, emails=[f"{name.lower().replace(' ', '.')}@example.org"], **kwargs), days)
    record(contact.main_address.address, "newsletter", action=Action.REQUESTED, now=ago(days))
    return contact


def test_who_never_confirmed_goes_after_30_days_and_may_ask_again():
    asked("Young", 29)
    gone = asked("Gone", 31)
    confirmed = asked("Confirmed", 31)
    record(confirmed.main_address.address, "newsletter", now=ago(31))
    again = asked("Again", 60)
    record(again.main_address.address, "meetings", action=Action.REQUESTED, now=ago(3))
    Affiliation.objects.create(contact=asked("Posted", 31), organisation=OrganisationFactory())
    noted = asked("Noted", 31)
    Contact.objects.filter(pk=noted.pk).update(note="Rang us")
    GroupMembership.objects.create(
        group=WorkingGroup.objects.create(name="Data", slug="data"),
        organisation=OrganisationFactory(),
        contact=asked("Seated", 31),
    )
    Correction.objects.create(contact=asked("Told us", 31), at=NOW, fields=["name"])
    assert run("unconfirmed") == 1
    assert names() == {"Young", "Confirmed", "Again", "Posted", "Noted", "Seated", "Told us"}
    assert places_of(gone.name, "gone@example.org") == set()
    assert not Erasure.objects.exists()
    assert subscribe("gone@example.org", name="Gone again")


def test_who_stopped_everything_and_holds_no_post_is_erased_after_two_years():
    def stopped(name, days):
        contact = age(ContactFactory(name=name, emails=[f"{name.lower()}@example.org"]), days + 1)
        record(contact.main_address.address, "newsletter", now=ago(days))
        record(contact.main_address.address, "newsletter", action=Action.WITHDRAWN, now=ago(days))
        return contact

    stopped("Gone", 731)
    stopped("Recent", 700)
    Affiliation.objects.create(contact=stopped("Posted", 731), organisation=OrganisationFactory())
    ended = Affiliation(contact=stopped("Left", 731), organisation=OrganisationFactory(), end=ago(30).date())
    ended.save()
    still = stopped("Still", 731)
    record(still.main_address.address, "meetings", now=ago(731))
    alive = stopped("Alive", 731)
    Contact.objects.filter(pk=alive.pk).update(confirmed_at=ago(10))
    age(ContactFactory(name="Never asked", emails=["never@example.org"]), 2000)
    assert run("silent") == 2
    assert names() == {"Recent", "Posted", "Still", "Alive", "Never asked"}
    assert {each.by for each in Erasure.objects.all()} == {None}
    reasons = suppression.reasons_for_emails(["gone@example.org"], "newsletter")
    assert reasons == {"gone@example.org": SuppressionReason.MANUAL}, "staff may take that back"


@pytest.mark.parametrize("purpose", ["", "newsletter"])
def test_a_complaint_outlives_who_made_it(purpose):
    contact = ContactFactory(emails=["gone@example.org"])
    address = contact.main_address.address
    suppression.suppress(address, purpose=purpose, reason=SuppressionReason.COMPLAINT, note="of Amina", now=NOW)

    overdue.forget([contact.pk], NOW)

    kept = Suppression.objects.get(address_hash=address.hash, purpose=purpose)
    assert (kept.reason, kept.note) == (SuppressionReason.COMPLAINT, Erasure.objects.get().number)
    assert "" in Suppression.objects.values_list("purpose", flat=True), "nobody writes there of anything"


def test_an_erased_address_that_somebody_types_again_is_gone_the_next_night():
    contact = ContactFactory(name="Gone", emails=["gone@example.org"])
    erasure.erase(contact, by=None, now=NOW)
    addresses.get_or_create("gone@example.org")
    assert run("come_back") == 1
    assert places_of("gone@example.org") == set()
    assert suppression.reasons_for_emails(["gone@example.org"], "") == {"gone@example.org": SuppressionReason.ERASED}
    assert run("come_back") == 0


def test_whoever_was_given_the_mailbox_of_somebody_erased_is_left_alone():
    erasure.erase(ContactFactory(emails=["desk@example.org"]), by=None, now=NOW)
    ContactFactory(name="Successor", emails=["desk@example.org"])
    assert run("come_back") == 0
    assert names() == {"Successor"}


def test_addresses_to_which_nothing_refers_go_after_13_months():
    for days, email in [(400, "alone@example.org"), (300, "young@example.org"), (400, "mailed@example.org")]:
        age(addresses.get_or_create(email), days)
    MessageFactory(address=Address.objects.get(key="mailed@example.org"))
    age(ContactFactory(emails=["linked@example.org"]).main_address.address, 400)
    assert run("addresses") == 1
    assert set(Address.objects.values_list("key", flat=True)) == {
        "young@example.org",
        "mailed@example.org",
        "linked@example.org",
    }


# Files and snapshots --------------------------------------------------------------------------------------------------


def test_files_go_after_90_days_and_rows_after_a_year():
    old, older = (ImportBatch.objects.create(filename="l.csv", file=b"x", sha256="0", size=1) for _ in range(2))
    for batch, days in [(old, 91), (older, 366)]:
        ImportRow.objects.create(batch=batch, number=2, outcome="create", cells=["x"])
        age(batch, days)
    assert (run("import_files"), run("import_rows")) == (2, 1)
    assert set(ImportBatch.objects.values_list("file", flat=True)) == {None}
    assert [row.batch for row in ImportRow.objects.all()] == [old]
    assert (run("import_files"), run("import_rows")) == (0, 0)


def test_snapshots_of_merges_go_after_a_year_and_the_merge_stays():
    for days in (366, 364):
        Merge.objects.create(subject="contact", kept=1, gone=2, before={"name": "Amina"}, at=ago(days))
    assert run("merges") == 1
    assert [merge.before for merge in Merge.objects.order_by("at")] == [{}, {"name": "Amina"}]
    assert run("merges") == 0


# Mail -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "left"),
    [
        ("5.2.2 Mailbox of Amina is full", "5.2.2"),
        ("4.7.1 Try again, Amina", "4.7.1"),
        ("Amina has left us", ""),
    ],
)
def test_of_a_reply_the_status_stays(reply, left):
    message = MessageFactory(state=MessageState.FAILED, settled_at=ago(366), last_reply=reply)
    assert run("replies") == 1
    message.refresh_from_db()
    assert message.last_reply == left
    assert run("replies") == 0


def test_names_in_sent_mail_go_after_a_year_and_what_waits_keeps_them():
    old = MessageFactory(state=MessageState.SENT, settled_at=ago(366))
    MessageFactory(state=MessageState.SENT, settled_at=ago(364))
    MessageFactory(state=MessageState.DEFERRED, settled_at=ago(366))
    assert run("names") == 1
    assert [row.pk for row in Message.objects.all() if row.values == {}] == [old.pk]


def test_looks_go_after_two_years_and_words_after_one():
    message = MessageFactory(state=MessageState.SENT)
    for kind, days in [("opened", 731), ("clicked", 731), ("opened", 729), ("bounced", 731), ("deferred", 364)]:
        Event.objects.create(message=message, kind=EventKind(kind), at=ago(days), detail="Amina")
    assert (run("looks"), run("words")) == (2, 2)
    rows = {(row.kind, (NOW - row.at).days, row.detail) for row in Event.objects.all()}
    assert rows == {("opened", 729, ""), ("bounced", 731, ""), ("deferred", 364, "Amina")}


def test_texts_of_personal_mails_go_after_90_days_and_newsletters_stay():
    for kind, state, days in [
        (MailingKind.ONE_OFF, "sent", 91),
        (MailingKind.ONE_OFF, "sent", 89),
        (MailingKind.ONE_OFF, "sending", 91),
        (MailingKind.BULK, "sent", 2000),
    ]:
        mailing = MailingFactory(kind=kind, state=state, finished_at=ago(days))
        MailingContent.objects.create(mailing=mailing, language="en", subject="S", html="<p>", text="T", hash="h")
    assert run("personal_mails") == 1
    assert [row.text for row in MailingContent.objects.order_by("pk")] == ["", "T", "T", "T"]


def test_after_five_years_a_ledger_forgets_whose_rows_they_were_and_balances():
    mailing = MailingFactory(state="sent", finished_at=ago(1826))
    MessageFactory(mailing=mailing, state=MessageState.SENT, settled_at=ago(1826), contact_ref="7")
    for ref in ("8", "9"):
        Exclusion.objects.create(mailing=mailing, contact_ref=ref, reason=ExclusionReason.NO_CONSENT, detail="x")
    assert (run("ledger"), run("exclusions")) == (1, 2)
    assert Message.objects.get().contact_ref == ""
    assert {(row.address, row.detail, row.contact_ref.split(":")[0]) for row in Exclusion.objects.all()} == {
        (None, "", "erased")
    }
    assert (run("ledger"), run("exclusions")) == (0, 0)


# Our own books, and how it runs ---------------------------------------------------------------------------------------


def test_logs_go_after_three_years():
    for days in (1096, 1094):
        ExportRecord.objects.create(at=ago(days), what="contacts", format="csv")
        RetentionRun.objects.create(rule="names", at=ago(days), removed=1)
    assert (run("exports"), run("clean_ups")) == (1, 1)


def test_a_run_that_is_killed_keeps_what_it_did_and_the_next_does_the_rest(monkeypatch):
    for _ in range(5):
        ExportRecord.objects.create(at=ago(1096), what="contacts", format="csv")
    rule = retention.rules["exports"]
    calls = []

    def dies_in_the_third(keys, now):
        calls.append(keys)
        if len(calls) == 3:
            raise KeyboardInterrupt
        rule.dispose(keys, now)

    dying = retention.Rule(rule.key, rule.what, rule.keep, rule.why, rule.due, dies_in_the_third, chunk=2)
    with pytest.raises(KeyboardInterrupt):
        retention.carry_out_rule(dying, now=NOW)
    assert ExportRecord.objects.count() == 1
    assert RetentionRun.objects.get().removed == 4
    assert run("exports") == 1


def test_a_rule_that_fails_does_not_keep_the_others_from_being_carried_out(monkeypatch):
    ExportRecord.objects.create(at=ago(1096), what="contacts", format="csv")

    def fails(now):
        raise RuntimeError("no")

    broken = retention.Rule("broken", "", "", "", fails, lambda keys, now: None)
    monkeypatch.setattr(retention, "rules", {"broken": broken, **retention.rules})
    with pytest.raises(ExceptionGroup):
        retention.carry_out(now=NOW)
    assert not ExportRecord.objects.exists()


def test_beat_carries_out_every_rule_at_night():
    ExportRecord.objects.create(at=ago(1097), what="contacts", format="csv")
    tasks.clean_up()
    assert RetentionRun.objects.get().rule == "exports"
    entry = settings.CELERY_BEAT_SCHEDULE["clean-up"]
    assert entry["task"] == tasks.clean_up.name
    assert settings.CELERY_TASK_ROUTES[tasks.clean_up.name] == {"queue": "bulk"}


def test_subscribers_and_their_contacts_stay():
    contact = age(ContactFactory(name="Reader", emails=["reader@example.org"], given=["newsletter"]), 4000)
    subscriptions.withdraw_all(address=contact.main_address.address, source="page", now=NOW)
    retention.carry_out(now=NOW)
    assert names() == {"Reader"}
