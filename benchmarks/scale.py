"""How much is measured: all of it, or as much as CI has time for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Counts of readers, and rounds."""

    few: int = 2_000
    many: int = 20_000
    huge: int = 200_000
    rounds: int = 5
    connections: int = 64  # of each worker; an installation opens four unless told otherwise
    seconds: float = 5.0  # of each measurement of a web server
    quick: bool = False

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many readers the audiences of a run have, each once, smallest first."""
        return tuple(sorted({self.few, self.many, self.huge}))


FULL = Scale()
# A few minutes. Rates of so few messages say little: only what no noise can change is answered for.
QUICK = Scale(few=2_000, many=2_000, huge=5_000, rounds=1, seconds=1.5, quick=True)
