import datetime
import re
from collections import Counter

import pytest
from django.db.models import Count

from coordination_site import roles
from coordination_site.demo_content import read
from coordination_site.demo_content.accounts import load_accounts
from coordination_site.demo_content.cards import load_cards
from coordination_site.demo_content.contacts import Circumstance, circumstance_of, made_up_contacts
from coordination_site.demo_content.organisations import ORGANISATIONS
from coordination_site.demo_content.people import load_contacts, load_organisations
from coordination_site.models import User
from coordination_site.site_tree import set_up
from delivery.enums import ExclusionReason
from delivery.models import Address
from stakeholders.audience import count
from stakeholders.criteria import Criteria
from stakeholders.directory.people import listed
from stakeholders.models import Contact, ContactPhone, Organisation, OrganisationName, Tag

NOW = datetime.datetime(2026, 1, 7, 9, tzinfo=datetime.UTC)
RESERVED = re.compile(r"@([a-z0-9-]+\.)*example\.(org|com|net)$")


@pytest.fixture
def people(db):
    def load(number: int) -> int:
        load_organisations()
        return load_contacts(number, now=NOW)

    return load


def test_more_contacts_are_added_to_those_that_are_there_and_fewer_take_none_away(people):
    people(30)
    before = set(Contact.objects.values_list("pk", "name", "note"))

    added = people(45)
    after = set(Contact.objects.values_list("pk", "name", "note"))

    assert added == 15
    assert len(after) == 45
    assert before < after
    assert people(20) == 0
    assert Contact.objects.count() == 45


def test_each_of_the_two_thousand_is_a_candidate_and_nineteen_in_twenty_can_be_reached(people):
    people(2000)
    reach = count(Criteria(topic="newsletter"))

    assert reach.candidates == 2000
    assert sum(reach.excluded.values()) == 2000 - reach.reachable
    assert 0.94 <= reach.reachable / reach.candidates <= 0.96


def test_every_reason_for_leaving_somebody_out_of_a_first_mailing_occurs_even_among_forty(people, time_machine):
    time_machine.move_to(NOW)
    people(40)
    # Only what went before can leave somebody out of a follow-up.
    of_follow_ups = {ExclusionReason.GOT_IT, ExclusionReason.UNDECIDED}
    # No address that a mail server would refuse can be stored, so nobody is left out for having one.
    never = {ExclusionReason.MALFORMED}
    assert set(count(Criteria(topic="newsletter")).excluded) == set(ExclusionReason) - of_follow_ups - never


def test_contacts_are_the_same_in_every_demo_whatever_their_number():
    assert list(made_up_contacts(60))[:40] == list(made_up_contacts(40))


def test_every_circumstance_occurs_among_the_first_forty():
    assert {circumstance_of(number) for number in range(1, 41)} == set(Circumstance)


def test_every_address_stands_at_a_reserved_domain(people):
    people(200)
    keys = list(Address.objects.values_list("key", flat=True))
    assert [key for key in keys if not RESERVED.search(key)] == []
    assert [name for name in Organisation.objects.values_list("website", flat=True) if ".example." not in name] == []


def test_an_address_that_was_refused_is_kept_as_a_note_only(people):
    people(40)
    contact = Contact.objects.get(note__contains="no. 38.")
    assert "refused: " in contact.note
    assert not contact.addresses.exists()


def test_two_spellings_of_a_mailbox_and_two_people_at_one_are_one_address_each(people):
    people(40)
    shared = Counter(Contact.objects.filter(addresses__primary=True).values_list("addresses__address__key", flat=True))
    assert sorted(Counter(shared.values()).items()) == [(1, 34), (2, 2)]


def test_contacts_come_from_every_province_and_many_kinds_of_organisations(people):
    people(200)
    provinces = set(Contact.objects.values_list("province__code", flat=True))
    kinds = set(Contact.objects.values_list("affiliations__organisation__kind__code", flat=True))

    assert provinces == {"PK-BA", "PK-GB", "PK-IS", "PK-JK", "PK-KP", "PK-PB", "PK-SD"}
    assert len(kinds) >= 8
    assert set(Contact.objects.values_list("language__code", flat=True)) == {"en", "ur"}


def test_some_stand_in_the_directory_with_numbers_that_nobody_has(people, client):
    set_up(site_url="http://testserver")
    people(40)
    added = load_cards(now=NOW)

    stand = listed(NOW.date())
    assert stand.count() == added == 3
    assert load_cards(now=NOW) == 0
    numbers = list(ContactPhone.objects.values_list("number", flat=True))
    assert all(number.startswith("+9251555") for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert {tag.code: tag.contacts_count for tag in Tag.objects.annotate(contacts_count=Count("contacts"))} == {
        "conference-2026": 1,
        "mhgap-trained": 3,
    }


def test_every_organisation_has_a_sector_and_what_is_said_of_it_is_said_of_one_that_exists(people):
    people(1)
    assert not Organisation.objects.filter(sectors=None).exists()
    assert set(read("organisations")) <= {made_up.slug for made_up in ORGANISATIONS}
    assert OrganisationName.objects.filter(reason=OrganisationName.Reason.FORMER).count() == 5


def test_names_that_break_careless_software_arrive_intact(people):
    people(40)
    names = set(Contact.objects.values_list("name", flat=True)) | set(Contact.objects.values_list("name_ur", flat=True))
    assert {'Amina "Mina" Qureshi', "Khattak, Palwasha", "Iqra Shah 🌱", "گُلِ زمان یوسف‌زئی"} <= names


@pytest.mark.parametrize(
    ("username", "role"),
    [
        ("author", roles.AUTHOR),
        ("reviewer", roles.REVIEWER),
        ("approver", roles.APPROVER),
        ("coordinator", roles.COORDINATOR),
        ("admin", roles.ADMINISTRATOR),
    ],
)
def test_each_role_has_an_account_that_can_log_in(db, client, username, role):
    load_accounts(password="only for this test")
    assert client.login(username=username, password="only for this test")
    user = User.objects.get(username=username)
    assert [group.name for group in user.groups.all()] == [role]
    assert not user.is_superuser
    assert client.get("/admin/").status_code == 200
