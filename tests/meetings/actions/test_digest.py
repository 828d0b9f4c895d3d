"""The monthly mail to owners: who gets it, when, what both of its parts say, and what happens when it can't go."""

import datetime
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from delivery import addresses, suppression
from delivery.enums import SuppressionReason
from delivery.models import MailingContent, Message
from meetings.actions import digest, owners, tracking
from meetings.enums import Visibility
from meetings.exceptions import MeetingsError
from meetings.models import ActionDigest, ActionItem
from meetings.tasks import send_action_digests
from stakeholders import subscriptions
from stakeholders.duplicates.merging import merge_contacts
from stakeholders.models import ConsentRecord, ContactAddress, Language
from tests.factories.meetings import (
    ActionItemFactory,
    GroupMembershipFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.meetings.actions.world import action_of

MAY = datetime.datetime(2026, 5, 1, 4, 29, tzinfo=datetime.UTC)  # a Friday, half past nine in Pakistan
DAY = datetime.date(2026, 5, 1)


def run(now=MAY):
    with time_machine.travel(now, tick=False):
        return digest.send_due(now=now)


def recipients():
    return sorted(Message.objects.values_list("address__email", flat=True))


@pytest.fixture
def amina(db):
    return ContactFactory(name="Amina Example", emails=["amina@example.org"])


@pytest.mark.django_db
def test_everybody_with_open_actions_gets_one_mail_and_nobody_else_does(amina):
    shared = OrganisationFactory()
    group, other_group = WorkingGroupFactory(), WorkingGroupFactory()
    seat = {"group": group, "organisation": shared}
    sits = [ContactFactory(emails=[f"seat{n}@example.org"]) for n in range(4)]
    GroupMembershipFactory(**seat, contact=sits[0])
    GroupMembershipFactory(**seat, contact=sits[1], end=DAY - datetime.timedelta(days=1))
    GroupMembershipFactory(group=other_group, organisation=shared, contact=sits[2])
    GroupMembershipFactory(group=group, contact=sits[3])
    joint = MeetingFactory(groups=[group])
    ActionItemFactory.create_batch(3, owner=amina)
    ActionItemFactory(owner=ContactFactory(emails=["done@example.org"]), status="done")
    ActionItemFactory(owner=ContactFactory(emails=["named@example.org"]), owner_organisation=shared, meeting=joint)
    ActionItemFactory(owner_organisation=shared, meeting=joint)
    nobody = [
        ActionItemFactory(owner_organisation=OrganisationFactory(), meeting=joint),
        ActionItemFactory(owner_organisation=shared),
        ActionItemFactory(),
    ]
    ContactFactory(emails=["idle@example.org"])
    assert run() == 3
    assert recipients() == ["amina@example.org", "named@example.org", "seat0@example.org"]
    assert ActionItem.objects.count() == 9
    assert set(owners.reached_by_nobody(on=DAY)) == set(nobody)


@pytest.mark.django_db
def test_an_organisation_is_reached_through_the_group_of_the_series_as_well():
    group, organisation = WorkingGroupFactory(), OrganisationFactory()
    GroupMembershipFactory(group=group, organisation=organisation, contact=ContactFactory(emails=["a@example.org"]))
    meeting = MeetingFactory(series=MeetingSeriesFactory(group=group))
    action = ActionItemFactory(owner_organisation=organisation, meeting=meeting)
    (owner,) = owners.with_open_actions(on=DAY)
    assert (owner.address.email, owner.actions) == ("a@example.org", [action])
    assert owners.answers_for(owner.contact, action, on=DAY)


@pytest.mark.django_db
def test_the_mail_lists_what_is_overdue_first_and_escapes_what_people_wrote(amina):
    meeting = MeetingFactory(title="Second <b>meeting</b> & more")
    for text, due in [
        ("Anytime", None),
        ("Next week", datetime.date(2026, 5, 8)),
        ("Long ago <script>alert(1)</script> [[preferences_url]]", datetime.date(2026, 2, 2)),
        ("Today", DAY),
        ("In summer", datetime.date(2026, 7, 1)),
    ]:
        action_of(meeting, text, owner=amina, due_on=due, visibility=Visibility.UNIT)
    run()
    content = MailingContent.objects.get()
    assert content.subject == "Your actions: 1 is overdue"
    order = ["OVERDUE", "A-2026-003", "Long ago", "DUE SOON", "Today", "Next week", "LATER", "In summer", "Anytime"]
    text = content.text
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert "Dear Amina Example," in text
    assert "due on 2 February 2026" in text
    assert "Second <b>meeting</b> & more, 27 January 2026" in text
    html = content.html
    places = [html.index(words) for words in ["Overdue", "A-2026-003", "Due soon", "Later, or without a date"]]
    assert places == sorted(places)
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "Second &lt;b&gt;" in html
    links = set(re.findall(r"\S+/meetings/actions/[^\s\"<]+", text))
    assert len(links) == 1
    assert links.pop() in html
    mailing = content.mailing
    assert (mailing.purpose, mailing.unsubscribable) == ("meetings", True)
    for part in (text, html):
        assert "/unsubscribe/" in part
        assert "/preferences/" in part
        assert "amina@example.org" not in part


@pytest.mark.django_db
def test_it_is_written_in_the_language_of_the_person():
    urdu = Language.objects.get(code="ur")
    person = ContactFactory(name="Amina Example", name_ur="آمنہ", language=urdu, emails=["amina@example.org"])
    ActionItemFactory(owner=person, text="Send the map", text_ur="نقشہ بھیجیں")
    run()
    content = MailingContent.objects.get()
    assert content.language == "ur"
    for part in (content.text, content.html):
        assert "آمنہ" in part
        assert "نقشہ بھیجیں" in part
        assert "/ur/meetings/actions/" in part
    assert 'dir="rtl"' in content.html


@pytest.mark.django_db
def test_over_the_months_everybody_is_written_to_once_a_month_as_long_as_something_is_open(amina):
    late = ContactFactory(emails=["late@example.org"])
    action = ActionItemFactory(owner=amina)
    months = [datetime.datetime(2026, month, 1, 4, 29, tzinfo=datetime.UTC) for month in (5, 6, 7, 8)]
    assert [run(months[0]), run(months[0] + datetime.timedelta(days=3))] == [1, 0]
    ActionItemFactory(owner=late)
    assert run(months[0] + datetime.timedelta(days=4)) == 1  # who got the first action meanwhile
    assert run(months[1]) == 2
    tracking.update(action, status="done", by_contact=amina, now=months[1])
    assert run(months[2]) == 1
    tracking.update(action, status="open", by=staff("Coordinator"), now=months[2])
    assert run(months[3]) == 2
    assert recipients() == ["amina@example.org"] * 3 + ["late@example.org"] * 4
    assert set(ActionDigest.objects.filter(contact=amina).values_list("month", flat=True)) == {
        datetime.date(2026, 5, 1),
        datetime.date(2026, 6, 1),
        datetime.date(2026, 8, 1),
    }


@pytest.mark.django_db
def test_the_month_is_pakistans():
    assert digest.month_of(datetime.datetime(2026, 4, 30, 20, tzinfo=datetime.UTC)) == DAY


@pytest.mark.django_db
def test_who_can_not_be_written_to_stands_on_record_with_the_reason():
    people = {name: ContactFactory(emails=[f"{name}@example.org"]) for name in ("bounced", "stopped", "retired")}
    people["nowhere"] = ContactFactory()
    for person in people.values():
        ActionItemFactory(owner=person)
    at = addresses.get_or_create
    suppression.suppress(at("bounced@example.org"), reason=SuppressionReason.HARD_BOUNCE, now=MAY)
    subscriptions.withdraw(
        address=at("stopped@example.org"), purposes=["meetings"], source=ConsentRecord.Source.PAGE, now=MAY
    )
    ContactAddress.objects.filter(contact=people["retired"]).update(retired_on=DAY)
    assert run() == 0
    refused = {row.contact: row.refused for row in ActionDigest.objects.all()}
    assert refused == {
        people["bounced"]: "bounced",
        people["stopped"]: "stopped",
        people["retired"]: "no_address",
        people["nowhere"]: "no_address",
    }
    assert recipients() == []
    assert run() == 0  # they are not asked again in this month


@pytest.mark.django_db
def test_a_run_that_is_killed_leaves_whole_mails_and_the_next_one_goes_on(monkeypatch):
    people = [ContactFactory(name=name, emails=[f"{name}@example.org"]) for name in "abc"]
    for person in people:
        ActionItemFactory(owner=person)
    really, calls = digest._mail, []

    def dies(owner, *args, **kwargs):
        calls.append(owner.contact)
        message = really(owner, *args, **kwargs)
        if len(calls) == 2:
            raise SystemExit  # the second mail is in the queue, and its transaction not committed
        return message

    monkeypatch.setattr(digest, "_mail", dies)
    with pytest.raises(SystemExit):
        run()
    assert recipients() == ["a@example.org"]
    assert run() == 2
    assert recipients() == ["a@example.org", "b@example.org", "c@example.org"]
    assert ActionDigest.objects.exclude(message=None).count() == 3


@pytest.mark.django_db
def test_who_was_merged_or_lost_the_last_action_since_they_were_found_gets_nothing(amina):
    twin = ContactFactory(emails=["twin@example.org"])
    action = ActionItemFactory(owner=amina)
    ActionItemFactory(owner=twin)
    merge_contacts(kept=amina, gone=twin, by=None, now=MAY)
    assert not digest._send_once(twin.pk, DAY, now=MAY)
    assert run() == 1
    content = MailingContent.objects.get()
    assert content.subject == "Your actions: 2 are open"
    ActionItem.objects.update(status="done")
    assert not digest._send_once(amina.pk, DAY.replace(month=6), now=MAY)
    assert action.number in content.text


@pytest.mark.django_db
def test_staff_send_it_at_once_and_it_counts_as_the_mail_of_the_month(amina):
    unit = staff("Coordinator")
    with pytest.raises(MeetingsError, match="no open actions"):
        digest.send_now(amina, by=unit, now=MAY)
    ActionItemFactory(owner=amina)
    digest.send_now(amina, by=unit, now=MAY)
    with pytest.raises(MeetingsError, match="few minutes"):
        digest.send_now(amina, by=unit, now=MAY)
    assert run() == 0
    digest.send_now(amina, by=unit, now=MAY + datetime.timedelta(hours=1))
    assert recipients() == ["amina@example.org"] * 2
    assert ActionDigest.objects.count() == 1
    suppression.suppress(addresses.get_or_create("amina@example.org"), reason=SuppressionReason.COMPLAINT, now=MAY)
    with pytest.raises(MeetingsError, match="can’t be written to"):
        digest.send_now(amina, by=unit, now=MAY + datetime.timedelta(hours=2))
    assert ActionDigest.objects.exclude(message=None).count() == 1


@pytest.mark.django_db
def test_the_preview_is_the_mail_with_links_that_lead_nowhere(amina):
    action = ActionItemFactory(owner=amina)
    content = digest.preview(amina, now=MAY)
    assert action.text in content.text
    assert digest.DEAD_LINK in content.text
    for part in (content.text, content.html):
        assert "/meetings/actions/" not in part
        assert "/unsubscribe/" not in part
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_long_list_is_cut_and_says_so(amina):
    ActionItemFactory.create_batch(digest.LISTED + 2, owner=amina)
    run()
    assert "2 more stand on the page." in MailingContent.objects.get().text


@pytest.mark.django_db
def test_finding_the_owners_takes_as_many_queries_for_many_as_for_few():
    counts, organisation = [], OrganisationFactory()
    for _ in range(2):
        for n in range(10):
            group = WorkingGroupFactory()
            meeting = MeetingFactory(groups=[group])
            GroupMembershipFactory(
                group=group, organisation=organisation, contact=ContactFactory(emails=[f"{group.pk}@example.org"])
            )
            ActionItemFactory(meeting=meeting, owner_organisation=organisation)
            ActionItemFactory(meeting=meeting, owner=ContactFactory(emails=[f"p{group.pk}-{n}@example.org"]))
        with CaptureQueriesContext(connection) as queries:
            found = owners.with_open_actions(on=DAY)
        counts.append((len(found), len(queries)))
    assert [people for people, _queries in counts] == [20, 40]
    assert counts[0][1] == counts[1][1] <= 8


@pytest.mark.django_db
def test_beat_rings_a_task_that_does_it(amina):
    ActionItemFactory(owner=amina)
    send_action_digests()
    assert recipients() == ["amina@example.org"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_at_once_write_to_nobody_twice():
    for n in range(6):
        ActionItemFactory(owner=ContactFactory(emails=[f"{n}@example.org"]))
    barrier, now = Barrier(2), timezone.now()

    def work(_worker):
        try:
            barrier.wait()
            return digest.send_due(now=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(work, range(2))) == 6
    assert recipients() == [f"{n}@example.org" for n in range(6)]
