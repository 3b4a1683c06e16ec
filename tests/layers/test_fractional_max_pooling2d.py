from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.layers.fractional_max_pooling2d import (
    Division,
    FractionalMaxPooling2D,
    largest_in_regions,
)

RATIOS = [1.05, 1.25, 2**0.5, 1.7, 1.99, 2]
X = np.random.default_rng(0).normal(size=(2, 11, 9, 3)).astype("float32")


def by_the_paper(n, m, u):
    """a_i = ceil(alpha (i + u)) for 0 < i < M, a_0 = 1, a_M = N + 1, less 1."""
    inner = [int(np.ceil(n / m * (i + u))) for i in range(1, m)]
    return np.array([1, *inner, n + 1]) - 1


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("n", [2, 3, 5, 17, 32, 100])
def test_pseudo_random_sequences_are_the_papers(n, ratio):
    division = Division(n, ratio)
    m = division.regions
    assert m == int(n / ratio)
    for r in range(division.offsets):
        bounds = np.array(division.pseudo_random(r))
        np.testing.assert_array_equal(bounds, by_the_paper(n, m, (r + 0.5) / n))
        steps = np.diff(bounds)
        assert (bounds[0], bounds[-1], len(steps)) == (0, n, m)
        assert steps.min() >= 1
        assert set(steps) <= {division.shortest, division.longest}
        if n / m <= 2:
            assert set(steps) <= {1, 2}


@pytest.mark.parametrize("n", [5, 17, 32, 100])
def test_an_offset_beyond_the_range_breaks_a_region_at_an_end(n):
    division = Division(n, 2**0.5)
    steps = np.diff(np.array(division.pseudo_random(division.offsets)))
    assert not set(steps) <= {1, 2}


@pytest.mark.parametrize("ratio", RATIOS)
def test_random_sequences_hold_the_right_lengths_in_any_order(ratio):
    division = Division(50, ratio)
    seed = keras.random.SeedGenerator(0)
    seen = [tuple(np.diff(np.array(division.random(seed)))) for _ in range(20)]
    for steps in seen:
        assert sum(steps) == 50
        assert sorted(steps) == sorted(seen[0])
        assert set(steps) <= {1, 2}
    assert len(set(seen)) > 10 or division.longer == 0


@pytest.mark.parametrize("overlapping", [True, False])
@pytest.mark.parametrize("pseudo_random", [True, False])
def test_pooling_and_its_gradient_are_tensorflows_over_the_same_regions(pseudo_random, overlapping):
    """TensorFlow's kernel draws by itself and tells which regions it drew."""
    ratios = (1.0, 1.5, 1.3, 1.0)
    factors = np.random.default_rng(1).normal(size=(2, 7, 6, 3)).astype("float32")
    x = tf.constant(X)
    for seed in range(1, 6):
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(x)
            expected, rows, columns = tf.nn.fractional_max_pool(
                x, ratios, pseudo_random, overlapping, seed
            )
            y = x
            for axis, bounds in ((1, rows), (2, columns)):
                bounds = tf.cast(bounds, "int32")
                longest = int(np.max(np.diff(bounds)))
                y = largest_in_regions(y, bounds, longest, axis, overlapping)
        np.testing.assert_array_equal(y, expected)
        np.testing.assert_allclose(
            tape.gradient(y, x, factors), tape.gradient(expected, x, factors), rtol=1e-6, atol=1e-6
        )


def test_every_drawn_sequence_comes_up():
    layer = FractionalMaxPooling2D(1.5, seed=0)
    division = Division(11, 1.5)
    drawn = {tuple(np.array(layer._bounds(division, training=True))) for _ in range(200)}
    assert drawn == {tuple(np.array(division.pseudo_random(r))) for r in range(division.offsets)}


def test_inference_is_fixed_and_training_is_not():
    layer = FractionalMaxPooling2D(1.5, seed=0)
    np.testing.assert_array_equal(layer(X), layer(X))
    outputs = [np.array(layer(X, training=True)) for _ in range(10)]
    assert any(not np.array_equal(outputs[0], other) for other in outputs[1:])
    assert layer(X).shape == (2, 7, 6, 3)


def test_at_ratio_two_disjoint_regions_are_ordinary_pooling():
    x = X[:, :10, :8]
    for training in (False, True):
        layer = FractionalMaxPooling2D(2, overlapping=False)
        np.testing.assert_array_equal(layer(x, training=training), keras.layers.MaxPooling2D(2)(x))


@pytest.mark.parametrize("ratio", RATIOS)
def test_shape_is_pytorchs(ratio):
    torch = pytest.importorskip("torch")
    x = torch.zeros(1, 1, 23, 32)
    other = torch.nn.functional.fractional_max_pool2d(x, 2, output_ratio=(1 / ratio,) * 2)
    layer = FractionalMaxPooling2D(ratio)
    assert layer.compute_output_shape((1, 23, 32, 1))[1:3] == tuple(other.shape[2:])


@pytest.mark.parametrize("ratio", [1, 2.1, (1.5, 3), (1.5,), (1.5, 1.5, 1.5), float("nan")])
def test_refuses_ratios_out_of_range(ratio):
    with pytest.raises(ValueError, match=r"Argument `pool_ratio` must be a number in \(1, 2\]"):
        FractionalMaxPooling2D(ratio)


@pytest.mark.parametrize("shape", [(None, 8, 3), (None, None, 8, 3), (None, 8, 1, 3)])
def test_refuses_maps_of_unknown_or_too_small_size(shape):
    with pytest.raises(ValueError, match=r"height and width of at least 2. Received"):
        FractionalMaxPooling2D()(keras.Input(shape[1:]))
