"""The text part's lines: wrapped, with what hangs under an entry still hanging under it."""

import pytest

from newsletters import plain_text

ADDRESS = f"<https://www.example.org/{'a' * 80}/>"
SENTENCE = " ".join(["Community"] * 17)


@pytest.mark.parametrize("start", ["- ", "  ", "12. ", "۱۲. ", "> ", "> - ", ""])
def test_what_is_wrapped_keeps_its_indent(start):
    first, *rest = plain_text.wrap(f"- Entry\n{start}{SENTENCE}").splitlines()[1:]
    quoted = "> " if start.startswith(">") else ""
    assert first.startswith(f"{start}Community")
    assert rest
    assert all(line.startswith(quoted + " " * (len(start) - len(quoted)) + "Com") for line in rest)
    assert max(len(line) for line in (first, *rest)) <= plain_text.WIDTH


@pytest.mark.parametrize("start", ["- ", "  ", "12. ", "> ", ""])
def test_an_address_longer_than_a_line_stays_whole_and_where_it_stood(start):
    assert plain_text.wrap(f"Entry\n{start}{ADDRESS}") == f"Entry\n{start}{ADDRESS}\n"


def test_a_run_of_its_own_direction_is_closed_at_each_end_of_a_line():
    _entry, *lines = plain_text.wrap(f"- Entry\n  {plain_text.isolate(SENTENCE)} اور").splitlines()
    assert len(lines) == 3
    assert [line.index("\u2068") for line in lines] == [2, 2, 2]
    assert [line.count("\u2068") == line.count("\u2069") == 1 for line in lines] == [True, True, True]
    assert lines[-1].endswith("\u2069 اور")
