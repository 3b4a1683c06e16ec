from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.layers.maxout import Maxout
from tests.layers.table import give_weights

X = np.random.default_rng(0).normal(size=(5, 4))


@pytest.mark.parametrize("pieces", [2, 3, 5])
def test_every_unit_is_the_largest_of_its_pieces(pieces):
    layer = Maxout(3, pieces, dtype="float64")
    layer.build(X.shape)
    give_weights(layer)
    w = layer.affine.kernel.numpy().reshape(4, pieces, 3)
    b = layer.affine.bias.numpy().reshape(pieces, 3)
    expected = np.array(
        [[max(x @ w[:, j, i] + b[j, i] for j in range(pieces)) for i in range(3)] for x in X]
    )
    np.testing.assert_allclose(layer(X), expected, rtol=1e-12)


def test_with_one_piece_zero_it_is_a_relu():
    dense = keras.layers.Dense(3, "relu", dtype="float64")
    dense.build(X.shape)
    layer = Maxout(3, dtype="float64")
    layer.build(X.shape)
    layer.affine.kernel.assign(np.pad(dense.kernel, ((0, 0), (0, 3))))
    np.testing.assert_allclose(layer(X), dense(X), rtol=1e-12)


def test_arguments_reach_the_affine_map():
    layer = Maxout(
        2,
        kernel_initializer="zeros",
        bias_initializer="ones",
        kernel_regularizer="l2",
        kernel_constraint=keras.constraints.MaxNorm(1),
    )
    layer.build((None, 3))
    np.testing.assert_array_equal(layer(X[:, :3]), np.ones((5, 2)))
    assert len(layer.losses) == 1
    assert layer.affine.kernel.constraint.max_value == 1
    assert not Maxout(2, use_bias=False).affine.use_bias


@pytest.mark.parametrize(
    "arguments", [{"units": 0}, {"units": 2.0}, {"pieces": 1}, {"pieces": 2.0}]
)
def test_refuses_arguments_out_of_range(arguments):
    (name,) = arguments
    with pytest.raises(ValueError, match=f"Argument `{name}` must be .* Received: {name}="):
        Maxout(**{"units": 3, **arguments})
