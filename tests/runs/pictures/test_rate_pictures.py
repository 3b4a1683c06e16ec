"""Pictures of learning rates."""

from __future__ import annotations

import sys

import matplotlib.image
import numpy as np
import pytest

from suite.runs.pictures.rate_pictures import (
    draw_range_test,
    draw_schedule,
    range_test_figure,
    schedule_figure,
)

RATES = np.geomspace(1e-6, 1, 50)
LOSSES = np.concatenate([np.linspace(2, 1, 45), [3, 50, 1e3, 1e6, 1e9]])
SMOOTH = np.concatenate([np.linspace(2, 1, 45), np.linspace(1, 3, 5)])
MARKS = {"steepest descent": 0.003, "minimum / 10": 0.012}


def test_pictures_are_written_without_pyplot(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)  # an import of it fails
    draw_range_test(RATES, LOSSES, SMOOTH, MARKS, tmp_path / "a.png", "mlp")
    draw_schedule(RATES, 10, tmp_path / "b.png", "mlp")
    assert {path.name for path in tmp_path.iterdir()} == {"a.png", "b.png"}
    for name in ("a.png", "b.png"):
        height, width, _ = matplotlib.image.imread(tmp_path / name).shape
        assert (width, height) == pytest.approx((1037, 605), abs=2)


def test_the_curve_of_a_range_test():
    (axes,) = range_test_figure(RATES, LOSSES, SMOOTH, MARKS, "mlp").axes
    assert axes.get_xscale() == "log"
    assert axes.get_ylim()[1] < 4  # the explosion is not drawn to scale
    steps, smooth, *marks = axes.lines
    assert list(steps.get_ydata()) == list(LOSSES)
    assert list(smooth.get_ydata()) == list(SMOOTH)
    assert [line.get_xdata()[0] for line in marks] == [0.003, 0.012]
    assert marks[0].get_label() == "steepest descent: 0.003"


def test_the_rates_of_a_schedule():
    figure = schedule_figure(RATES, 10, "mlp")
    (line,) = figure.axes[0].lines
    assert list(line.get_ydata()) == list(RATES)
    assert figure.axes[0].get_yscale() == "log"
    assert schedule_figure([0.0, 0.1, 0.2], 1, "mlp").axes[0].get_yscale() == "linear"
