from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.layers.local_response_normalization import LocalResponseNormalization
from tests.layers.gradients import numeric_gradient


def lecture_formula(a, n, k, alpha, beta):
    channels = a.shape[-1]
    b = np.empty(a.shape, "float64")
    for i in range(channels):
        first, last = max(0, i - n // 2), min(channels - 1, i + n // 2)
        energy = sum(a[..., j].astype("float64") ** 2 for j in range(first, last + 1))
        b[..., i] = a[..., i] / (k + alpha * energy) ** beta
    return b


@pytest.mark.parametrize("n", [1, 2, 3, 5, 20])
@pytest.mark.parametrize(("k", "alpha", "beta"), [(2, 1e-4, 0.75), (1, 0.5, 1.5), (0.1, 2, 0)])
def test_equals_the_lectures_formula(n, k, alpha, beta):
    a = np.random.default_rng(0).normal(size=(2, 3, 4, 7)).astype("float32") * 3
    layer = LocalResponseNormalization(n, k, alpha, beta)
    np.testing.assert_allclose(layer(a), lecture_formula(a, n, k, alpha, beta), rtol=2e-6)


def test_defaults_are_alexnets():
    a = np.random.default_rng(1).normal(size=(2, 3, 3, 12)).astype("float32") * 50
    expected = tf.nn.local_response_normalization(a, depth_radius=2, bias=2, alpha=1e-4, beta=0.75)
    np.testing.assert_allclose(LocalResponseNormalization()(a), expected, rtol=2e-6)


@pytest.mark.parametrize("n", [1, 3, 5])
def test_equals_pytorchs_which_divides_alpha_by_n(n):
    torch = pytest.importorskip("torch")
    a = np.random.default_rng(4).normal(size=(2, 3, 4, 7)) * 5
    layer = LocalResponseNormalization(n, k=1.5, alpha=0.2, beta=0.6, dtype="float64")
    other = torch.nn.functional.local_response_norm(
        torch.tensor(np.moveaxis(a, -1, 1)), n, alpha=0.2 * n, beta=0.6, k=1.5
    )
    np.testing.assert_allclose(np.moveaxis(np.array(layer(a)), -1, 1), other, rtol=1e-6)


def test_gradient_equals_centered_differences():
    a = np.random.default_rng(2).normal(size=(1, 2, 2, 6))
    weights = np.random.default_rng(3).normal(size=a.shape)
    layer = LocalResponseNormalization(n=3, k=1.0, alpha=0.3, beta=0.75, dtype="float64")
    tensor = tf.constant(a)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        total = tf.reduce_sum(layer(tensor) * weights)
    gradient = tape.gradient(total, tensor)
    expected = numeric_gradient(
        lambda x: np.sum(lecture_formula(x, 3, 1.0, 0.3, 0.75) * weights), a
    )
    np.testing.assert_allclose(gradient, expected, rtol=1e-7, atol=1e-9)


def test_half_precision_squares_do_not_overflow():
    a = np.full((1, 1, 1, 5), 1000.0, "float16")
    b = LocalResponseNormalization(dtype="float16")(a)
    np.testing.assert_allclose(b, lecture_formula(a, 5, 2, 1e-4, 0.75), rtol=1e-3)


@pytest.mark.parametrize("arguments", [{"n": 0}, {"n": 2.5}, {"k": 0}, {"alpha": -1}, {"beta": -1}])
def test_refuses_arguments_out_of_range(arguments):
    (name,) = arguments
    with pytest.raises(ValueError, match=f"Argument `{name}` must be .* Received: {name}="):
        LocalResponseNormalization(**arguments)


def test_refuses_unknown_channels():
    with pytest.raises(ValueError, match="channels"):
        LocalResponseNormalization().build((None, 4, 4, None))
