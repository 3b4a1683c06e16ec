"""Tiles and grids."""

from __future__ import annotations

import numpy as np
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
