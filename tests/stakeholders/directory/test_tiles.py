"""The shades of the map: every count has one, the legend says which, and darker is never less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.directory.registry import Option
from stakeholders.directory.tiles import PLACES, STEPS, tile_map


def drawn(*counts: int):
    provinces = [Option(code, code, count) for code, count in zip(PLACES, counts, strict=False)]
    return tile_map(provinces, chosen="", url=lambda code: f"?province={code}")


COUNTS = st.lists(st.integers(0, 3000), min_size=7, max_size=7)


@given(COUNTS)
def test_every_count_stands_in_the_one_line_of_the_legend_that_has_its_shade(counts):
    drawing = drawn(*counts)
    for tile in drawing.tiles:
        assert [shade.step for shade in drawing.legend if shade.first <= tile.count <= shade.last] == [tile.step]


@given(COUNTS)
def test_more_is_never_lighter_and_none_is_empty(counts):
    tiles = sorted(drawn(*counts).tiles, key=lambda tile: tile.count)

    assert [tile.step for tile in tiles] == sorted(tile.step for tile in tiles)
    assert all((tile.step == 0) == (tile.count == 0) for tile in tiles)
    assert all(0 <= tile.step <= STEPS for tile in tiles)


@pytest.mark.parametrize(
    ("counts", "steps"),
    [
        ((0, 0, 0), [0, 0, 0]),
        ((1, 0, 0), [4, 0, 0]),
        ((1, 2, 3), [2, 3, 4]),
        ((10, 16, 24), [1, 2, 4]),
        ((7, 7, 7), [4, 4, 4]),
    ],
)
def test_the_most_is_the_darkest(counts, steps):
    assert [tile.step for tile in drawn(*counts).tiles] == steps


def test_tiles_stand_apart_and_west_is_left():
    assert len(set(PLACES.values())) == len(PLACES)
    assert PLACES["PK-BA"].column < PLACES["PK-PB"].column
    assert PLACES["PK-GB"].row < PLACES["PK-KP"].row < PLACES["PK-BA"].row < PLACES["PK-SD"].row


def test_a_province_without_a_place_is_left_to_the_filters():
    assert tile_map([Option("PK-XX", "New", 3)], chosen="", url=str).tiles == ()
