"""The pool of the ImageNet stem: centered on every second pixel, whatever size and values."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.models.parts.residual_network import centered_max_pool
from suite.models.plain import plain
from suite.models.resnet import resnet
from suite.models.se_resnet import se_resnet
from tests.models.build import build, names


def closed_form(x):
    """Maximum over the 3x3 pixels around every second pixel; beyond the border there is none."""
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), constant_values=-np.inf)
    rows, columns = x.shape[1:3]
    windows = [padded[:, i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
    return np.max(windows, axis=0)[:, ::2, ::2]


@pytest.mark.parametrize("size", [(8, 8), (7, 7), (8, 5), (1, 2)])
@pytest.mark.parametrize("nonnegative", [True, False])
def test_every_second_pixel_is_the_center_of_a_window(size, nonnegative):
    x = np.random.default_rng(0).normal(size=(2, *size, 3)).astype("float32")
    x = np.abs(x) if nonnegative else x - 3
    y = centered_max_pool(keras.ops.convert_to_tensor(x), "pool", nonnegative=nonnegative)
    np.testing.assert_array_equal(y, closed_form(x))


@pytest.mark.parametrize("function", [resnet, se_resnet, plain])
@pytest.mark.parametrize(
    ("arguments", "cheap"),
    [
        ({}, True),
        ({"activation": "relu6"}, True),
        ({"activation": "tanh"}, False),
        ({"activation": "leaky_relu"}, False),
        ({"activation": None}, False),
        ({"activation": keras.layers.PReLU()}, False),
        ({"norm_position": "after"}, False),
    ],
)
def test_a_border_of_zeros_only_where_no_value_is_below_zero(function, arguments, cheap):
    model = build(function, (16, 16, 3), depth=18, width=2, **arguments)
    assert ("stem_pool_pad" in names(model)) == cheap
    pool = model.get_layer("stem_pool")
    index = names(model).index("stem_pool_pad" if cheap else "stem_pool_everywhere")
    before = model.get_layer(names(model)[index - 1]).output
    x = np.random.default_rng(0).normal(size=(2, 16, 16, 3)).astype("float32")
    taken, given = keras.Model(model.input, [before, pool.output])(x)
    np.testing.assert_array_equal(given, closed_form(np.asarray(taken)))
