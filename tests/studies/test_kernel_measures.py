"""What layers look for, on nets whose weights are set by hand."""

from __future__ import annotations

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from suite.errors import UserError
from suite.studies.measures.network.kernels import (
    class_share,
    edge_share,
    template_share,
    vote_share,
)


def arm(model, inputs, labels):
    inputs, labels = np.asarray(inputs, np.float32), np.asarray(labels)
    return SimpleNamespace(
        model=model, inputs=lambda count: inputs[:count], labels=lambda count: labels[:count]
    )


def dense(*kernels, activation=None):
    """Dense layers named dense1, dense2, ... of these kernels."""
    model = keras.Sequential([keras.Input((len(kernels[0]),))])
    for number, kernel in enumerate(kernels, 1):
        units = np.shape(kernel)[1]
        model.add(keras.layers.Dense(units, activation, use_bias=False, name=f"dense{number}"))
        model.layers[-1].kernel.assign(np.asarray(kernel, np.float32))
    return keras.Model(model.inputs[0], model.outputs[0])


def convolution(kernel):
    model = keras.Sequential(
        [keras.Input((5, 5, 1)), keras.layers.Conv2D(1, 3, use_bias=False, name="conv")]
    )
    model.layers[0].kernel.assign(np.asarray(kernel, np.float32).reshape(3, 3, 1, 1))
    return arm(model, np.zeros((2, 5, 5, 1)), [0, 1])


SOBEL = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
SPOT = [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [
        ([[0, 1, 2]] * 3, 1.0),
        ([[5, 6, 7]] * 3, 1.0),  # the mean does not count
        (SPOT, 0.0),
        (SOBEL, 8 * 8 / 6 / 12),  # (x . K)^2 / |x|^2 / |K|^2 with x = -1, 0, 1 in each row
    ],
)
def test_an_edge_is_a_plane(kernel, expected):
    assert edge_share(convolution(kernel), "conv") == pytest.approx(expected, abs=1e-6)


def test_random_kernels_are_edges_by_two_in_eight():
    generator = np.random.default_rng(0)
    found = [edge_share(convolution(generator.normal(size=9)), "conv") for _ in range(40)]
    assert np.mean(found) == pytest.approx(2 / 8, abs=0.06)


def test_a_class_share_is_what_lies_between_the_classes():
    model = dense([[1.0, 0.0], [0.0, 1.0]])
    # The first unit tells the classes apart and nothing else, the second does so by half.
    inputs, labels = [[1, 0], [1, 2], [-1, 0], [-1, -2]], [0, 0, 1, 1]
    assert class_share(arm(model, inputs, labels), "dense1") == pytest.approx((1 + 4 / 8) / 2)


def test_a_unit_that_never_moves_has_no_share():
    assert class_share(arm(dense([[0.0], [0.0]]), np.eye(2), [0, 1]), "dense1") == 0


def test_templates_are_counted_where_each_class_has_its_own():
    inputs, labels = np.eye(3), [0, 1, 2]
    assert template_share(arm(dense(np.eye(3)), inputs, labels), "dense1") == 1
    swapped = np.eye(3)[[1, 0, 2]]
    assert template_share(arm(dense(swapped), inputs, labels), "dense1") == pytest.approx(1 / 3)


def test_units_vote_for_whom_they_see():
    hidden, votes = np.eye(3), np.eye(3)
    inputs, labels = np.eye(3), [0, 1, 2]
    net = arm(dense(hidden, votes), inputs, labels)
    assert vote_share(net, "dense1", "dense2") == 1
    net = arm(dense(hidden, votes[[1, 0, 2]]), inputs, labels)
    assert vote_share(net, "dense1", "dense2") == pytest.approx(1 / 3)
    silent = arm(dense(np.zeros((3, 2)), np.ones((2, 3))), inputs, labels)
    assert vote_share(silent, "dense1", "dense2") == 0


def test_other_layers_are_refused():
    net = arm(dense(np.eye(3)), np.eye(3), [0, 1, 2])
    with pytest.raises(UserError, match=r"`dense1` is to be a convolution over images\. Rec"):
        edge_share(net, "dense1")
    with pytest.raises(UserError, match="puts out 2 numbers for 3 classes"):
        template_share(arm(dense(np.eye(3)[:, :2]), np.eye(3), [0, 1, 2]), "dense1")
