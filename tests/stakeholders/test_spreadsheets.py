import pytest

from stakeholders.spreadsheets import neutralised


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "\x00=", " =", "\u00a0+"]
)
def test_what_a_spreadsheet_program_would_run_becomes_text(start):
    assert neutralised(f"{start}1+1") == f"'{start}1+1".replace("\x00", "")


@pytest.mark.parametrize("value", ["1=1", "گل زمان", "", -1, None])
def test_everything_else_stays_as_it_is(value):
    assert neutralised(value) == value
