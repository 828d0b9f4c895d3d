"""The page of a contact tells all that happened, the newest first."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from delivery import suppression
from delivery.enums import EventKind, MessageState, SuppressionReason
from delivery.models import Event
from stakeholders import timeline
from stakeholders.duplicates.merging import merge_contacts
from stakeholders.models import Affiliation, ImportBatch, ImportRow, Merge
from stakeholders.timeline import Kind
from tests.factories.delivery import MailingFactory, MessageFactory
from tests.factories.stakeholders import Action, ContactFactory, OrganisationFactory, record

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 6, 1, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


def days(number: int) -> datetime.datetime:
    return NOW + datetime.timedelta(days=number)


def line(contact, **kwargs):
    return timeline.page(contact, **{"before": days(1), **kwargs})


def titles(contact, **kwargs):
    return [entry.title for entry in line(contact, **kwargs).entries]


def mailed(contact, *, at, title="Newsletter 33", state=MessageState.SENT, news=()):
    message = MessageFactory(
        mailing=MailingFactory(title=title, state="sent"),
        address=contact.main_address.address,
        state=state,
        settled_at=at,
    )
    for kind in news:
        Event.objects.create(message=message, kind=kind, at=at)
    return message


def test_a_life_in_the_directory_reads_from_the_newest_to_the_oldest():
    contact = ContactFactory(emails=["amina@example.org"])
    address = contact.main_address.address
    record(address, "newsletter", now=days(-50))
    record(address, "newsletter", action=Action.WITHDRAWN, now=days(-10))
    mailed(contact, at=days(-30), news=[EventKind.OPENED])
    suppression.suppress(address, reason=SuppressionReason.HARD_BOUNCE, note="550 no such user", now=days(-5))
    trust = OrganisationFactory(name="Health Trust")
    Affiliation.objects.create(
        contact=contact,
        organisation=trust,
        designation="Director",
        start=days(-40).date(),
        end=days(-20).date(),
    )
    batch = ImportBatch.objects.create(filename="partners.xlsx", sha256="0", size=1, state="committed")
    ImportRow.objects.create(batch=batch, number=7, outcome="update", contact=contact, applied_at=days(-60))
    Merge.objects.create(subject="contact", kept=contact.pk, gone=9999, at=days(-3))
    contact.confirmed_at = days(-1)
    contact.save()

    assert titles(contact) == [
        "Entered in the directory",
        "Confirmed by the person",
        "Merged with contact no. 9999",
        "Gets no mail: Hard bounce",
        "Newsletter: Withdrawn",
        "Ended: Director, Health Trust",
        "Newsletter 33",
        "Began: Director, Health Trust",
        "Newsletter: Given",
        "Imported: Change",
    ]


def test_what_staff_did_to_an_entry_that_was_merged_is_told_by_the_one_that_is_left():
    kept, gone, first = (ContactFactory() for _ in range(3))
    with time_machine.travel(days(-3), tick=False):
        log(instance=first, action="wagtail.edit")
    merge_contacts(kept=gone, gone=first, by=None, now=days(-2))
    merge_contacts(kept=kept, gone=gone, by=None, now=days(-1))
    assert titles(kept)[-3:] == [
        f"Merged with contact no. {gone.pk}",
        f"Merged with contact no. {first.pk}",
        "Edited",
    ]


def test_a_message_tells_what_became_of_it_and_a_bounce_stands_out():
    contact = ContactFactory(emails=["amina@example.org"])
    mailed(contact, at=days(-3), title="Fine", news=[EventKind.CLICKED, EventKind.OPENED, EventKind.OPENED])
    mailed(contact, at=days(-2), title="Gone", news=[EventKind.BOUNCED])
    gone, fine = line(contact, kind=Kind.MAIL).entries
    assert fine.detail == "amina@example.org · Sent · Opened (indicative) · Clicked"
    assert (fine.alarming, gone.alarming) == (False, True)


def test_the_line_is_narrowed_to_one_kind():
    contact = ContactFactory(emails=["amina@example.org"], given=["newsletter"])
    mailed(contact, at=days(-3))
    assert titles(contact, kind=Kind.MAIL) == ["Newsletter 33"]
    assert titles(contact, kind=Kind.CONSENT) == ["Newsletter: Given"]
    assert titles(contact, kind=Kind.POST) == []


def test_nothing_of_another_contact_is_told():
    contact = ContactFactory(emails=["amina@example.org"])
    other = ContactFactory(emails=["bilal@example.org"], given=["newsletter"], at=OrganisationFactory())
    mailed(other, at=days(-3))
    assert titles(contact) == ["Entered in the directory"]


def test_pages_meet_without_a_gap_or_an_overlap_even_where_much_happened_at_once():
    contact = ContactFactory(emails=["amina@example.org"])
    for number in range(30):
        mailed(contact, at=days(-number // 4), title=f"Newsletter {number}")
    seen, before = [], days(1)
    while before:
        page = timeline.page(contact, before=before, kind=Kind.MAIL, size=7)
        seen += [entry.title for entry in page.entries]
        before = page.older
    assert sorted(seen) == sorted(f"Newsletter {number}" for number in range(30))


def test_more_in_one_instant_than_a_page_holds_stands_on_one_page():
    contact = ContactFactory(emails=["amina@example.org"])
    for number in range(9):
        mailed(contact, at=days(-1), title=f"Newsletter {number}")
    page = timeline.page(contact, before=days(1), kind=Kind.MAIL, size=3)
    assert (len(page.entries), page.older) == (9, None)


def test_a_post_that_begins_next_year_is_told_already(coordinator):
    contact = ContactFactory()
    Affiliation.objects.create(
        contact=contact, organisation=OrganisationFactory(name="Health Trust"), start=days(200).date()
    )
    page = coordinator.get(reverse("contact:inspect", args=[contact.pk])).content.decode()
    assert "Began: Health Trust" in page


@pytest.mark.parametrize(
    "query",
    [
        *("?before=rubbish", "?before=2026-13-45T00:00:00Z", "?kind=rubbish", "?before=0001-01-01"),
        "?before=2026-01-01T00:00:00%2B23:59",
    ],
)
def test_an_address_that_somebody_wrote_by_hand_gets_a_page(coordinator, query):
    contact = ContactFactory(emails=["amina@example.org"])
    assert coordinator.get(reverse("contact:inspect", args=[contact.pk]) + query).status_code == 200


def test_the_page_takes_the_same_queries_however_long_the_history_is(coordinator):
    def history(contact, size):
        for number in range(size):
            mailed(contact, at=days(-number), news=[EventKind.OPENED])
            record(contact.main_address.address, "newsletter", now=days(-number))
            Affiliation.objects.create(contact=contact, organisation=OrganisationFactory(), start=days(-number).date())

    def queries(contact):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert coordinator.get(reverse("contact:inspect", args=[contact.pk])).status_code == 200
        return len(captured)

    short, long = (ContactFactory(emails=[f"{name}@example.org"]) for name in ("short", "long"))
    history(short, 2)
    history(long, 20)
    queries(short)  # what is looked up once and kept
    assert queries(short) == queries(long)


def test_higher_rooms_add_what_they_know(monkeypatch):
    from stakeholders.timeline import entries

    monkeypatch.setattr(entries, "_sources", [*entries._sources])
    timeline.register(
        lambda contact, before, size: [timeline.Entry(timezone.now(), "meeting", "group", "Took part")],
        kinds={"meeting"},
    )
    contact = ContactFactory()
    assert "Took part" in titles(contact)
    assert titles(contact, kind="meeting") == ["Took part"]
    assert "Took part" not in titles(contact, kind=Kind.MAIL)
