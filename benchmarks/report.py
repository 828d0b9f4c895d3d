"""What a benchmark found, for people and for machines."""

from dataclasses import asdict, dataclass

from benchmarks.harness import Comparison

NOTHING = Comparison(())


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is no rate."""

    name: str
    value: float
    unit: str

    def line(self, width: int) -> str:
        """For people."""
        return f"  {self.name:{width}}  {self.value:10,.1f} {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A bound that a number must keep; `value` is None when it could not be measured."""

    words: str
    value: float | None
    at_least: float | None = None
    at_most: float | None = None
    robust: bool = False  # holds however busy the machine is: the quick form answers for these only

    @property
    def kept(self) -> bool | None:
        """Whether it was kept; None when it was not measured."""
        if self.value is None:
            return None
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )

    def line(self) -> str:
        """For people."""
        bound = f"at least {self.at_least:,g}" if self.at_least is not None else f"at most {self.at_most:,g}"
        verdict = {True: "yes", False: "NO", None: "not measured"}[self.kept]
        found = "" if self.value is None else f" ({self.value:,.2f})"
        return f"  {self.words}: {bound}: {verdict}{found}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One benchmark's result."""

    name: str
    about: str
    comparison: Comparison = NOTHING
    figures: tuple[Figure, ...] = ()
    promises: tuple[Promise, ...] = ()
    skipped: tuple[str, ...] = ()  # beyond what the comparison skipped

    def kept(self, *, robust_only: bool) -> bool:
        """Whether no promise was broken: none at all, or none of the robust ones."""
        return not any(promise.kept is False for promise in self.promises if promise.robust or not robust_only)

    def table(self) -> str:
        """For people."""
        names = [measure.name for measure in self.comparison.measures] + [figure.name for figure in self.figures]
        width = max(map(len, names), default=0)
        lines = [f"{self.name}: {self.about}", *self._measures(width)]
        lines += [figure.line(width) for figure in self.figures]
        lines += [f"  skipped: {reason}" for reason in (*self.comparison.skipped, *self.skipped)]
        lines += [promise.line() for promise in self.promises]
        return "\n".join(lines)

    def _measures(self, width: int) -> list[str]:
        measures = self.comparison.measures
        if not measures:
            return []
        head = f"  {'':{width}}  {'a second':>10}  {'CPU ms each':>11}  {'freezing s':>10}  {'ratio':>6}  of the rounds"
        rows = [
            f"  {m.name:{width}}  {m.per_second:10,.0f}  {m.cpu_ms:11.3f}  "
            f"{'' if m.freezing is None else format(m.freezing, '.2f'):>10}  {m.ratio:6.2f}  "
            + " ".join(f"{ratio:.2f}" for ratio in m.ratios)
            for m in measures
        ]
        return [head, *rows]

    def as_json(self) -> dict[str, object]:
        """For machines."""
        return {
            "name": self.name,
            "about": self.about,
            "measures": [measure.as_json() for measure in self.comparison.measures],
            "figures": [asdict(figure) for figure in self.figures],
            "promises": [{**asdict(promise), "kept": promise.kept} for promise in self.promises],
            "skipped": [*self.comparison.skipped, *self.skipped],
        }
