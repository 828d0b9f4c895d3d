"""The page of an organisation: its names, its people now and before, and the mail that reached them there."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from delivery.enums import EventKind, MessageState
from delivery.models import Event
from stakeholders import panels
from stakeholders.admin.organisation_page import mailings_to
from stakeholders.duplicates.merging import merge_contacts
from stakeholders.models import Affiliation, Contact, Organisation, OrganisationName
from tests.factories.delivery import MailingFactory, MessageFactory
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

JUNE = datetime.datetime(2026, 6, 1, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(JUNE, tick=False)


def post(contact, organisation, start=None, end=None, designation="Director"):
    return Affiliation.objects.create(
        contact=contact, organisation=organisation, start=start, end=end, designation=designation
    )


def mail(contact, mailing, *, month, state=MessageState.SENT, news=()):
    message = MessageFactory(
        mailing=mailing,
        address=contact.main_address.address,
        state=state,
        settled_at=JUNE.replace(month=month),
    )
    for kind in news:
        Event.objects.create(message=message, kind=kind, at=message.settled_at)


def page_of(client, organisation):
    return client.get(reverse("organisation:inspect", args=[organisation.pk]))


def test_it_shows_its_names_parts_and_who_is_and_was_there(coordinator):
    ministry = OrganisationFactory(name="Ministry of Example")
    OrganisationFactory(name="Wing of Examples", parent=ministry)
    OrganisationName.objects.create(
        organisation=ministry, name="Division of Example", reason="former", until=datetime.date(2011, 6, 30)
    )
    post(ContactFactory(name="Amina now"), ministry)
    post(ContactFactory(name="Bilal before"), ministry, end=datetime.date(2025, 1, 1))
    answer = page_of(coordinator, ministry)
    html = answer.content.decode()
    for text in ("Division of Example", "Former name", "Wing of Examples", "1 person holds a post here."):
        assert text in html
    assert [row.contact.name for row in answer.context["people"]] == ["Amina now"]
    assert [row.contact.name for row in answer.context["former"]] == ["Bilal before"]


def test_two_entries_of_a_person_that_were_merged_are_one(coordinator):
    ministry = OrganisationFactory()
    kept, gone = ContactFactory(name="Amina"), ContactFactory(name="A. Khan")
    for contact in (kept, gone):
        post(contact, ministry)
    merge_contacts(kept=kept, gone=gone, by=None, now=timezone.now())
    context = page_of(coordinator, ministry).context
    assert [row.contact for row in context["people"]] == [kept]
    assert context["people_count"] == 1


def test_mail_counts_where_it_reached_people_while_they_were_there():
    trust, other = OrganisationFactory.create_batch(2)
    stays, left, elsewhere = (ContactFactory(emails=[f"{name}@example.org"]) for name in ("stays", "left", "elsewhere"))
    post(stays, trust)
    post(left, trust, end=datetime.date(2026, 3, 31))
    post(elsewhere, other)
    spring, summer = (
        MailingFactory(title=title, state="sent", started_at=JUNE.replace(month=month))
        for title, month in (("Spring", 3), ("Summer", 5))
    )
    for contact in (stays, left, elsewhere):
        mail(contact, spring, month=3, news=[EventKind.OPENED, EventKind.OPENED])
        mail(contact, summer, month=5)
    mail(ContactFactory(emails=["bounces@example.org"]), summer, month=5)
    rows = [(row["mailing__title"], row["sent"], row["bounced"], row["opened"]) for row in mailings_to(trust)]
    assert rows == [("Summer", 1, 0, 0), ("Spring", 2, 0, 2)]


def test_a_bounce_and_a_failure_are_no_success():
    trust = OrganisationFactory()
    contact, another = (ContactFactory(emails=[f"{name}@example.org"], at=trust) for name in ("a", "b"))
    mailing = MailingFactory(state="sent", started_at=JUNE)
    mail(contact, mailing, month=5, news=[EventKind.BOUNCED])
    mail(another, mailing, month=5, state=MessageState.FAILED)
    (row,) = mailings_to(trust)
    assert (row["sent"], row["bounced"], row["opened"]) == (1, 1, 0)


def test_one_off_mail_to_a_person_is_not_the_organisation_s():
    trust = OrganisationFactory()
    contact = ContactFactory(emails=["a@example.org"], at=trust)
    mail(contact, MailingFactory(kind="one_off", state="sent"), month=5)
    assert list(mailings_to(trust)) == []


def test_what_is_empty_says_so_in_words(coordinator):
    html = page_of(coordinator, OrganisationFactory()).content.decode()
    for text in ("No other names are known.", "Nobody is known to hold a post here.", "No mailing has reached anybody"):
        assert text in html


def test_the_page_takes_the_same_queries_however_much_there_is(coordinator):
    def filled(size):
        organisation = OrganisationFactory()
        for number in range(size):
            contact = ContactFactory(emails=[f"{organisation.pk}-{number}@example.org"], at=organisation)
            mail(contact, MailingFactory(state="sent", started_at=JUNE), month=5, news=[EventKind.OPENED])
            OrganisationFactory(parent=organisation)
            OrganisationName.objects.create(organisation=organisation, name=f"Name {number}")
        return organisation

    def queries(organisation):
        with CaptureQueriesContext(connection) as captured:
            page_of(coordinator, organisation)
        return len(captured)

    small, large = filled(2), filled(20)
    queries(small)
    assert queries(small) == queries(large)


class Greeting(Component):
    def __init__(self, text):
        self.text = text

    def render_html(self, parent_context=None):
        return self.text


@pytest.mark.parametrize(
    ("model", "make", "url"),
    [(Organisation, OrganisationFactory, "organisation:inspect"), (Contact, ContactFactory, "contact:inspect")],
)
def test_higher_rooms_add_panels_in_order_and_leave_out_what_is_not_for_the_reader(
    coordinator, monkeypatch, model, make, url
):
    monkeypatch.setattr(panels, "_panels", {})
    panels.register(model, lambda request, record: Greeting("second"), order=20)
    panels.register(model, lambda request, record: Greeting(f"first: {record.name}"), order=10)
    panels.register(model, lambda request, record: None)
    other = Contact if model is Organisation else Organisation
    panels.register(other, lambda request, record: Greeting("of the other kind"))
    thing = make(name="Example")
    html = coordinator.get(reverse(url, args=[thing.pk])).content.decode()
    assert html.index("first: Example") < html.index("second")
    assert "of the other kind" not in html
