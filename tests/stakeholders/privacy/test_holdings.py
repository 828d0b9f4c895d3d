"""What is held on a person: all of it, in their language, in one file, and nothing about anybody else."""

import json

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from coordination_site import roles
from delivery import addresses
from stakeholders import consent
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    Contact,
    ContactAddress,
    ExportRecord,
    ImportBatch,
    ImportRow,
)
from stakeholders.privacy import access, holdings
from stakeholders.privacy.holdings import Section
from tests.factories.delivery import MailingFactory, MessageFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.stakeholders.privacy.people import EMAIL, NAME, NAME_UR, PHONE, SECOND, person

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def page_of(contact, language="en"):
    _name, content, _kind = access.as_file(contact, language=language, now=NOW)
    return content.decode()


def test_the_file_holds_all_of_it_with_the_exact_words_of_consent():
    someone = person()
    page = page_of(someone.contact)
    wordings = {record.wording.text for record in ConsentRecord.objects.exclude(wording=None)}
    for text in {NAME, NAME_UR, EMAIL, SECOND, PHONE, "Deputy to Z. Quetzal", "speaks at the conference", *wordings}:
        assert text in BeautifulSoup(page, "html.parser").get_text(), text
    titles = {section.title for section in holdings.of(someone.contact)}
    assert titles == {
        "You",
        "You, as an earlier record that became one with it",
        "Your addresses",
        "Your telephone numbers",
        "Your posts",
        "What you agreed to, and what you stopped",
        "Pauses that you asked for",
        "Addresses of yours that we must not write to",
        "Mail that we sent you",
        "What became of it",
        "Mail that you did not get, and why",
        "Rows of lists in which you stood",
        "Records of you that were made one",
        "What staff did with your record",
        "What you corrected yourself, and told us",
        "Your requests to be erased",
    }


def test_nothing_about_others_stands_in_it():
    someone = person()
    page = page_of(someone.contact)
    for text in ("Bilal", "bilal@example.org", "Coordinator", "coordinator"):
        assert text not in page, text


def test_of_a_shared_mailbox_only_what_is_about_the_person_stands_in_it():
    desk = addresses.get_or_create("desk@example.org")
    asker, other = ContactFactory(name="Asker"), ContactFactory(name="Other")
    for contact in (asker, other):
        ContactAddress.objects.create(contact=contact, address=desk)
        MessageFactory(
            address=desk,
            contact_ref=str(contact.pk),
            values={"name": contact.name},
            mailing=MailingFactory(title=f"To {contact.name}"),
        )
    MessageFactory(address=desk, mailing=MailingFactory(title="A link for somebody"))
    consent.record(
        address=desk,
        purposes=["newsletter"],
        action=ConsentRecord.Action.GIVEN,
        source=ConsentRecord.Source.STAFF,
        note="Other told us on the telephone",
        now=NOW,
    )
    page = page_of(asker)
    assert "To Asker" in page
    assert "You share a mailbox" in page
    for text in ("Other told", "To Other", "A link for somebody"):
        assert text not in page, text


def test_what_went_to_somebody_who_had_the_address_before_is_not_theirs_to_read():
    contact = ContactFactory(name="Successor", emails=["post@example.org"])
    MessageFactory(
        address=contact.main_address.address,
        contact_ref="999999",
        values={"name": "Predecessor"},
        mailing=MailingFactory(title="Before their time"),
    )
    page = page_of(contact)
    assert "Predecessor" not in page
    assert "Before their time" not in page


def test_a_row_of_a_namesake_is_not_shown():
    contact = ContactFactory(name="Ali Example", emails=["ali@example.org"])
    batch = ImportBatch.objects.create(filename="l.csv", sha256="0" * 64, size=1)
    ImportRow.objects.create(batch=batch, number=2, outcome="error", cells=["Ali Example", "his-other-phone"])
    assert "his-other-phone" not in page_of(contact)


def row_of(*cells, contact=None, number=2):
    batch, _new = ImportBatch.objects.get_or_create(filename="list.csv", defaults={"sha256": "0" * 64, "size": 1})
    return ImportRow.objects.create(batch=batch, number=number, outcome="create", cells=cells, contact=contact)


@pytest.mark.parametrize("longer", ["wali@example.org", "w.ali@example.org", "ali@example.org.pk", "ali@example.orgs"])
def test_a_row_with_an_address_that_only_holds_theirs_is_not_shown(longer):
    row_of("Wali Secret", longer, contact=ContactFactory(name="Wali Secret", emails=[longer]))

    assert "Secret" not in page_of(ContactFactory(name="Ali", emails=["ali@example.org"]))


@pytest.mark.parametrize(
    "cell",
    [
        "ali@example.org",
        "old@example.org\nALI@example.org",
        "Ali <ali@example.org>",
        "“ali@example.org”",
        "To ali@example.org.",
    ],
)
def test_a_row_with_their_address_is_shown_however_it_stands_there(cell):
    row_of("Proof", cell)

    assert "Proof" in page_of(ContactFactory(name="Ali", emails=["ali@example.org"]))


def test_the_file_needs_nothing_beside_it_and_runs_nothing():
    soup = BeautifulSoup(page_of(person().contact), "html.parser")
    assert soup.find("style").get_text()
    assert soup.find_all(["link", "img", "iframe", "form"]) == []
    assert {script["type"] for script in soup.find_all("script")} == {"application/json"}
    assert all(link["href"].startswith("#") for link in soup.find_all("a"))


def test_programs_read_the_same_data_as_people():
    someone = person()
    data = json.loads(BeautifulSoup(page_of(someone.contact), "html.parser").find(id="held").get_text())
    sections = holdings.of(someone.contact)
    assert [section["title"] for section in data["sections"]] == [section.title for section in sections]
    assert [len(section["rows"]) for section in data["sections"]] == [len(section.rows) for section in sections]
    (addresses_,) = [section for section in data["sections"] if section["title"] == "Your addresses"]
    assert {row[0] for row in addresses_["rows"]} == {EMAIL, SECOND}


def test_what_people_wrote_can_not_break_out_of_the_page():
    contact = ContactFactory(name="</script><script>alert(1)</script><b>", emails=["x@example.org"])
    soup = BeautifulSoup(page_of(contact), "html.parser")
    assert [script.get("id") for script in soup.find_all("script")] == ["held"]
    assert soup.find("b") is None


def test_in_urdu_it_runs_from_right_to_left():
    root = BeautifulSoup(page_of(person().contact, "ur"), "html.parser").find("html")
    assert (root["lang"], root["dir"]) == ("ur", "rtl")


def test_staff_who_hand_it_out_are_written_down_and_the_person_is_not():
    someone = person()
    before = ExportRecord.objects.count()
    taker = staff(roles.COORDINATOR)
    name, _content, kind = access.hand_out(someone.contact, language="en", by=taker, now=NOW)
    record = ExportRecord.objects.first()
    assert ExportRecord.objects.count() == before + 1
    assert (record.by, record.format, record.narrowed, record.columns) == (taker, "html", "", [])
    assert NAME not in record.what + name
    assert kind.startswith("text/html")


def test_a_higher_room_adds_what_it_holds(monkeypatch):
    monkeypatch.setattr(holdings, "_sources", [*holdings._sources])
    holdings.register(lambda subject: [Section("Meetings", ["Meeting"], [[f"of {len(subject.contacts)}"]])])
    assert holdings.of(ContactFactory())[-1] == Section("Meetings", ["Meeting"], [["of 1"]])


def test_it_takes_the_same_queries_however_much_there_is(django_assert_max_num_queries):
    contact = ContactFactory(emails=["a@example.org"])

    def grow(number):
        for _ in range(number):
            Affiliation.objects.create(contact=contact, organisation=OrganisationFactory())
            MessageFactory(address=contact.main_address.address, contact_ref=str(contact.pk))

    grow(2)
    with django_assert_max_num_queries(40) as few:
        holdings.of(Contact.objects.get(pk=contact.pk))
    grow(20)
    with django_assert_max_num_queries(len(few)):
        holdings.of(Contact.objects.get(pk=contact.pk))
