"""Counts of gradients against NumPy's histogram."""

from __future__ import annotations

import numpy as np
import pytest

from callbacks.gradient_histogram import GradientHistogram, histogram
from tests.callbacks.nets import mlp
from tests.callbacks.support.gradient_runs import cases, measured, network, steps


@cases
def test_equals_the_twin(net, way):
    values = measured(net, way, "gradient_histogram")
    edges = np.array([*values["edges"], np.inf])
    for layer in (layer for layer in network(net).layers if hasattr(layer, "kernel")):
        gradients = [np.abs(step.gradients[layer.kernel.path]).ravel() for step in steps(net, way)]
        expected = np.histogram(np.concatenate(gradients), edges)[0]
        counts = np.array(values[layer.name])
        assert counts.sum() == expected.sum()
        # An entry on an edge falls to either side by rounding.
        most = 0.03 if way == "mixed" else 0.005
        assert np.abs(counts - expected).sum() <= max(2, most * expected.sum()), layer.name


def test_bins_are_half_decades_from_1e_12_to_1e4():
    diagnostic = GradientHistogram()
    diagnostic.build(mlp())
    assert diagnostic.edges[[0, 1, 3, -2]] == pytest.approx([0.0, 1e-12, 1e-11, 1e4])
    values = np.array([0.0, 5e-13, -1e-12, 2e-12, 4e-12, -5.0, 2e4, np.inf, -np.inf, np.nan])
    counts = histogram(values, diagnostic.edges).numpy()
    filled = {int(index): int(counts[index]) for index in np.flatnonzero(counts)}
    last = len(diagnostic.edges) - 2
    assert filled == {0: 2, 1: 2, 2: 1, 26: 1, last: 3}
