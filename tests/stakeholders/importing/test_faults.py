"""The planted faults are found, all of them, where they are, and nothing else is."""

import datetime

import pytest

from stakeholders.importing import fields, headings
from stakeholders.importing.context import Context
from stakeholders.importing.files import open_table
from tests.stakeholders.importing.faults import HEADINGS, ROWS, Fault, faulty_list, planted, rows_with_errors

pytestmark = pytest.mark.django_db


def found_in(data):
    """Return every problem that reading the cells of a file meets."""
    table = open_table(data, "list.csv")
    codes = headings.guess(table.headings, table.samples())
    context = Context(on=datetime.date(2026, 11, 22))
    for row in table.rows:
        problems = list(row.problems)
        if all(problem.warning or problem.column is not None for problem in problems):  # else its columns are wrong
            for column, (code, cell) in enumerate(zip(codes, row.cells, strict=True)):
                problems += fields.read(code, cell, context, column=column).problems
        for problem in problems:
            heading = "" if problem.column is None else table.headings[problem.column]
            yield Fault(row.number, heading, problem.code, problem.warning)


def test_every_column_of_the_faulty_list_is_guessed():
    table = open_table(faulty_list(), "list.csv")

    assert headings.guess(table.headings, table.samples()) == [
        *("name", "name_ur", "email", "email2", "phone", "whatsapp", "organisation", "kind_of_organisation"),
        *("designation", "since", "province", "language", "topics", "mail_status", "note"),
    ]
    assert table.headings == HEADINGS
    assert table.total == ROWS


def test_forty_faults_of_twenty_kinds_are_planted():
    faults = planted()

    assert len(rows_with_errors()) == 40
    assert len({fault.code for fault in faults}) >= 20
    assert len({(fault.heading, fault.code) for fault in faults}) >= 30


def test_the_planted_faults_are_found_and_nothing_else():
    found = set(found_in(faulty_list()))
    longer = Fault(1420, "Remarks", "too_long")  # what is left of a cell that is far too long still is

    assert found - {longer} == set(planted())


def test_the_controlled_lists_are_read_once(django_assert_num_queries):
    data = faulty_list()

    with django_assert_num_queries(4):  # kinds, provinces, languages, topics
        list(found_in(data))
