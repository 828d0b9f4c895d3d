"""What cells mean: each kind of value as people write it, and what is told of those that mean nothing."""

import datetime
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from home.folding import fold
from stakeholders.importing import fields
from stakeholders.importing.context import Context
from stakeholders.importing.fields import FIELDS
from stakeholders.vocabulary import folded

TODAY = datetime.date(2026, 11, 22)


def read(code, cell):
    """Return the value of a cell, and the codes of what is told of it."""
    reading = fields.read(code, cell, Context(on=TODAY), column=0)
    return reading.value, [problem.code for problem in reading.problems]


@pytest.mark.parametrize("cell", ["", "  ", "-", "N/A", "n.a.", "nil", "NULL", "—", "\u00a0", "\u200b", "?", "\t\n"])
@pytest.mark.parametrize("code", sorted(FIELDS.keys() - {"topics", "tags"}))
def test_a_cell_that_says_nothing_is_empty_in_every_field(code, cell):
    reading = fields.read(code, cell, Context(on=TODAY))

    assert reading.value is None
    assert not reading.failed


@pytest.mark.parametrize(
    ("cell", "key", "name"),
    [
        ("amina@example.org", "amina@example.org", ""),
        ("  Amina@Example.ORG ", "amina@example.org", ""),
        ("mailto:amina@example.org?subject=x", "amina@example.org", ""),
        ("Amina Yusuf <amina@example.org>", "amina@example.org", "Amina Yusuf"),
        ('"Yusuf, Amina" <amina@example.org>', "amina@example.org", "Yusuf, Amina"),
        ("<amina@example.org>;", "amina@example.org", ""),
        ("amina@example.org.", "amina@example.org", ""),
        ("'amina@example.org'", "amina@example.org", ""),
        ("amina+list@example.org", "amina+list@example.org", ""),
        ("info@bücher.example.org", "info@xn--bcher-kva.example.org", ""),
        ("ａｍｉｎａ@example.org", "amina@example.org", ""),
    ],
)
def test_an_address_is_found_in_what_stands_around_it(cell, key, name):
    value, told = read("email", cell)

    assert (value.key, value.name) == (key, name)
    assert told == []


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u3000", "\u200b", "\ufeff", "\u202a", "\u200c"])
def test_spaces_that_nobody_sees_around_an_address_are_left_out(space):
    assert read("email", f"{space}amina@example.org{space}")[0].key == "amina@example.org"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("amina", "not_an_address"),
        ("amina@example", "not_an_address"),
        ("@example.org", "not_an_address"),
        ("amina(at)example.org", "not_an_address"),
        ("amina@exam ple.org", "space_in_address"),
        ("a@example.org, b@example.org", "two_addresses"),
        ("a@example.org\nb@example.org", "two_addresses"),
        ("a@example.org and b@example.org", "two_addresses"),
        ("A <a@example.org>, B <b@example.org>", "two_addresses"),
        ("a@example.org\r\nBcc: b@example.org", "two_addresses"),
        ("a@example.org%0aBcc:x", "not_an_address"),
        ("a" * 65 + "@example.org", "not_an_address"),
    ],
)
def test_what_is_no_single_address_is_an_error(cell, code):
    value, told = read("email", cell)

    assert value is None
    assert code in told


@pytest.mark.parametrize(
    ("cell", "number", "warnings"),
    [
        ("0300 1234567", "+923001234567", []),
        ("0300-1234567", "+923001234567", []),
        ("+92 (300) 1234567", "+923001234567", []),
        ("00923001234567", "+923001234567", []),
        ("923001234567", "+923001234567", []),
        ("۰۳۰۰۱۲۳۴۵۶۷", "+923001234567", []),
        ("051-9201234", "+92519201234", []),
        ("(051) 111-123-456", "+9251111123456", []),
        ("+44 20 7946 0958", "+442079460958", []),
        ("'+92 300 1234567", "+923001234567", []),
        ("923001234567.0", "+923001234567", []),
        ("3001234567", "+923001234567", ["leading_zero"]),
        ("051-9201234 ext 12", "+92519201234", ["extension"]),
        ("0300 1234567 / 0321 7654321", "+923001234567", ["several_numbers"]),
        ("0300 1234567, 0321 7654321", "+923001234567", ["several_numbers"]),
        ("0300 1234567\n0321 7654321", "+923001234567", ["several_numbers"]),
    ],
)
def test_a_telephone_number_becomes_e164(cell, number, warnings):
    assert read("phone", cell) == (number, warnings)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("9.23E+11", "lost_digits"), ("9,23e11", "lost_digits"), ("call me", "not_a_phone"), ("123", "not_a_phone")],
)
def test_what_is_no_telephone_number_is_an_error(cell, code):
    assert read("phone", cell) == (None, [code])


def test_names_lose_what_could_break_a_header_and_keep_what_urdu_needs():
    assert read("name", "Amina\r\n Yusuf") == ("Amina Yusuf", ["line_break"])
    assert read("name", "Am\u202eina") == ("Amina", ["invisible_characters"])
    assert read("name_ur", "می\u200cخواہم") == ("می\u200cخواہم", [])
    assert read("name", "e\u0301") == ("é", [])


def test_a_formula_in_a_name_stays_text_and_our_own_apostrophe_goes():
    assert read("name", "=cmd|' /C calc'!A0") == ("=cmd|' /C calc'!A0", [])  # exports neutralise it
    assert read("organisation", "'=SUM(A1)") == ("=SUM(A1)", [])
    assert read("name", "O'Neill") == ("O'Neill", [])


@pytest.mark.parametrize("word", ["سچ", "بچہ", "عطا", "غلام", "پنچ", "طاہرہ", "José", "Müller", "Łukasz"])
def test_real_words_are_not_taken_for_garbled_ones(word):
    assert read("name", word) == (word, [])


@pytest.mark.parametrize("word", ["نسرین اختر", "José", "خان"])
def test_letters_that_were_read_in_the_wrong_code_page_are_an_error(word):
    garbled = word.encode().decode("cp1252", errors="ignore")

    assert read("name", garbled) == (None, ["garbled"])


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-03-04", datetime.date(2026, 3, 4)),
        ("2026-03-04 09:05:00", datetime.date(2026, 3, 4)),
        ("31/03/2026", datetime.date(2026, 3, 31)),
        ("03/31/2026", datetime.date(2026, 3, 31)),
        ("04.04.2026", datetime.date(2026, 4, 4)),
        ("4 March 2026", datetime.date(2026, 3, 4)),
        ("04-Mar-2026", datetime.date(2026, 3, 4)),
        ("March 4, 2026", datetime.date(2026, 3, 4)),
        ("۲۰۲۶-۰۳-۰۴", datetime.date(2026, 3, 4)),
    ],
)
def test_a_day_is_read_as_people_write_it(cell, day):
    assert read("since", cell) == (day, [])


def test_excels_number_of_a_day_is_read_and_told():
    assert read("since", "46085") == (datetime.date(2026, 3, 4), ["serial_date"])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("03/04/2025", "ambiguous_date"),
        ("3.4.2025", "ambiguous_date"),
        ("31/02/2026", "not_a_date"),
        ("2026", "not_a_date"),
        ("04/03/26", "not_a_date"),
        ("99999", "not_a_date"),
        ("1 Foo 2026", "not_a_date"),
    ],
)
def test_what_is_no_single_day_is_an_error(cell, code):
    value, told = read("since", cell)

    assert value is None
    assert code in told


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("Subscribed", "subscribed"),
        ("Unsubscribed", "unsubscribed"),
        ("Cleaned", "bounced"),
        ("Opt-out", "unsubscribed"),
    ],
)
def test_what_other_programs_say_of_a_subscription_is_understood(cell, status):
    assert read("mail_status", cell) == (status, [])


def test_a_note_keeps_its_lines():
    assert read("note", " one \r\n\r\n two\x07 ") == ("one\n\ntwo", [])


@pytest.mark.django_db
def test_a_name_that_is_in_no_list_is_told_with_what_is_near():
    reading = fields.read("province", "Baluchistn", Context(on=TODAY), column=3)

    assert reading.value is None
    (problem,) = reading.problems
    assert (problem.code, problem.column) == ("not_in_list", 3)
    assert problem.text == "Not in our list: “Baluchistn”. Near: Balochistan."


@pytest.mark.django_db
def test_several_topics_are_read_and_all_unknown_ones_named():
    value, told = read("topics", "Newsletter; meetings\nNew publications")
    assert [topic.code for topic in value] == ["newsletter", "meetings", "publications"]
    assert told == []

    reading = fields.read("topics", "newsletter, gossip, rumours", Context(on=TODAY))
    assert reading.problems[0].text.startswith("Not in our list: “gossip”, “rumours”.")


ANYTHING = st.text(max_size=60)


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FIELDS)), ANYTHING)
def test_no_cell_raises_and_every_value_is_fit_to_be_stored(code, cell):
    reading = fields.read(code, cell, Context(on=TODAY))

    if isinstance(reading.value, str) and code != "note":
        assert "\n" not in reading.value
        assert not any(unicodedata.category(character) == "Cc" for character in reading.value)


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert folded(folded(text)) == folded(text)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["name", "organisation", "designation", "note"]), ANYTHING)
@example("note", "0\x1e\x1b")  # a line of control characters alone
def test_reading_what_was_read_changes_nothing(code, text):
    value, _told = read(code, text)
    if value is not None and not value.startswith("'"):
        assert read(code, value) == (value, [])


def test_fields_say_what_they_are_in_words():
    assert all(str(field.label) and field.code == code for code, field in FIELDS.items())
