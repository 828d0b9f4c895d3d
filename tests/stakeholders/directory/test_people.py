"""Who stands on the page of an organisation, and who must not."""

import datetime

import pytest
from django.utils import timezone

from delivery import suppression
from delivery.enums import SuppressionReason
from delivery.models import Address
from stakeholders import consent
from stakeholders.models import Affiliation, ConsentRecord, ContactAddress, ErasureRequest
from tests.factories.stakeholders import ContactFactory, OrganisationFactory, record

pytestmark = pytest.mark.django_db
Action = ConsentRecord.Action
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _standing(directory, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC))


@pytest.fixture
def sukoon():
    return OrganisationFactory(name="Sukoon Foundation", slug="sukoon")


@pytest.fixture
def shown(read):
    """Read the names on the organisation's page."""

    def shown(slug: str = "sukoon") -> list[str]:
        return [name.get_text(strip=True) for name in read(f"/directory/{slug}/").select(".people h3")]

    return shown


def test_somebody_who_agreed_stands_there_with_name_and_post_and_nothing_else(read, sukoon, list_person):
    list_person(sukoon, phone="+92515550101", note="Met in Quetta")

    page = read("/directory/sukoon/")

    assert page.select_one(".people h3").get_text(strip=True) == "Amina Shah"
    assert page.select_one(".people p").get_text(strip=True) == "Psychologist"
    assert not page.select(".people form")
    assert not [word for word in ("Quetta", "555", "amina@") if word in str(page)]


def test_without_a_yes_nobody_is_there_and_nothing_says_how_many_are_missing(client, sukoon, list_person):
    before = client.get("/directory/sukoon/").content

    list_person(sukoon, agreed=False, card_phone=True, card_email=True)

    assert client.get("/directory/sukoon/").content == before


def test_the_last_word_counts_at_whichever_address_it_was_said(sukoon, list_person, shown):
    contact = list_person(sukoon)
    other = record("other@example.org", consent.DIRECTORY, action=Action.WITHDRAWN)
    ContactAddress.objects.create(contact=contact, address=other)
    assert shown() == []

    record("amina@example.org", consent.DIRECTORY)

    assert shown() == ["Amina Shah"]


def test_a_question_that_waits_for_its_answer_is_no_yes(sukoon, list_person, shown):
    list_person(sukoon)
    record("amina@example.org", consent.DIRECTORY, action=Action.REQUESTED)

    assert shown() == []


def test_a_yes_to_mail_is_none_to_the_directory(sukoon, list_person, shown):
    list_person(sukoon, agreed=False)
    record("amina@example.org", "newsletter")

    assert shown() == []


def test_a_yes_from_a_mailbox_that_several_share_names_nobody(sukoon, list_person, shown):
    list_person(sukoon, email="focal.person@example.org")
    colleague = ContactFactory(name="Bilal Khan", emails=["focal.person@example.org"], at=sukoon)

    assert shown() == []

    colleague.merged_into = ContactFactory()
    colleague.save()
    assert shown() == ["Amina Shah"]


def test_a_no_from_a_mailbox_that_several_share_counts(sukoon, list_person, shown):
    contact = list_person(sukoon)
    role = record("focal.person@example.org", consent.DIRECTORY, action=Action.WITHDRAWN)
    ContactAddress.objects.create(contact=contact, address=role)
    ContactFactory(emails=["focal.person@example.org"])

    assert shown() == []


def test_a_yes_ends_with_the_address_it_was_said_at(sukoon, list_person, shown):
    contact = list_person(sukoon)
    contact.addresses.update(retired_on=TODAY + datetime.timedelta(days=1))
    assert shown() == ["Amina Shah"]

    contact.addresses.update(retired_on=TODAY)

    assert shown() == []


@pytest.mark.parametrize("word", [Action.GIVEN, Action.WITHDRAWN])
def test_what_is_said_at_an_address_that_was_passed_on_is_the_word_of_who_reads_it_today(
    sukoon, list_person, shown, word
):
    before = list_person(sukoon, name="Before")
    before.addresses.update(retired_on=TODAY, primary=False)
    home = record("before@example.org", consent.DIRECTORY, action=Action(word))
    ContactAddress.objects.create(contact=before, address=home)
    ContactFactory(name="Today", emails=["amina@example.org"], at=sukoon)

    record("amina@example.org", consent.DIRECTORY)
    assert shown() == (["Before", "Today"] if word == Action.GIVEN else ["Today"])

    record("amina@example.org", consent.DIRECTORY, action=Action.WITHDRAWN)
    assert shown() == (["Before"] if word == Action.GIVEN else [])


def test_a_no_outlives_the_address_it_was_said_at(sukoon, list_person, shown):
    contact = list_person(sukoon)
    left = record("left@example.org", consent.DIRECTORY, action=Action.WITHDRAWN)
    ContactAddress.objects.create(contact=contact, address=left, retired_on=TODAY)

    assert shown() == []


def test_a_yes_at_a_role_mailbox_names_nobody_even_while_one_reads_it(sukoon, list_person, shown):
    list_person(sukoon).addresses.update(kind=ContactAddress.Kind.ROLE)

    assert shown() == []


@pytest.mark.parametrize(
    ("post", "there"),
    [
        ({}, True),
        ({"start": TODAY, "end": TODAY}, True),
        ({"end": TODAY - datetime.timedelta(days=1)}, False),
        ({"start": TODAY + datetime.timedelta(days=1)}, False),
    ],
)
def test_only_who_holds_the_post_today_is_there(sukoon, list_person, shown, post, there):
    list_person(sukoon, post=post)

    assert bool(shown()) is there


def test_two_posts_at_one_place_are_one_card_with_the_newest(read, sukoon, list_person):
    contact = list_person(sukoon, post={"start": datetime.date(2024, 1, 1), "designation": "Director"})
    for start in (None, datetime.date(2020, 1, 1)):
        Affiliation.objects.create(contact=contact, organisation=sukoon, designation="Psychologist", start=start)

    assert [post.get_text(strip=True) for post in read("/directory/sukoon/").select(".people p")] == ["Director"]


def test_a_card_without_post_and_organisation_has_nowhere_to_stand(sukoon, list_person, shown):
    list_person(sukoon, card_post=False, card_phone=True)

    assert shown() == []


def test_a_merged_contact_is_gone(sukoon, list_person, shown):
    contact = list_person(sukoon)
    contact.merged_into = ContactFactory()
    contact.save()

    assert shown() == []


def test_who_was_erased_or_asked_to_be_is_gone_at_once(sukoon, list_person, shown):
    now = timezone.now()
    erased, asking = (
        list_person(sukoon, name=name, email=f"{name}@example.org").addresses.get().address
        for name in ("amina", "bilal")
    )
    assert shown() == ["amina", "bilal"]

    suppression.suppress(erased, reason=SuppressionReason.ERASED, now=now)
    request = ErasureRequest.objects.create(address=asking, asked_at=now, due_on=TODAY)
    assert shown() == []

    request.refused_note = "Not the owner of the mailbox."
    request.save()
    assert shown() == ["bilal"]


def test_mail_that_bounces_takes_nobody_out(sukoon, list_person, shown):
    list_person(sukoon)
    suppression.suppress(Address.objects.get(), reason=SuppressionReason.HARD_BOUNCE, now=timezone.now())

    assert shown() == ["Amina Shah"]


def test_who_has_no_name_has_no_card(sukoon, list_person, shown):
    list_person(sukoon, name="")

    assert shown() == []


def test_in_urdu_people_stand_under_their_urdu_names_where_they_have_one(read, sukoon, list_person):
    list_person(sukoon, name_ur="آمنہ شاہ")
    list_person(sukoon, name="Bilal Khan", email="bilal@example.org")

    cards = read("/ur/directory/sukoon/").select(".people h3")

    assert {(card["lang"], card.get_text(strip=True)) for card in cards} == {("ur", "آمنہ شاہ"), ("en", "Bilal Khan")}
