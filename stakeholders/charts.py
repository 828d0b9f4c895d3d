"""Charts as plain SVG: where the bars stand. The figures themselves stand in a table beside each chart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 720, 180  # user units; the drawing scales with its place
_GAP = 0.25  # of a bar's share of the width


@dataclass(frozen=True, slots=True)
class Bar:
    label: Any
    value: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Columns:
    """Upright bars from left to right, with the value of the upper edge."""

    bars: list[Bar]
    top: int
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a list of bars: its value, and its length as a part of the longest (0 to 100)."""

    label: Any
    value: int
    length: float
    url: str = ""


def columns(values: Sequence[tuple[Any, int]]) -> Columns:
    """Return the bars of (label, value) pairs; a value below zero stands as none."""
    top = nice_top(max((value for _label, value in values), default=0))
    share = WIDTH / max(len(values), 1)
    bars = []
    for place, (label, value) in enumerate(values):
        height = HEIGHT * max(value, 0) / top
        bars.append(
            Bar(
                label=label,
                value=value,
                x=round(place * share + share * _GAP / 2, 2),
                y=round(HEIGHT - height, 2),
                width=round(share * (1 - _GAP), 2),
                height=round(height, 2),
            )
        )
    return Columns(bars, top)


def shares(values: Iterable[tuple[Any, int, str]]) -> list[Share]:
    """Return (label, value, url) triples as bars beside each other's measure."""
    rows = list(values)
    longest = max((value for _label, value, _url in rows), default=0) or 1
    return [Share(label, value, round(100 * value / longest, 2), url) for label, value, url in rows]


def nice_top(value: int) -> int:
    """Return the round number at or above `value` that the upper edge of a chart shows: 1, 2 or 5 and noughts."""
    top = 1
    while True:
        for step in (1, 2, 5):
            if top * step >= value:
                return top * step
        top *= 10
