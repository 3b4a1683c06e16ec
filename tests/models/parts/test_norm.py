"""What each choice averages over, against NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from suite.models.parts.norm import Norm

MAPS = np.random.default_rng(0).normal(2, 3, size=(4, 5, 6, 8)).astype("float32")
VECTORS = MAPS[:, 0, 0]


def standardized(x, axes):
    mean, variance = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    return (x - mean) / np.sqrt(variance + 1e-5)


@pytest.mark.parametrize(("kind", "axes"), [("layer", (1, 2, 3)), ("instance", (1, 2))])
def test_layer_and_instance(kind, axes):
    expected = standardized(MAPS, axes)
    np.testing.assert_allclose(Norm(kind).apply(MAPS, "n"), expected, rtol=1e-4, atol=1e-5)


def test_group():
    expected = standardized(MAPS.reshape(4, 5, 6, 2, 4), (1, 2, 4)).reshape(MAPS.shape)
    actual = Norm("group", groups=2).apply(MAPS, "n")
    np.testing.assert_allclose(actual, expected, rtol=1e-4, atol=1e-5)


def test_layer_of_vectors():
    actual = Norm("layer").apply(VECTORS, "n")
    np.testing.assert_allclose(actual, standardized(VECTORS, 1), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", ["none", "weight"])
def test_no_layer(kind):
    assert Norm(kind).apply(MAPS, "n") is MAPS


def test_zero_gamma_gives_zeros():
    assert not np.any(Norm("group").apply(MAPS, "n", zero_gamma=True))
