"""Every file that can't be taken says why, in a word for programs and a sentence for people."""

import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stakeholders.importing.files import open_table
from stakeholders.importing.problems import FileProblem
from tests.stakeholders.importing import corpus


@pytest.mark.parametrize("name", corpus.BAD_FILES)
def test_a_bad_file_is_refused_with_its_reason(name):
    make, filename, code = corpus.BAD_FILES[name]
    data = make()

    with pytest.raises(FileProblem) as refused:
        for _row in open_table(data, filename).rows:
            pass

    assert refused.value.code == code
    assert refused.value.text.endswith((".", ")"))


def test_the_reason_names_the_row_in_which_a_quotation_mark_opens():
    data = corpus.BAD_FILES["a quotation mark that never closes"][0]()

    with pytest.raises(FileProblem, match="row 3"):
        open_table(data, "list.csv")


def test_a_bomb_is_refused_before_it_is_unpacked():
    data = corpus.zip_bomb()
    tracemalloc.start()
    try:
        with pytest.raises(FileProblem):
            open_table(data, "list.xlsx")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 5 * 1024 * 1024


def test_a_sheet_that_is_not_there_is_refused():
    for data in (corpus.good_workbook(), corpus.csv_file([corpus.HEADINGS, *corpus.PEOPLE])):
        with pytest.raises(FileProblem) as refused:
            open_table(data, "list", sheet="Elsewhere")
        assert refused.value.code == "no_such_sheet"


def read_through(data: bytes) -> None:
    with suppress(FileProblem):
        table = open_table(data, "list.csv")
        assert all(len(row.cells) == len(table.headings) for row in table.rows)
        assert len(table.samples()) == len(table.headings) == len(set(table.headings))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_no_bytes_raise_anything_but_a_file_problem(data):
    read_through(data)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='ab@.,;\t"\n\r\x00\ufeff=é؟', max_size=200), st.sampled_from(["utf-8", "utf-16", "cp1256"]))
def test_no_text_raises_anything_but_a_file_problem(text, encoding):
    read_through(text.encode(encoding, errors="ignore"))


GOOD = corpus.good_workbook()


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=20))
def test_a_workbook_with_some_bytes_changed_raises_nothing_but_a_file_problem(place, bytes_):
    read_through(GOOD[:place] + bytes_ + GOOD[place + len(bytes_) :])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_sheet_with_some_xml_changed_raises_nothing_but_a_file_problem(data):
    xml = f"{corpus.GOOD_ROWS}"
    place = data.draw(st.integers(0, len(xml)))
    piece = data.draw(
        st.sampled_from(['<row r="9">', "</row>", '<c r="B2"/>', "<v>1e999</v>", "<f>A1</f>", ' t="s"', "&lt;"])
    )
    read_through(corpus.sheet_of(xml[:place] + piece + xml[place:]))
