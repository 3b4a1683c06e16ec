"""What the maxout layers share."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.layers import Maxout, MaxoutConv2D
from suite.layers._maxout_pieces import check_integer, largest

X = np.random.default_rng(0).normal(size=(5, 12)).astype("float32")


@pytest.mark.parametrize("pieces", [1, 2, 3, 4, 6, 12])
def test_pieces_lie_one_behind_the_other(pieces):
    expected = X.reshape(5, pieces, 12 // pieces).max(axis=1)
    np.testing.assert_array_equal(largest(X, pieces), expected)


@pytest.mark.parametrize(("least", "value"), [(1, 1), (1, 10**9), (2, 2), (0, 0)])
def test_integers_that_are_large_enough(least, value):
    check_integer(least, units=value)


@pytest.mark.parametrize(
    ("least", "value"), [(1, 0), (2, 1), (1, -3), (1, 2.0), (1, True), (1, "2"), (1, None)]
)
def test_what_is_too_small_or_no_integer(least, value):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        check_integer(least, units=value)
    text = f"Argument `units` must be an integer >= {least}. Received: units={value}"
    assert str(refused.value) == text


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (lambda: Maxout(0), "units"),
        (lambda: Maxout(3, pieces=1), "pieces"),
        (lambda: MaxoutConv2D(0, 3), "filters"),
        (lambda: MaxoutConv2D(3, 3, pieces=1.0), "pieces"),
    ],
)
def test_both_layers_refuse_them(make, argument):
    with pytest.raises(ValueError, match=f"^Argument `{argument}` must be an integer >= "):
        make()


@pytest.mark.parametrize("kind", [Maxout, MaxoutConv2D])
def test_both_layers_hand_the_same_arguments_on(kind):
    given = {
        "use_bias": False,
        "kernel_initializer": "he_normal",
        "kernel_regularizer": keras.regularizers.L2(0.1),
        "kernel_constraint": keras.constraints.MaxNorm(2),
    }
    layer = kind(*[3] * (1 if kind is Maxout else 2), **given)
    config = layer.get_config()
    assert config["use_bias"] is layer.affine.use_bias is False
    assert type(layer.affine.kernel_initializer) is keras.initializers.HeNormal
    assert float(layer.affine.kernel_regularizer.l2) == pytest.approx(0.1)
    again = kind.from_config(config)
    assert again.get_config() == config
    assert again.affine.kernel_constraint.max_value == 2
