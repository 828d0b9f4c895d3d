"""A line for each run, and the sums."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.chaos.audit import Findings
from tests.chaos.scene import Kill

_COMPLAINTS = 5  # of each kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of one run."""

    seed: int
    scenario: str
    states: dict[str, int]  # how many messages ended so
    kills: tuple[Kill, ...]
    findings: Findings
    seconds: float

    @property
    def killed_on_wire(self) -> int:
        """How many kills fell while text was on the wire."""
        return sum(kill.on_wire > 0 for kill in self.kills)

    def line(self) -> str:
        """For people."""
        found = self.findings
        states = " ".join(f"{state} {number}" for state, number in self.states.items() if number)
        victims = ", ".join(f"{n} {victim}" for victim, n in sorted(Counter(k.victim for k in self.kills).items()))
        return (
            f"seed {self.seed:3} {self.scenario:13} {'ok  ' if found.good else 'BAD '} "
            f"lost {len(found.lost)} doubled {len(found.doubled)} uncertain {len(found.uncertain)} "
            f"(connections cut {found.cut}) unbalanced {len(found.unbalanced)} wrong {len(found.wrong)}; "
            f"{states}; {len(self.kills)} kills, {self.killed_on_wire} with text on the wire ({victims}); "
            f"{self.seconds:.1f} s"
        )

    def complaints(self) -> list[str]:
        """The first faults of each kind in words; all of them are in the run's folder."""
        found = self.findings
        parts = {"lost": found.lost, "doubled": found.doubled, "unbalanced": found.unbalanced, "wrong": found.wrong}
        return [f"{kind}: {words}" for kind, many in parts.items() for words in many[:_COMPLAINTS]]


def sums(runs: Sequence[Run]) -> str:
    """The last lines of all."""
    total = Counter[str]()
    victims = Counter[str]()
    for run in runs:
        found = run.findings
        victims.update(kill.victim for kill in run.kills)
        total.update(
            lost=len(found.lost),
            doubled=len(found.doubled),
            uncertain=len(found.uncertain),
            cut=found.cut,
            unbalanced=len(found.unbalanced),
            wrong=len(found.wrong),
            kills=len(run.kills),
            on_wire=run.killed_on_wire,
            messages=sum(run.states.values()),
        )
    killed = ", ".join(f"{number} {victim}" for victim, number in sorted(victims.items()))
    return (
        f"\n{len(runs)} runs, {total['messages']:,} messages, {sum(run.seconds for run in runs):,.0f} s\n"
        f"  lost        {total['lost']}\n"
        f"  doubled     {total['doubled']}\n"
        f"  uncertain   {total['uncertain']}, connections cut {total['cut']}\n"
        f"  unbalanced  {total['unbalanced']}\n"
        f"  wrong       {total['wrong']}\n"
        f"  kills       {total['kills']} ({killed})\n"
        f"  of these    {total['on_wire']} while text was on the wire\n"
    )


def verdict(runs: Sequence[Run]) -> str | None:
    """Why the whole is no proof, or None when it is one."""
    if bad := [run.seed for run in runs if not run.findings.good]:
        return f"promises were broken with seed {', '.join(map(str, bad))}"
    kills, on_wire = sum(len(run.kills) for run in runs), sum(run.killed_on_wire for run in runs)
    if on_wire * 2 < kills:
        return f"only {on_wire} of {kills} kills fell while text was on the wire"
    return None
