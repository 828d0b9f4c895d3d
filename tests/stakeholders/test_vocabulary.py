"""Names that people write find the entry of the list that they mean, or none."""

import datetime

import pytest
from django.core.checks import run_checks

from stakeholders import vocabulary
from stakeholders.models import Language, OrganisationKind, Province, Sector, Tag
from stakeholders.vocabulary import Vocabulary

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 22)
YESTERDAY = TODAY - datetime.timedelta(days=1)
TOMORROW = TODAY + datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("model", "text", "code"),
    [
        (Province, "PK-KP", "PK-KP"),
        (Province, "KP", "PK-KP"),
        (Province, "kpk", "PK-KP"),
        (Province, "K.P.K.", "PK-KP"),
        (Province, " Khyber  Pakhtunkhwa ", "PK-KP"),
        (Province, "KHYBER-PAKHTUNKHWA", "PK-KP"),
        (Province, "خیبر پختونخوا", "PK-KP"),
        (Province, "خيبر پختونخوا", "PK-KP"),  # with an Arabic ye
        (Province, "Azad Jammu & Kashmir", "PK-JK"),
        (Province, "AJ&K", "PK-JK"),
        (Province, "Gilgit Baltistan", "PK-GB"),
        (Language, "UR", "ur"),
        (Language, "اردو", "ur"),
        (OrganisationKind, "un agency", "un"),
        (Sector, "Water, Sanitation & Hygiene", "wash"),
    ],
)
def test_a_name_finds_its_entry(model, text, code):
    assert vocabulary.resolve(model, text, on=TODAY).code == code


@pytest.mark.parametrize("text", ["", " ", "-", "Atlantis", "K", "Punjab, Sindh"])
def test_what_is_no_name_of_an_entry_finds_none(text):
    assert vocabulary.resolve(Province, text) is None


def test_a_retired_entry_is_found_only_when_asked_for():
    Tag.objects.create(code="old", label="Old", valid_to=YESTERDAY)
    Tag.objects.create(code="coming", label="Coming", valid_from=TOMORROW)

    for text in ("old", "Coming"):
        assert vocabulary.resolve(Tag, text, on=TODAY) is None
        assert vocabulary.resolve(Tag, text, on=TODAY, offered_only=False) is not None


def test_a_name_that_passed_to_a_new_entry_finds_that_one():
    Tag.objects.create(code="first", label="Speakers", valid_to=YESTERDAY)
    new = Tag.objects.create(code="second", label="Speakers")

    assert vocabulary.resolve(Tag, "speakers", on=TODAY) == new
    assert vocabulary.resolve(Tag, "speakers", on=TODAY, offered_only=False) == new


def test_a_name_of_two_entries_finds_neither():
    Tag.objects.create(code="a", label="Alpha", aliases=["Greek letter"])
    Tag.objects.create(code="b", label="Beta", aliases=["greek-letter"])

    assert vocabulary.resolve(Tag, "Greek letter") is None


def test_a_code_goes_before_what_others_call_themselves():
    ours = Tag.objects.create(code="mh", label="Mental health")
    Tag.objects.create(code="other", label="Other", aliases=["MH"])

    assert vocabulary.resolve(Tag, "MH") == ours


def test_near_names_are_offered_the_nearest_first():
    provinces = Vocabulary.load(Province, on=TODAY)

    assert provinces.near("Baluchistn")[0].code == "PK-BA"
    assert provinces.near("صوبہ خیبر پختونخوا")[0].code == "PK-KP"
    assert provinces.near("Zanzibar Archipelago") == []
    assert provinces.near("") == []


def test_a_list_is_read_in_one_query_for_many_names(django_assert_num_queries):
    with django_assert_num_queries(1):
        provinces = Vocabulary.load(Province, on=TODAY)
        assert [provinces.resolve(name).code for name in ("KP", "GB", "Sindh")] == ["PK-KP", "PK-GB", "PK-SD"]


def test_the_lists_that_the_product_brings_have_no_name_twice():
    assert [message.id for message in run_checks(tags=["database"], databases=["default"])] == []


def test_a_name_that_two_entries_share_is_told_by_the_system_check():
    Tag.objects.create(code="a", label="Alpha", aliases=["Greek"])
    Tag.objects.create(code="b", label="Beta", aliases=["greek"])
    Tag.objects.create(code="c", label="Greek", valid_to=YESTERDAY)

    (message,) = run_checks(tags=["database"], databases=["default"])

    assert message.id == "stakeholders.W001"
    assert message.msg == "“greek” is the name of several tags: a, b."
