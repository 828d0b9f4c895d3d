"""Which column is what: by the program that made the file, by what columns are called, by what is in them."""

import datetime

import pytest

from stakeholders.importing import fields, headings, presets
from stakeholders.importing.context import Context
from stakeholders.importing.fields import FIELDS, IGNORE
from stakeholders.importing.files import open_table
from stakeholders.importing.statuses import Status
from stakeholders.models import Tag
from tests.stakeholders.importing import samples

AMINA = {"given_name": "Amina", "organisation": "Health Department", "phone": "+923001234567"}


def first_person(data):
    """Return what is known of the first person of a file once its columns were guessed."""
    table = open_table(data, "export.csv")
    codes = headings.guess(table.headings, table.samples())
    context = Context(on=datetime.date(2026, 11, 22))
    known = {}
    for column, (code, cell) in enumerate(zip(codes, next(table.rows).cells, strict=True)):
        reading = fields.read(code, cell, context, column=column)
        assert reading.problems == []
        if reading.value is not None:
            known[code] = reading.value
    return known


@pytest.fixture
def tags(db):
    return [Tag.objects.create(code=code, label=label) for code, label in (("t", "Trained 2025"), ("s", "Speakers"))]


@pytest.mark.parametrize(
    ("make", "code", "status"),
    [
        (samples.mailchimp, "mailchimp", None),
        (samples.mailchimp_unsubscribed, "mailchimp-unsubscribed", Status.UNSUBSCRIBED),
        (samples.mailchimp_cleaned, "mailchimp-cleaned", Status.BOUNCED),
        (samples.google, "google", None),
        (samples.google_until_2024, "google-before-2024", None),
        (samples.outlook, "outlook", None),
    ],
)
def test_the_program_that_made_a_file_is_known(make, code, status):
    preset = presets.recognise(open_table(make(), "export.csv").headings)

    assert (preset.code, preset.status) == (code, status)
    assert bool(preset.advice) == bool(status)


@pytest.mark.parametrize("make", [samples.mailchimp, samples.mailchimp_unsubscribed, samples.mailchimp_cleaned])
def test_mailchimps_export_is_understood_with_the_fields_that_people_added(tags, make):
    person = first_person(make())

    assert person["email"].key == "amina@example.org"
    assert person["family_name"] == "Yusuf"
    assert person["province"].code == "PK-KP"
    assert person["tags"] == tags
    assert {code: person[code] for code in AMINA} == AMINA
    assert person.keys() == {"email", "family_name", "province", "tags", *AMINA}


def test_googles_export_of_today_is_understood(tags):
    person = first_person(samples.google())

    assert person["email"].key == "amina@example.org"
    assert person["email2"].key == "amina@example.net"
    assert person["phone2"] == "+92519201234"
    assert person["tags"] == tags[:1]
    assert {code: person[code] for code in AMINA} == AMINA
    assert person["designation"] == "Director"


def test_googles_export_of_before_is_understood(tags):
    person = first_person(samples.google_until_2024())

    assert person["name"] == "Amina Yusuf"
    assert "given_name" not in person  # it says the name twice
    assert person["tags"] == tags[:1]
    assert (person["email"].key, person["phone"]) == ("amina@example.org", "+923001234567")


def test_outlooks_export_is_understood(tags):
    person = first_person(samples.outlook())

    assert person["family_name"] == "Yûsuf"
    assert (person["phone"], person["phone2"]) == ("+92519201234", "+923001234567")
    assert (person["email"].key, person["email2"].key) == ("amina@example.org", "amina@example.net")
    assert person["tags"] == tags
    assert person["designation"] == "Director"


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("E-Mail", "email"),
        ("EMAIL_ADDRESS", "email"),
        ("Name of Focal Person", "name"),
        ("Name (Urdu)", "name_ur"),
        ("Mobile / فون", "phone"),
        ("Cell No.", "phone"),
        ("ای میل", "email"),
        ("عہدہ", "designation"),
        ("صوبہ", "province"),
        ("Organization Name", "organisation"),
        ("Type of Organisation", "kind_of_organisation"),
        ("Sr. #", IGNORE),
        ("Favourite colour", IGNORE),
    ],
)
def test_columns_of_lists_kept_by_hand_are_known_by_their_names(heading, code):
    assert headings.guess([heading], [[]]) == [code]


def test_a_column_without_a_telling_name_is_known_by_its_cells():
    cells = [["a@example.org", "b@example.org"], ["0300 1234567", "051-9201234"], ["Amina", "Bilal"], []]

    assert headings.guess(["Column 1", "Column 2", "Column 3", "Column 4"], cells) == ["email", "phone", IGNORE, IGNORE]


def test_a_second_column_of_a_kind_goes_to_its_own_field_or_is_left_out():
    names = ["Email", "E-mail", "Phone", "Mobile", "Name", "Full name", "Notes", "Remarks"]

    assert headings.guess(names, [[]] * 8) == [
        *("email", "email2", "phone", "phone2", "name", IGNORE, "note", "note"),
    ]


def test_no_heading_stands_for_two_fields_and_every_field_is_one():
    names = [name.strip() for names in headings._NAMES.values() for name in names.split(",")]

    assert len(names) == len(set(names))
    assert headings._NAMES.keys() == FIELDS.keys()
    for preset in presets.PRESETS:
        assert set(preset.columns.values()) <= FIELDS.keys()


def test_a_saved_mapping_is_found_by_headings_that_look_the_same():
    assert headings.digest(["E-mail", "Name"]) == headings.digest(["e-mail ", "NAME"])
    assert headings.digest(["E-mail", "Name"]) != headings.digest(["Name", "E-mail"])
