from __future__ import annotations

import numpy as np
import pytest

from suite.layers.stochastic_depth import StochasticDepth, survival


def test_linear_survival_is_the_papers():
    """Figure 2 of the paper: 54 blocks, p_L = 0.5."""
    assert survival(54, 54, 0.5) == 0.5
    assert survival(27, 54, 0.5) == 0.75
    np.testing.assert_allclose(survival(1, 54, 0.5), 1 - 0.5 / 54)
    # equation 5: the expected depth is (3 L - 1) / 4
    expected = sum(survival(block, 54, 0.5) for block in range(1, 55))
    np.testing.assert_allclose(expected, (3 * 54 - 1) / 4)
    assert [survival(block, 3, 1.0) for block in (1, 2, 3)] == [1, 1, 1]


@pytest.mark.parametrize("shape", [(4000,), (4000, 3), (4000, 2, 2, 3)])
def test_whole_samples_are_dropped_or_scaled(shape):
    x = np.random.default_rng(0).normal(size=shape).astype("float32")
    y = np.array(StochasticDepth(0.3, seed=0)(x, training=True))
    kept = (y != 0).reshape(4000, -1)
    np.testing.assert_array_equal(kept.all(axis=1), kept.any(axis=1))
    np.testing.assert_allclose(y[kept[:, 0]], x[kept[:, 0]] / 0.7, rtol=1e-6)
    assert abs(kept[:, 0].mean() - 0.7) < 5 * np.sqrt(0.21 / 4000)


def test_calls_draw_anew():
    layer = StochasticDepth(0.5, seed=0)
    x = np.ones((100, 2), "float32")
    assert not np.array_equal(layer(x, training=True), layer(x, training=True))


def test_inference_changes_nothing():
    x = np.random.default_rng(0).normal(size=(9, 4)).astype("float32")
    np.testing.assert_array_equal(StochasticDepth(0.9)(x), x)
    np.testing.assert_array_equal(StochasticDepth(0)(x, training=True), x)


@pytest.mark.parametrize("rate", [-0.1, 1, float("nan")])
def test_refuses_rates_out_of_range(rate):
    with pytest.raises(ValueError, match=r"Argument `rate` must be in \[0, 1\). Received: rate="):
        StochasticDepth(rate)
