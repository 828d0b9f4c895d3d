"""How alike names are: titles, order, spellings and scripts of one person; and what must not be taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.duplicates.finding import NEAR
from stakeholders.duplicates.names import (
    likeness_of_organisations,
    likeness_of_people,
    words_of_organisation,
    words_of_person,
)


def people(one, other):
    return likeness_of_people(words_of_person(one), words_of_person(other))


def organisations(one, other):
    return likeness_of_organisations(words_of_organisation(one), words_of_organisation(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dr. Amina Khan", "Amina Khan"),
        ("KHAN, Amina", "Amina Khan"),
        ("Amina Khan sb", "Prof. Dr Amina Khan"),
        ("Mohd. Ali Khan", "Muhammad Ali Khan"),
        ("M. Ali Khan", "Mohammad Ali Khan"),
        ("Ali Khan Durrani", "Muhammad Ali Khan Durrani"),
        ("Abdul Rehman Shah", "Abdulrehman Shah"),
        ("Aisha Siddiqi", "Ayesha Siddiqui"),
        ("Zubair Ahmed", "Zubair Ahmad"),
        ("Amina Khann", "Amina Khan"),
        ("ڈاکٹر آمنہ خان", "آمنہ خان"),
        ("علي خان", "علی خان"),  # Arabic ye, Urdu ye
        ("عائشہ كريم", "عائشہ کریم"),  # Arabic kaf and ye
        ("مُحَمَّد علی", "محمد علی"),  # vowel signs
        ("فاطمة بی بی", "فاطمہ بی بی"),  # te marbuta, heh goal
    ],
)
def test_one_person_under_two_spellings_is_found(one, other):
    assert people(one, other) >= NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Muhammad Ali", "Muhammad Asif"),
        ("Amina Khan", "Sana Khan"),
        ("Amina", "Amina Khan"),
        ("Ahmed Raza", "Ahmed Riaz Qureshi"),
        ("", "Amina Khan"),
        ("Dr.", "Prof."),
        ("Nasir Mehmood", "Naseem Mehmood Akhtar"),
        ("آمنہ خان", "Amina Khan"),  # across scripts nothing is compared
    ],
)
def test_two_people_are_not(one, other):
    assert people(one, other) < NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Department of Health, Balochistan", "Health Department Balochistan"),
        ("Govt. of Sindh, Deptt. of Education", "Education Department Sindh"),
        ("Aga Khan University", "The Agha Khan University"),
        ("محکمہ صحت بلوچستان", "محكمه صحت بلوچستان"),
    ],
)
def test_one_organisation_under_two_spellings_is_found(one, other):
    assert organisations(one, other) >= NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Health Department Balochistan", "Health Department Punjab"),
        ("District Hospital 12", "District Hospital 13"),
        ("Ministry of Health", "Ministry of National Health Services"),
        ("", "UNICEF"),
    ],
)
def test_two_organisations_are_not(one, other):
    assert organisations(one, other) < NEAR


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_takes_any_text_has_no_side_and_stays_within_a_hundred(one, other):
    assert people(one, other) == people(other, one)
    assert 0 <= people(one, other) <= 100
    assert 0 <= organisations(one, other) <= 100
    if words_of_person(one):
        assert people(one, one) == 100
