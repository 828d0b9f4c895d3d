"""The provinces as tiles of one size, laid out like the map: a small province is seen as well as a large one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

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


@dataclass(frozen=True)
class TileMap:
    """All provinces that have a place on the map, and what the shades mean."""

    tiles: tuple[Tile, ...]
    legend: tuple[Shade, ...]


def tile_map(provinces: Iterable[Option], *, chosen: str, url: Callable[[str], str]) -> TileMap:
    """Return the map of `provinces`; `url` makes the address of the list narrowed to the province of a code."""
    placed = [province for province in provinces if province.value in PLACES]
    width = _width_of_step(max((province.count for province in placed), default=0))
    tiles = tuple(
        Tile(
            code=province.value,
            label=province.label,
            count=province.count,
            step=ceil(province.count / width),
            place=PLACES[province.value],
            url=url(province.value),
            chosen=province.value == chosen,
        )
        for province in placed
    )
    used = sorted({tile.step for tile in tiles})
    return TileMap(tiles, tuple(Shade(step, max(0, (step - 1) * width + 1), step * width) for step in used))


def _width_of_step(most: int) -> int:
    """Return how many counts share a shade, so that `most` gets the darkest."""
    return max(1, ceil(most / STEPS))
