"""The path over a surface as a table and as a picture."""

from __future__ import annotations

import csv
import math
import sys

import matplotlib.image
import numpy as np
import pytest

from suite.runs.pictures.surface_files import draw_path, path_figure, write_path

WINDOW = ((-2.0, 2.0), (-1.0, 3.0))
X, Y = np.meshgrid(np.linspace(-2, 2, 41), np.linspace(-1, 3, 31))
HEIGHTS = X**2 + (Y - 1) ** 2
PATH = np.array([[-1.5, 2.0, 3.25], [-0.5, 1.5, 0.5], [0.1, 1.1, 0.02]])


def test_the_table_gives_the_numbers_back(tmp_path):
    write_path(tmp_path / "path.csv", PATH)
    with open(tmp_path / "path.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows] == [0, 1, 2]
    np.testing.assert_array_equal([[float(row[k]) for k in "xyf"] for row in rows], PATH)


def test_the_picture_is_written_without_pyplot(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)  # an import of it fails
    draw_path(tmp_path / "path.png", PATH, HEIGHTS, WINDOW, [(0.0, 1.0)], "bowl")
    height, width, _ = matplotlib.image.imread(tmp_path / "path.png").shape
    assert (width, height) == pytest.approx((1037, 778), abs=2)


def test_path_start_end_and_minima_are_drawn_in_the_window():
    (axes,) = path_figure(PATH, HEIGHTS, WINDOW, [(0.0, 1.0), (1.0, 1.0)], "bowl").axes
    path, start, end, minima = axes.lines
    np.testing.assert_array_equal(path.get_xydata(), PATH[:, :2])
    np.testing.assert_array_equal(start.get_xydata(), PATH[:1, :2])
    np.testing.assert_array_equal(end.get_xydata(), PATH[-1:, :2])
    assert len(minima.get_xdata()) == 2
    assert (axes.get_xlim(), axes.get_ylim()) == WINDOW
    assert axes.get_title(loc="right") == "f = 0.02"


def test_contours_are_those_of_the_heights():
    (axes,) = path_figure(PATH, HEIGHTS, WINDOW, [(0.0, 1.0)], "bowl").axes
    (contours,) = axes.collections
    for level, shape in zip(contours.levels, contours.get_paths(), strict=True):
        if len(shape.vertices):
            x, y = shape.vertices.T
            np.testing.assert_allclose(x**2 + (y - 1) ** 2, level, atol=0.02)


def test_a_path_that_explodes_is_drawn_as_far_as_it_is_finite():
    broken = np.vstack([PATH, [[1e30, 0, math.inf], [math.nan, math.inf, math.nan]]])
    (axes,) = path_figure(broken, HEIGHTS, WINDOW, [(0.0, 1.0)], "bowl").axes
    assert len(axes.lines[0].get_xdata()) == 4
    assert axes.lines[2].get_label() == "step 3"
