"""Runs several ways of doing one thing, in turns, and compares them.

Ways alternate within a round, so that a slow moment of the machine falls on all of them; what is reported is the median
over the rounds, and every round's ratio to the first way with the median of these.
"""

import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from benchmarks.tools import Tool, why_not


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of one way."""

    count: int  # messages, or whatever the benchmark counts
    seconds: float
    cpu: float  # seconds, user and system, of the processes that do the work; never of the server that takes the mail
    freezing: float | None = None  # seconds of `seconds` until the first text went, where an audience is frozen first

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.count / self.seconds


@dataclass(frozen=True, slots=True)
class Way:
    """`run` does its work once, and checks its own result."""

    name: str
    run: Callable[[], Sample]
    needs: tuple[Tool, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """What one way reached in every round."""

    name: str
    samples: tuple[Sample, ...]
    ratios: tuple[float, ...]  # of its rate to the first way's, round by round

    @property
    def per_second(self) -> float:
        """The median rate."""
        return median(sample.rate for sample in self.samples)

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of the client's CPU time for each message: the median."""
        return median(sample.cpu / sample.count * 1000 for sample in self.samples)

    @property
    def freezing(self) -> float | None:
        """Seconds until the first text went: the median, where an audience was frozen."""
        known = [sample.freezing for sample in self.samples if sample.freezing is not None]
        return median(known) if known else None

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(self.ratios)

    def over(self, other: "Measure") -> float:
        """The median of the rounds' ratios to another way."""
        return median(mine.rate / its.rate for mine, its in zip(self.samples, other.samples, strict=True))

    def as_json(self) -> dict[str, object]:
        """For machines."""
        medians = {"per_second": self.per_second, "cpu_ms": self.cpu_ms, "ratio": self.ratio, "freezing": self.freezing}
        return {**asdict(self), **medians}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The measures of the ways that could run, and why the others could not."""

    measures: tuple[Measure, ...]
    skipped: tuple[str, ...] = ()

    def measure(self, name: str) -> Measure | None:
        """Return the measure of a way, or None where it was skipped."""
        return next((measure for measure in self.measures if measure.name == name), None)

    def rate(self, name: str) -> float | None:
        """Return a way's median rate, or None where it was skipped."""
        measure = self.measure(name)
        return measure.per_second if measure else None

    def ratio(self, name: str, over: str) -> float | None:
        """Return the median ratio of one way to another, or None where one of them was skipped."""
        one, other = self.measure(name), self.measure(over)
        return one.over(other) if one and other else None


def own_cpu() -> float:
    """CPU seconds of this process and of the commands that it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def timed(work: Callable[[], int], *, cpu: Callable[[], float] = own_cpu) -> Sample:
    """Run `work`, which returns how many it did, and say what it took."""
    wall_began, cpu_began = time.perf_counter(), cpu()
    count = work()
    return Sample(count, time.perf_counter() - wall_began, cpu() - cpu_began)


def compare(ways: Sequence[Way], *, rounds: int) -> Comparison:
    """Run every way once in each round; a way whose tools are absent is skipped by name.

    Raises:
        ToolMissingError: a tool is absent, and this is CI, which skips nothing.
    """
    reasons = {way.name: why_not(way.needs) for way in ways}
    able = [way for way in ways if not reasons[way.name]]
    samples: dict[str, list[Sample]] = {way.name: [] for way in able}
    for number in range(1, rounds + 1):
        for way in able:
            sample = way.run()
            samples[way.name].append(sample)
            print(f"  round {number}: {sample.rate:8,.0f}/s  {way.name}", file=sys.stderr, flush=True)
    measures = tuple(
        Measure(
            name=way.name,
            samples=tuple(samples[way.name]),
            ratios=tuple(
                mine.rate / first.rate for mine, first in zip(samples[way.name], samples[able[0].name], strict=True)
            ),
        )
        for way in able
    )
    return Comparison(measures, tuple(f"{name}: {reason}" for name, reason in reasons.items() if reason))
