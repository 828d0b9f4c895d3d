"""Runs several ways of doing one thing, in turns, and compares them.

Ways alternate within a round, so that a slow moment of the machine falls on all of them; what is
reported is the median over the rounds, and the median of each round's ratio to the first way.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Way:
    """`run` does its work once and returns how many messages that was; it checks its own result."""

    name: str
    run: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Measure:
    """One way's medians."""

    name: str
    per_second: float
    cpu_ms: float  # of this process, for each message
    ratio: float  # of its rate to the first way's in the same round


@dataclass(frozen=True, slots=True)
class Report:
    """One benchmark's result; `floor` is the ratio that `floor_of` must reach."""

    name: str
    about: str
    measures: tuple[Measure, ...]
    floor: float
    floor_of: str

    @property
    def reached(self) -> bool:
        """Whether the promised ratio was reached."""
        return next(measure.ratio for measure in self.measures if measure.name == self.floor_of) >= self.floor

    def table(self) -> str:
        """For people."""
        width = max(len(measure.name) for measure in self.measures)
        lines = [
            f"{self.name}: {self.about}",
            f"  {'':{width}}  messages/s  CPU ms/message  ratio",
            *(f"  {m.name:{width}}  {m.per_second:10,.0f}  {m.cpu_ms:14.3f}  {m.ratio:5.1f}" for m in self.measures),
            f"  {self.floor_of}: at least {self.floor:g} times the first: {'yes' if self.reached else 'NO'}",
        ]
        return "\n".join(lines)

    def as_json(self) -> dict[str, object]:
        """For machines."""
        return {**asdict(self), "reached": self.reached}


def compare(ways: Sequence[Way], *, rounds: int) -> tuple[Measure, ...]:
    """Run every way once in each round."""
    rates: dict[str, list[float]] = {way.name: [] for way in ways}
    cpu: dict[str, list[float]] = {way.name: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            wall_began, cpu_began = time.perf_counter(), time.process_time()
            count = way.run()
            rates[way.name].append(count / (time.perf_counter() - wall_began))
            cpu[way.name].append((time.process_time() - cpu_began) / count * 1000)
    first = rates[ways[0].name]
    return tuple(
        Measure(
            name=way.name,
            per_second=median(rates[way.name]),
            cpu_ms=median(cpu[way.name]),
            ratio=median(rate / base for rate, base in zip(rates[way.name], first, strict=True)),
        )
        for way in ways
    )
