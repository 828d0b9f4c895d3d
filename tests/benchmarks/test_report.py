"""What people read at the end of `make bench`, and what decides over its exit code."""

import json

import pytest

from benchmarks.harness import Comparison, Measure, Sample
from benchmarks.report import Figure, Promise, Report

USUAL = Measure("usual", (Sample(100, 1, 0.5), Sample(100, 1, 0.5)), (1, 1))
OURS = Measure("ours", (Sample(100, 0.1, 0.05, freezing=0.02), Sample(100, 0.2, 0.05, freezing=0.04)), (10, 5))


def report(*promises: Promise) -> Report:
    return Report(
        name="usual",
        about="small mail",
        comparison=Comparison((USUAL, OURS), skipped=("other: not found; install: apt-get install other",)),
        figures=(Figure("memory", 123.44, "MB"),),
        promises=promises,
    )


def test_the_table_shows_medians_all_ratios_figures_what_was_skipped_and_what_was_promised() -> None:
    table = report(Promise(words="ours over usual", value=7.5, at_least=10)).table()
    assert [line.split() for line in table.splitlines()] == [
        ["usual:", "small", "mail"],
        ["a", "second", "CPU", "ms", "each", "freezing", "s", "ratio", "of", "the", "rounds"],
        ["usual", "100", "5.000", "1.00", "1.00", "1.00"],
        ["ours", "750", "0.500", "0.03", "7.50", "10.00", "5.00"],
        ["memory", "123.4", "MB"],
        ["skipped:", "other:", "not", "found;", "install:", "apt-get", "install", "other"],
        ["ours", "over", "usual:", "at", "least", "10:", "NO", "(7.50)"],
    ]


@pytest.mark.parametrize(
    ("promise", "kept", "words"),
    [
        (Promise(words="rate", value=10, at_least=10), True, "rate: at least 10: yes (10.00)"),
        (Promise(words="rate", value=9.9, at_least=10), False, "rate: at least 10: NO (9.90)"),
        (Promise(words="growth", value=30.1, at_most=30), False, "growth: at most 30: NO (30.10)"),
        (Promise(words="growth", value=-1, at_most=30), True, "growth: at most 30: yes (-1.00)"),
        (Promise(words="growth", value=None, at_most=30), None, "growth: at most 30: not measured"),
    ],
)
def test_a_promise_is_kept_broken_or_not_measured(promise: Promise, kept: bool | None, words: str) -> None:
    assert promise.kept is kept
    assert promise.line().strip() == words


def test_the_quick_form_answers_only_for_what_no_noise_can_change() -> None:
    slow = Promise(words="rate", value=1, at_least=10)
    assert not report(slow).kept(robust_only=False)
    assert report(slow).kept(robust_only=True)
    assert not report(slow, Promise(words="memory", value=99, at_most=30, robust=True)).kept(robust_only=True)
    assert report(Promise(words="rate", value=None, at_least=10)).kept(robust_only=False)


def test_machines_read_every_round_and_every_promise() -> None:
    found = json.loads(json.dumps(report(Promise(words="ours over usual", value=7.5, at_least=10)).as_json()))
    ours = found["measures"][1]
    assert ours["ratios"] == [10, 5]
    assert [sample["seconds"] for sample in ours["samples"]] == [0.1, 0.2]
    assert (ours["per_second"], ours["cpu_ms"], ours["freezing"]) == (750, 0.5, 0.03)
    assert found["promises"][0]["kept"] is False
    assert found["skipped"] == ["other: not found; install: apt-get install other"]


def test_a_benchmark_that_could_measure_nothing_still_says_so() -> None:
    empty = Report(name="memory", about="of a worker", skipped=("SQLite: no broker",))
    assert empty.table() == "memory: of a worker\n  skipped: SQLite: no broker"
