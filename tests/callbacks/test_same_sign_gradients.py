"""Signs of gradients against a count unit by unit; what the lectures say of the sigmoid."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from callbacks.same_sign_gradients import SameSignGradients, sign_counts
from tests.callbacks.nets import mlp, watch
from tests.callbacks.support.gradient_runs import cases, measured, network, steps, tolerance
from tests.training.nets import arrays


def agreements(gradient: np.ndarray) -> list[float]:
    """Of the units that count, one after the other."""
    found = []
    for unit in range(gradient.shape[-1]):
        signs = [np.sign(g) for g in gradient[..., unit].ravel() if g != 0]
        if len(signs) >= 2:
            found.append(abs(sum(signs)) / len(signs))
    return found


@cases
def test_equals_the_twin(net, way):
    values, taken = measured(net, way, "same_sign_gradients"), steps(net, way)
    layers = [layer for layer in network(net).layers if hasattr(layer, "kernel")]
    close = 1e-5 if tolerance(way) < 0.01 else 0.1  # rounding turns signs next to zero
    for layer in layers:
        found = [one for step in taken for one in agreements(step.gradients[layer.kernel.path])]
        same = np.mean([one == 1 for one in found])
        assert values[layer.name] == pytest.approx(same, abs=close), layer.name
        assert values[f"agreement/{layer.name}"] == pytest.approx(np.mean(found), abs=close)


@pytest.mark.parametrize(
    ("activation", "low", "high"),
    [("sigmoid", 1, 1), ("softplus", 1, 1), ("relu", 1, 1), ("tanh", 0, 0.1), ("elu", 0, 0.1)],
)
def test_a_sample_pushes_all_weights_behind_a_sigmoid_the_same_way(activation, low, high):
    """delta x_i has the sign of delta, wherever all inputs x_i are positive."""
    singles = tf.data.Dataset.from_tensor_slices(arrays()).batch(1)
    model = mlp(activation=activation)
    (report,) = watch(model, [SameSignGradients(every=1)], singles).reports
    values = report["same_sign_gradients"]
    for layer in ("dense2", "logits"):
        assert low <= values[layer] <= high, layer
    assert values["dense1"] == 0  # its inputs are centered


def test_units_with_less_than_two_gradients_do_not_count():
    gradient = tf.constant([[0.0, 1.0, -1.0, np.nan], [0.0, 0.0, -2.0, 1.0]])
    assert sign_counts(gradient).numpy().tolist() == [1, 1, 1]


def test_a_layer_without_gradient_is_left_out():
    model = mlp()
    model.get_layer("dense1").bias.assign(np.full(8, -1000.0))
    (report,) = watch(model, [SameSignGradients(every=1)]).reports
    assert "dense1" not in report["same_sign_gradients"]
