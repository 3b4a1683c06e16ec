"""Gradient norms against an eager twin; what is said of explosions, spikes and vanishing."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from callbacks.gradient_norm import GradientNorm
from tests.callbacks.nets import NETS, mlp, twin, watch


def norm(arrays) -> float:
    return float(np.sqrt(sum(np.sum(np.square(array, dtype="float64")) for array in arrays)))


@pytest.mark.parametrize("net", NETS)
def test_equals_the_twin(net):
    watched = watch(NETS[net](), [GradientNorm()])
    steps = list(twin(NETS[net]()))
    norms = [norm(step.gradients.values()) for step in steps]
    (report,) = watched.reports
    measured = report["gradient_norm"]
    assert measured["steps"] == list(range(10))
    np.testing.assert_allclose(measured["norms"], norms, rtol=1e-3)
    assert measured["mean"] == pytest.approx(np.mean(norms), rel=1e-3)
    assert measured["max"] == pytest.approx(np.max(norms), rel=1e-3)
    assert measured["last"] == pytest.approx(norms[-1], rel=1e-3)
    size = sum(gradient.size for gradient in steps[0].gradients.values())
    assert measured["rms"] == pytest.approx(np.mean(norms) / np.sqrt(size), rel=1e-3)
    for layer in (layer for layer in NETS[net]().layers if layer.trainable_variables):
        paths = [v.path for v in layer.trainable_variables]
        expected = [norm(step.gradients[path] for path in paths) for step in steps]
        assert measured[layer.name] == pytest.approx(np.mean(expected), rel=1e-3), layer.name
