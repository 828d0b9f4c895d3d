"""What `make bench` says is what it measured."""

import subprocess
import sys

import pytest

from benchmarks import harness, tools
from benchmarks.harness import Comparison, Measure, Sample, Way, compare, own_cpu, timed
from benchmarks.tools import Tool, ToolMissingError

ABSENT = Tool("smtp-frobnicate", "apt-get install frobnicate", lambda: False)


@pytest.fixture(autouse=True)
def not_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


def way(name: str, *seconds: float, turns: list[str] | None = None, needs: tuple[Tool, ...] = ()) -> Way:
    """Takes so long in each round for 100 messages."""
    durations = iter(seconds)

    def run() -> Sample:
        if turns is not None:
            turns.append(name)
        return Sample(count=100, seconds=next(durations), cpu=0.5, freezing=0.25)

    return Way(name, run, needs)


def measures(comparison: Comparison) -> tuple[Measure, ...]:
    return comparison.measures


def test_ways_alternate_and_every_rounds_ratio_is_kept_beside_their_median() -> None:
    turns: list[str] = []
    usual, ours = measures(
        compare([way("usual", 10, 20, 10, turns=turns), way("ours", 1, 1, 2, turns=turns)], rounds=3)
    )
    assert turns == ["usual", "ours"] * 3
    assert (usual.per_second, usual.ratio) == (10, 1)
    assert ours.ratios == (10, 20, 5)
    assert (ours.per_second, ours.ratio, ours.cpu_ms, ours.freezing) == (100, 10, 5, 0.25)


def test_any_way_can_be_compared_with_any_other_round_by_round() -> None:
    comparison = compare([way("wire", 1, 1, 1), way("usual", 8, 6, 4), way("ours", 2, 1, 1)], rounds=3)
    assert comparison.ratio("ours", over="usual") == 4
    assert comparison.rate("usual") == pytest.approx(100 / 6)


def test_a_way_whose_tool_is_absent_is_skipped_by_name_with_how_to_install_it() -> None:
    comparison = compare([way("wire", needs=(ABSENT,)), way("ours", 1)], rounds=1)
    assert comparison.skipped == ("wire: smtp-frobnicate not found; install: apt-get install frobnicate",)
    assert [measure.name for measure in measures(comparison)] == ["ours"]
    assert comparison.ratio("ours", over="wire") is None
    assert comparison.rate("wire") is None


def test_ci_skips_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(ToolMissingError, match=r"CI skips nothing\. smtp-frobnicate not found; install: apt-get"):
        compare([way("wire", needs=(ABSENT,))], rounds=1)
    with pytest.raises(ToolMissingError, match="smtp-frobnicate"):
        tools.why_not([ABSENT])


def test_the_work_of_commands_that_were_waited_for_counts_as_cpu_time() -> None:
    before = own_cpu()
    spent = subprocess.run(
        [sys.executable, "-c", "import time\nwhile time.process_time() < 0.2: pass"], check=True
    ).returncode
    assert spent == 0
    assert own_cpu() - before >= 0.2


def test_a_command_is_timed_with_what_it_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, cpu = iter([10.0, 14.0]), iter([1.0, 1.5])
    monkeypatch.setattr(harness.time, "perf_counter", lambda: next(clock))
    sample = timed(lambda: 200, cpu=lambda: next(cpu))
    assert sample == Sample(count=200, seconds=4, cpu=0.5)
    assert sample.rate == 50
