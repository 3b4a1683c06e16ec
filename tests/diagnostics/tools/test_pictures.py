"""Tiles and grids."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from suite.diagnostics.tools.pictures import grid, tile, write_grid


def test_values_become_gray_between_black_and_white():
    values = np.array([[[-3.0], [-1.0]], [[0.0], [5.0]]])
    expected = np.repeat(np.array([[[0], [0]], [[128], [255]]], "uint8"), 3, axis=-1)
    np.testing.assert_array_equal(tile(values, -1.0, 1.0, 2), expected)


def test_pixels_are_repeated_and_three_channels_are_colors():
    values = np.zeros((1, 2, 3))
    values[0, 1, 2] = 1.0
    picture = tile(values, 0.0, 1.0, 4)
    assert picture.shape == (2, 4, 3)
    np.testing.assert_array_equal(picture[1], [[0, 0, 0]] * 2 + [[0, 0, 255]] * 2)


def test_other_channels_are_averaged():
    values = np.array([[[0.0, 1.0]]])
    np.testing.assert_array_equal(tile(values, 0.0, 1.0, 1), [[[128] * 3]])


def test_a_constant_or_undefined_image_is_black():
    assert not tile(np.full((2, 2, 1), 3.0), 3.0, 3.0, 2).any()
    assert not tile(np.full((2, 2, 1), np.nan), 0.0, 1.0, 2).any()


def test_a_grid_has_gaps_and_room_for_short_rows(tmp_path):
    black = np.zeros((3, 4, 3), np.uint8)
    picture = grid([[black, black], [black]])
    assert picture.shape == (2 * 5 + 2, 2 * 6 + 2, 3)
    assert (picture == 0).all(axis=-1).sum() == 3 * 12
    write_grid(tmp_path / "new" / "grid.png", [[black, black], [black]])
    with Image.open(tmp_path / "new" / "grid.png") as image:
        np.testing.assert_array_equal(np.asarray(image), picture)


@pytest.mark.parametrize(
    ("shape", "size", "expected"),
    [
        ((4, 4), 8, (8, 8)),
        ((4, 4), 4, (4, 4)),
        ((2, 4), 8, (4, 8)),
        ((4, 2), 8, (8, 4)),
        ((1, 100), 10, (1, 10)),
        ((3, 3), 7, (7, 7)),
        ((1, 1), 48, (48, 48)),
    ],
)
def test_the_longer_side_has_the_size(shape, size, expected):
    assert tile(np.zeros((*shape, 1)), 0.0, 1.0, size).shape == (*expected, 3)


@pytest.mark.parametrize(
    ("value", "gray"),
    [(0.0, 0), (1.0, 255), (0.5, 128), (-9.0, 0), (9.0, 255), (np.inf, 255), (-np.inf, 0)],
)
def test_a_value_between_black_and_white(value, gray):
    assert tile(np.full((1, 1, 3), value), 0.0, 1.0, 1).ravel().tolist() == [gray] * 3


@pytest.mark.parametrize(
    ("low", "high", "grays"),
    [
        (-np.inf, np.inf, [0, 128, 255]),
        (0.0, np.inf, [0, 0, 255]),
        (np.nan, np.nan, [0, 0, 0]),
        (-1.0, 1.0, [0, 128, 255]),
    ],
)
def test_maps_of_a_net_that_has_diverged_are_drawn(low, high, grays):
    values = np.array([[[-np.inf], [0.0], [np.inf]]])
    assert tile(values, low, high, 3)[0, :, 0].tolist() == grays


def test_what_is_beside_the_tiles_is_white():
    picture = grid([[np.zeros((1, 1, 3), np.uint8)]])
    assert picture.shape == (5, 5, 3)
    assert picture[2, 2].tolist() == [0, 0, 0]
    assert (picture == 255).all(axis=-1).sum() == 24
