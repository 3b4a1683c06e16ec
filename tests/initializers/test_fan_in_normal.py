"""N(0, 1) / sqrt(n): the moments, and what they do to a layer's output."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.initializers.fan_in_normal import FanInNormal


@pytest.mark.parametrize("gain", [0.5, 1.0, 2.0])
@pytest.mark.parametrize(("shape", "n"), [((100, 2000), 100), ((3, 3, 16, 1400), 144)])
def test_moments_of_the_normal_distribution(shape, n, gain):
    w = keras.ops.convert_to_numpy(FanInNormal(gain, seed=0)(shape)).astype("float64").ravel()
    w *= np.sqrt(n) / gain
    assert w.mean() == pytest.approx(0, abs=4 / np.sqrt(w.size))
    assert w.var() == pytest.approx(1, abs=4 * np.sqrt(2 / w.size))
    # A truncated normal distribution has 2.4 (`lecun_normal`), and nothing beyond 2.3 deviations.
    assert (w**4).mean() == pytest.approx(3, abs=4 * np.sqrt(96 / w.size))
    assert np.abs(w).max() > 3.5


def test_a_linear_layer_keeps_the_variance_and_relu_halves_the_second_moment():
    x = np.random.default_rng(0).normal(size=(200, 500)).astype("float32")
    y = x @ keras.ops.convert_to_numpy(FanInNormal(seed=0)((500, 500)))
    assert y.var() == pytest.approx(1, rel=0.03)
    assert (np.maximum(y, 0) ** 2).mean() == pytest.approx(0.5, rel=0.03)
