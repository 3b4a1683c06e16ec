"""The reliability diagram."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import matplotlib.image
import pytest

from suite.runs.pictures.reliability_picture import draw_reliability, reliability_figure

BINS = SimpleNamespace(
    counts=[0, 3, 0, 12, 900],
    confidence=[0.1, 0.35, 0.5, 0.7, 0.98],
    accuracy=[0.0, 0.5, 0.0, 0.6, 0.99],
    error=0.0123,
)


def test_it_is_written_without_pyplot(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)  # an import of it fails
    draw_reliability(BINS, tmp_path / "a.png", "mlp")
    height, width, _ = matplotlib.image.imread(tmp_path / "a.png").shape
    assert (width, height) == pytest.approx((778, 922), abs=2)


def test_bars_are_accuracies_of_bins_that_hold_something():
    above, below = reliability_figure(BINS, "mlp").axes
    assert [bar.get_x() for bar in above.patches] == pytest.approx([0.2, 0.6, 0.8])
    assert [bar.get_height() for bar in above.patches] == [0.5, 0.6, 0.99]
    assert [bar.get_width() for bar in above.patches] == pytest.approx([0.2] * 3)
    diagonal, means = above.lines
    assert list(diagonal.get_xdata()) == list(diagonal.get_ydata()) == [0, 1]
    assert list(means.get_xdata()) == list(means.get_ydata()) == [0.35, 0.7, 0.98]
    gaps = [segment.tolist() for segment in above.collections[0].get_segments()]
    assert gaps == [
        [[0.35, 0.5], [0.35, 0.35]],
        [[0.7, 0.6], [0.7, 0.7]],
        [[0.98, 0.99], [0.98, 0.98]],
    ]
    assert [bar.get_height() for bar in below.patches] == BINS.counts
    assert below.get_yscale() == "log"
    assert above.get_title("right") == "ECE 0.0123"
