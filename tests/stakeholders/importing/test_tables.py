"""Files that can be taken: whatever they are, their rows come out the same, and what is odd about them is told."""

import datetime
import tracemalloc

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stakeholders.importing.files import open_table
from tests.stakeholders.importing import corpus
from tests.stakeholders.importing.corpus import HEADINGS, PEOPLE, URDU_PEOPLE, csv_file, workbook

MORNING = datetime.datetime(2026, 3, 4, 9, 5)  # noqa: DTZ001  cells have no time zone


def rows_of(data, **options):
    return [row.cells for row in open_table(data, "list.csv", **options).rows]


def told(problems):
    return [(problem.code, problem.column) for problem in problems]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_urdu_is_read_in_every_encoding_and_separator(encoding, newline, separator):
    data = csv_file([HEADINGS, *URDU_PEOPLE], encoding=encoding, newline=newline, separator=separator)

    table = open_table(data, "list.csv")

    assert table.headings == HEADINGS
    assert [row.cells for row in table.rows] == URDU_PEOPLE
    assert table.separator == separator
    assert table.total == 2
    assert table.notes == []


def test_big_endian_utf_16_with_its_mark_is_read():
    data = b"\xfe\xff" + csv_file([HEADINGS, *URDU_PEOPLE], encoding="utf-16-be", separator="\t")

    assert rows_of(data) == URDU_PEOPLE


def test_the_arabic_code_page_of_windows_is_told_from_the_western_one():
    # Windows writes Arabic ye and kaf for the Urdu ones, which its code page lacks.
    arabic = [["نسرين اختر", "nasreen@example.org", "1"], ["عدنان كمال", "adnan@example.org", "2"]]
    western = [["José Müller", "jose@example.org", "1"], ["Zoë Naïf", "zoe@example.org", "2"]]

    assert rows_of(csv_file([HEADINGS, *arabic], encoding="cp1256")) == arabic
    assert open_table(csv_file([HEADINGS, *arabic], encoding="cp1256"), "x").encoding == "cp1256"
    assert rows_of(csv_file([HEADINGS, *western], encoding="cp1252")) == western
    assert open_table(csv_file([HEADINGS, *western], encoding="cp1252"), "x").encoding == "cp1252"


def test_an_encoding_that_cannot_be_told_is_warned_of():
    table = open_table(b"Name,E-mail\r\nJos\xe9 \x81,a@example.org\r\n", "list.csv")

    assert table.encoding == "latin-1"
    assert told(table.notes) == [("encoding_unsure", None)]


def test_a_file_joined_of_two_encodings_keeps_what_can_be_read():
    data = csv_file([HEADINGS, *URDU_PEOPLE]) + "José,jose@example.org,\r\n".encode("cp1252")

    table = open_table(data, "list.csv")

    assert told(table.notes) == [("encoding_mixed", None)]
    assert [row.cells[0] for row in table.rows] == [URDU_PEOPLE[0][0], URDU_PEOPLE[1][0], "Jos\ufffd"]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_excels_own_line_on_separators_is_obeyed_and_not_counted(separator):
    data = csv_file([HEADINGS, *PEOPLE], separator=separator, first=f"sep={separator}\r\n")

    table = open_table(data, "list.csv")

    assert table.headings == HEADINGS
    assert [row.number for row in table.rows] == [2, 3]


def test_commas_in_names_do_not_make_commas_of_semicolons():
    rows = [["Name", "E-mail"], ["Khan, Amina", "a@example.org"], ["Gul, B., Dr.", "b@example.org"]]

    assert rows_of(csv_file(rows, separator=";")) == rows[1:]


def test_rows_are_numbered_as_a_spreadsheet_program_shows_them():
    rows = [HEADINGS, ["Line\nbreak", "a@example.org", ""], ["", "", ""], ["B", "b@example.org", ""]]

    assert [(row.number, row.cells[0]) for row in open_table(csv_file(rows), "x").rows] == [
        (2, "Line\nbreak"),
        (4, "B"),
    ]


def test_short_rows_are_filled_and_long_ones_are_told():
    data = b"Name,E-mail,Mobile\r\nA,a@example.org\r\nB,b@example.org,1,,\r\nKhan, C,c@example.org,2\r\n"

    rows = list(open_table(data, "list.csv").rows)

    assert [row.cells for row in rows] == [
        ["A", "a@example.org", ""],
        ["B", "b@example.org", "1"],
        ["Khan", " C", "c@example.org"],
    ]
    assert [told(row.problems) for row in rows] == [[], [], [("row_too_long", None)]]


def test_quotation_marks_that_do_not_pair_up_cost_one_row():
    data = b'Name,E-mail\r\n"A"x,a@example.org\r\nB,b@example.org\r\n'

    rows = list(open_table(data, "list.csv").rows)

    assert [(row.number, told(row.problems)) for row in rows] == [(2, [("quotes", None)]), (3, [])]
    assert rows[0].cells == ['"A"x,a@example.org', ""]  # what is handed back shows it


def test_control_characters_are_left_out_and_told():
    data = b"Name,E-mail\r\nAm\x00ina\x07,a@example.org\r\nB,b@example.org\r\n" + b"C,c@example.org\r\n" * 30

    row = next(open_table(data, "list.csv").rows)

    assert row.cells == ["Amina", "a@example.org"]
    assert told(row.problems) == [("control_characters", 0)]


@pytest.mark.parametrize("length", [10_001, 200_000])
def test_a_cell_that_is_too_long_costs_its_row(length):
    rows = [["Name", "E-mail"], ["x" * length, "a@example.org"], ["B", "b@example.org"]]

    first, second = open_table(csv_file(rows), "list.csv").rows

    assert [problem.code for problem in first.problems] == ["cell_too_long"]
    assert len(first.cells[0]) == 10_000
    assert second.problems == []


def test_headings_are_made_unique_and_gaps_in_them_are_filled():
    rows = [["E-mail", "Name", "e-mail", "", "E-mail (2)"], ["a@example.org", "A", "b@example.org", "x", "y"]]

    table = open_table(csv_file(rows), "list.csv")

    assert table.headings == ["E-mail", "Name", "e-mail (2)", "Column 4", "E-mail (2) (2)"]
    assert told(table.notes) == [("heading_twice", 2), ("blank_heading", 3), ("heading_twice", 4)]


def test_a_list_without_headings_begins_with_its_first_row():
    table = open_table(csv_file(PEOPLE), "list.csv")

    assert not table.has_headings
    assert table.headings == ["Column 1", "Column 2", "Column 3"]
    assert [row.cells for row in table.rows] == PEOPLE
    assert told(table.notes) == [("no_headings", None)]


def test_a_bare_list_of_addresses_is_a_list():
    table = open_table(b"a@example.org\nb@example.org\n", "list.txt")

    assert [row.cells for row in table.rows] == [["a@example.org"], ["b@example.org"]]


def test_a_title_above_the_headings_is_stepped_over_and_told():
    table = open_table(workbook([["Focal persons, 2026"], [], HEADINGS, *PEOPLE]), "list.xlsx")

    assert table.headings == HEADINGS
    assert [row.number for row in table.rows] == [4, 5]
    assert table.total == 2
    assert told(table.notes) == [("rows_above", None)]


def test_headings_that_stand_in_the_list_once_more_are_told():
    data = csv_file([HEADINGS, PEOPLE[0], HEADINGS, PEOPLE[1]])

    assert [told(row.problems) for row in open_table(data, "x").rows] == [[], [("headings_again", None)], []]


def test_columns_that_most_rows_fill_need_no_heading():
    rows = [["Name", "E-mail"], *([f"P{n}", f"p{n}@example.org", "x"] for n in range(6)), ["Q", "q@example.org"]]

    table = open_table(csv_file(rows), "list.csv")

    assert table.headings == ["Name", "E-mail", "Column 3"]
    assert told(table.notes) == [("blank_heading", 2)]


# Workbooks


def test_a_workbook_is_read_whatever_its_name():
    assert rows_of(workbook([HEADINGS, *URDU_PEOPLE])) == URDU_PEOPLE


def test_texts_that_excel_keeps_in_a_part_of_their_own_are_read():
    cells = '<row r="1"><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row r="2"><c t="s"><v>2</v></c></row>'
    rich = "<si><t>Name</t></si><si><t>E-mail</t></si><si><r><t>Ami</t></r><r><t>na</t></r></si>"

    assert rows_of(corpus.with_shared_texts(cells, rich.encode())) == [["Amina", ""]]


def test_numbers_days_and_truths_become_text_that_means_the_same():
    values = ["X", 3001234567, 923001234567.0, 12.5, True, datetime.date(2026, 3, 4), MORNING]

    (row,) = open_table(workbook([[f"H{n}" for n in range(7)], values]), "x").rows

    assert row.cells == ["X", "3001234567", "923001234567", "12.5", "TRUE", "2026-03-04", "2026-03-04 09:05:00"]


def test_a_number_that_excel_has_rounded_is_an_error():
    (row,) = open_table(workbook([["Name", "Card"], ["A", 3520212345678901234]]), "x").rows

    assert told(row.problems) == [("lost_digits", 1)]


def test_a_formula_is_read_by_the_value_that_was_saved_with_it():
    saved = corpus.GOOD_ROWS + '<row r="3"><c r="A3" t="str"><f>A2</f><v>Amina</v></c><c r="B3"><f>B2</f></c></row>'

    rows = list(open_table(corpus.sheet_of(saved), "x").rows)

    assert rows[1].cells == ["Amina", "", ""]
    assert told(rows[1].problems) == [("formula_without_value", 1)]


def test_a_formula_that_failed_is_an_error():
    (row,) = open_table(workbook([HEADINGS, ["A", "#REF!", "#N/A"]]), "x").rows

    assert told(row.problems) == [("cell_error", 1), ("cell_error", 2)]


def test_merged_cells_and_hidden_rows_are_told_where_they_are():
    def change(sheet):
        sheet.merge_cells("A2:A3")
        sheet.row_dimensions[3].hidden = True

    table = open_table(
        workbook([HEADINGS, ["Both", "a@example.org"], ["", "b@example.org"], PEOPLE[0]], change=change), "x"
    )

    assert [told(row.problems) for row in table.rows] == [
        [("merged_cells", 0)],
        [("merged_cells", 0), ("hidden_row", None)],
        [],
    ]
    assert all(problem.warning for row in table.rows for problem in row.problems)
    assert [row.cells[0] for row in table.rows] == ["Both", "", PEOPLE[0][0]]
    assert told(table.notes) == [("hidden_rows", None)]


def test_a_million_rows_that_were_only_ever_coloured_do_not_count():
    def change(sheet):
        for row in (500_000, 1_048_576):
            sheet.cell(row, 1).fill = openpyxl.styles.PatternFill("solid", "FFFF00")

    table = open_table(workbook([HEADINGS, *PEOPLE], change=change), "x")

    assert table.total == 2
    assert len(list(table.rows)) == 2


def test_the_first_visible_sheet_is_read_unless_another_is_named():
    book = openpyxl.Workbook()
    hidden, seen, other = book.active, book.create_sheet("Seen"), book.create_sheet("Other")
    hidden.sheet_state = "hidden"
    for sheet, name in ((hidden, "H"), (seen, "S"), (other, "O")):
        sheet.append(HEADINGS)
        sheet.append([name, f"{name}@example.org"])
    data = corpus.saved(book)

    table = open_table(data, "x")

    assert table.sheet == "Seen"
    assert [(sheet.name, sheet.hidden) for sheet in table.sheets] == [
        ("Sheet", True),
        ("Seen", False),
        ("Other", False),
    ]
    assert told(table.notes) == [("several_sheets", None), ("hidden_sheets", None)]
    assert rows_of(data)[0][0] == "S"
    assert rows_of(data, sheet="Other")[0][0] == "O"
    assert rows_of(data, sheet="Sheet")[0][0] == "H"


def test_the_calendar_that_begins_in_1904_is_read_as_such():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["Name", "Since"])
    book.active.append(["A", datetime.date(2026, 3, 4)])

    assert rows_of(corpus.saved(book)) == [["A", "2026-03-04"]]


# Whatever is in the cells


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=12)
CELLS = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(CELLS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]), st.sampled_from(",;\t|"))
def test_whatever_is_in_the_cells_comes_back(cells, encoding, separator):
    rows = [[f"x{cell.strip()}" for cell in row] for row in cells]  # x: no row is blank, nor are there headings again
    data = csv_file([HEADINGS, *rows], encoding=encoding, separator=separator)

    assert rows_of(data) == rows


@settings(max_examples=40, deadline=None)
@given(CELLS)
def test_whatever_is_in_the_cells_of_a_workbook_comes_back(cells):
    rows = [[f"x{cell.strip()}" for cell in row] for row in cells]

    assert rows_of(workbook([HEADINGS, *rows])) == rows


def test_memory_does_not_grow_with_the_rows():
    def peak(rows: int) -> int:
        data = b"Name,E-mail\r\n" + b"".join(b"Person %d,person.%d@example.org\r\n" % (n, n) for n in range(rows))
        tracemalloc.start()
        try:
            for _row in open_table(data, "list.csv").rows:
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(20_000) < peak(2_000) * 1.2 + 100_000
