"""The provinces as tiles of one size, laid out like the map: a small province is seen as well as a large one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple, Self

from stakeholders.directory.registry import Option


class Place(NamedTuple):
    """Where a tile stands, counted from 1 at the top left. West is left in every language."""

    column: int
    row: int


PLACES = {
    "PK-GB": Place(3, 1),
    "PK-KP": Place(1, 2),
    "PK-IS": Place(2, 2),
    "PK-JK": Place(3, 2),
    "PK-BA": Place(1, 3),
    "PK-PB": Place(2, 3),
    "PK-SD": Place(2, 4),
}
STEPS = 4  # of shade, beyond the empty one: what the eye tells apart without comparing


@dataclass(frozen=True)
class Tile:
    """One province: how many organisations, how dark, and the address of the list narrowed to it."""

    code: str
    label: str
    count: int
    step: int  # 0, where there is none, to STEPS
    place: Place
    url: str
    chosen: bool


@dataclass(frozen=True)
class Shade:
    """One line of the legend: the step of those with `first` to `last` organisations."""

    step: int
    first: int
    last: int


class Scale(NamedTuple):
    """From the smallest count above none to the largest, in steps of the same width; the largest is the darkest."""

    least: int
    most: int
    width: int

    @classmethod
    def of(cls, counts: Iterable[int]) -> Self:
        """Return the scale on which `counts` differ most."""
        some = [count for count in counts if count] or [0]
        return cls(min(some), max(some), ceil((max(some) - min(some) + 1) / STEPS))

    def step(self, count: int) -> int:
        """Return how dark `count` is."""
        return STEPS - (self.most - count) // self.width if count else 0

    def shade(self, step: int) -> Shade:
        """Return which counts are as dark as `step`."""
        last = self.most - (STEPS - step) * self.width
        return Shade(step, max(self.least, last - self.width + 1), last) if step else Shade(0, 0, 0)


@dataclass(frozen=True)
class TileMap:
    """All provinces that have a place on the map, and what the shades mean."""

    tiles: tuple[Tile, ...]
    legend: tuple[Shade, ...]


def tile_map(provinces: Iterable[Option], *, chosen: str, url: Callable[[str], str]) -> TileMap:
    """Return the map of `provinces`; `url` makes the address of the list narrowed to the province of a code."""
    placed = [province for province in provinces if province.value in PLACES]
    scale = Scale.of([province.count for province in placed])
    tiles = tuple(
        Tile(
            code=province.value,
            label=province.label,
            count=province.count,
            step=scale.step(province.count),
            place=PLACES[province.value],
            url=url(province.value),
            chosen=province.value == chosen,
        )
        for province in placed
    )
    return TileMap(tiles, tuple(scale.shade(step) for step in sorted({tile.step for tile in tiles})))
