"""Measures of units, signals, gradients and weights, against what was worked out by hand."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest

from suite.errors import UserError
from suite.studies.measures.network import cost, gradients, probe, signals, units, weights, zigzag
from tests.studies.hand_made import arm_of, dense_net

# Two inputs; units: x1 + x2, the same again, twice the first, and -(x1 + x2), which never fires.
KERNEL = [[1.0, 1.0, 2.0, -1.0], [1.0, 1.0, 2.0, -1.0]]
X = [[1.0, 0.0], [0.0, 2.0], [3.0, 1.0]]
SUMS = np.array([1.0, 2.0, 4.0])


@pytest.fixture(scope="module")
def arm():
    return arm_of(dense_net(KERNEL, np.ones((4, 1))), X)


def test_units_that_are_the_same_count_once(arm):
    assert units.distinct_units(arm, "dense1") == 3
    assert units.distinct_units(arm, "activation1") == 3
    # mean_n(error x_i) while the unit fires: the first three get the same one, the last 0.
    assert units.distinct_gradients(arm, "dense1") == 2


def test_units_that_never_fire(arm):
    assert units.dead_share(arm, "activation1") == 0.25
    assert units.silent_share(arm, "dense1") == units.silent_share(arm, "activation1") == 0.25
    assert units.dead_share(arm, "dense1") == 0
    assert units.idle_share(arm, "dense1") == 0.25
    assert units.firing_share(arm, "activation1") == 0.75
    assert units.near_zero_share(arm, "activation1") == 0.25


def test_a_leaky_unit_that_never_fires_still_learns():
    leaky = arm_of(dense_net(KERNEL, np.ones((4, 1)), activation="leaky_relu"), X)
    assert units.silent_share(leaky, "activation1") == 0.25
    assert units.dead_share(leaky, "activation1") == units.idle_share(leaky, "dense1") == 0


def test_units_that_fire_after_training_and_did_not_before():
    before = dense_net([[-1.0, -1.0, 1.0], [-1.0, -1.0, 1.0]], np.ones((3, 1)))
    after = dense_net([[-1.0, 1.0, 1.0], [-1.0, 1.0, 1.0]], np.ones((3, 1)))
    assert units.revived_share(arm_of(after, X, before=before), "activation1") == 0.5
    fires = dense_net([[1.0], [1.0]], [[1.0]])
    with pytest.raises(UserError, match="every unit"):
        units.revived_share(arm_of(fires, X, before=fires), "activation1")


@pytest.mark.parametrize(
    ("activation", "low", "high"), [("tanh", -0.975, 0.975), ("sigmoid", 0.0127, 0.9873)]
)
def test_saturation_is_a_slope_below_a_twentieth(activation, low, high):
    x = np.linspace(-6, 6, 121)[:, None]
    arm = arm_of(dense_net([[1.0]], [[1.0]], activation=activation), x)
    a = np.tanh(x) if activation == "tanh" else 1 / (1 + np.exp(-x))
    assert units.saturated_share(arm, "activation1") == np.mean((a < low) | (a > high)) > 0.2


def test_saturation_is_not_asked_of_a_relu(arm):
    with pytest.raises(UserError, match="relu"):
        units.saturated_share(arm, "activation1")


def test_drift_is_counted_in_deviations_of_before():
    before, after = (dense_net([[w], [0.0]], [[1.0]], activation="linear") for w in (1.0, 3.0))
    x1 = np.array(X)[:, 0]  # the hidden unit gives x1, then 3 x1: the mean moves by 2 mean(x1)
    drift = units.input_mean_drift(arm_of(after, X, before=before), "dense2")
    assert drift == pytest.approx(2 * x1.mean() / x1.std())


def test_signals(arm):
    fired = np.stack([SUMS, SUMS, 2 * SUMS, 0 * SUMS])
    assert signals.deviation(arm, "activation1") == pytest.approx(fired.std())
    assert signals.second_moment(arm, "activation1") == pytest.approx(np.mean(fired**2))
    assert signals.mean_to_deviation(arm, "activation1") == pytest.approx(
        fired.mean() / fired.std()
    )
    assert signals.highest_output(arm, "dense1") == 8
    assert signals.lowest_output(arm, "dense1") == -4
    outputs = 4 * SUMS
    ratio = outputs.std() / fired.std()
    assert signals.deviation_ratio(arm, "dense2", "activation1") == pytest.approx(ratio)
    moments = np.mean(outputs**2) / np.mean(fired**2)
    assert signals.second_moment_ratio(arm, "activation1", "dense2") == pytest.approx(moments)
    root = signals.second_moment_ratio(arm, "activation1", "dense2", layers=2)
    assert root == pytest.approx(math.sqrt(moments))


def test_what_has_bounds_does_not_follow_its_input():
    kernels = ([[2.0], [1.0]], [[1.0]])
    follows, stays = (arm_of(dense_net(*kernels, activation=one), X) for one in ("relu", "tanh"))
    assert signals.response(follows, "activation1", 50) == pytest.approx(50)
    assert 1 < signals.response(stays, "activation1", 50) < 1.1


def test_gradients_of_a_linear_net(arm):
    # L = mean (4 s)^2 / 2 with s = x1 + x2; dL/dW2_j = mean 4 s a_j, dL/dW1_ij = mean 4 s x_i.
    fired = np.stack([SUMS, SUMS, 2 * SUMS, 0 * SUMS], axis=1)
    last = np.mean(4 * SUMS[:, None] * fired, axis=0)
    per_input = np.mean(4 * SUMS[:, None] * np.array(X), axis=0)
    first = np.sqrt(3) * np.linalg.norm(per_input)
    assert gradients.gradient_norm(arm, "dense2") == pytest.approx(np.linalg.norm(last))
    ratio = gradients.gradient_ratio(arm, "dense1", "dense2")
    assert ratio == pytest.approx(first / np.linalg.norm(last))


def test_inputs_of_one_sign_give_gradients_of_one_sign():
    kernels = np.random.default_rng(0).normal(size=(2, 3, 3))
    mixed, positive = [[1.0, -1.0, 2.0], [-1.0, 2.0, 1.0]], [[1.0, 2.0, 3.0], [3.0, 1.0, 2.0]]
    net = dense_net(*kernels, np.ones((3, 1)), activation="sigmoid")
    assert gradients.same_sign_share(arm_of(net, mixed), "dense1", samples=2) == 0
    assert gradients.same_sign_share(arm_of(net, positive), "dense1", samples=2) == 1
    assert gradients.same_sign_share(arm_of(net, mixed), "dense2", samples=2) == 1


def test_how_far_weights_have_come():
    before, after = (dense_net([[1.0], [w]], [[2.0]]) for w in (0.0, 3.0))
    arm = arm_of(after, X, before=before)
    assert weights.distance_from_start(arm) == weights.distance_from_start(arm, "dense1") == 3
    assert weights.distance_from_start(arm, "dense2") == 0
    assert weights.relative_distance(arm, "dense1") == 3
    assert weights.zero_weight_share(arm_of(before, X), "dense1") == 0.5
    assert weights.links(arm_of(before, X), "dense1") == 1
    assert weights.weight_mean(arm, "dense1") == 2
    other = arm_of(after, X, before=dense_net([[1.0]], [[2.0]]))
    with pytest.raises(UserError, match="other weights"):
        weights.distance_from_start(other)


def test_a_model_is_left_as_it_was():
    inputs = keras.Input((2,))
    x = keras.layers.Dense(3, name="dense1")(inputs)
    x = keras.layers.BatchNormalization(name="norm1")(x)
    x = keras.layers.Dropout(0.5, name="dropout1")(x)
    model = keras.Model(inputs, keras.layers.Dense(1, name="dense2")(x))
    before = [np.array(one) for one in model.variables]
    arm = arm_of(model, X)
    first, second = (gradients.gradient_norm(arm, "dense1") for _ in range(2))
    assert first == second > 0
    (normalized,) = probe.probe(arm, "norm1")
    np.testing.assert_allclose(
        normalized.mean(0), 0, atol=1e-4
    )  # by the probe set's own statistics
    for variable, value in zip(model.variables, before, strict=True):
        np.testing.assert_array_equal(variable, value)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda arm: units.dead_share(arm, "activaton1"), "did you mean 'activation1'"),
        (lambda arm: gradients.gradient_norm(arm, "activation1"), "no kernel"),
        (lambda arm: units.dead_share(arm, "dense1", samples=0), "at least 1"),
        (lambda arm: weights.weight_mean(arm, "dense1", "gamma"), "it has kernel, bias"),
    ],
)
def test_what_the_model_does_not_have_is_refused(arm, call, said):
    with pytest.raises(UserError, match=said):
        call(arm)


def test_uncentered_inputs_take_more_updates_and_a_longer_way():
    assert zigzag.steps_to_learn(1, "sigmoid") > 2 * zigzag.steps_to_learn(1, "tanh")
    assert zigzag.detour(1, "sigmoid") > zigzag.detour(1, "tanh") > 1
    with pytest.raises(UserError, match="sigmoid, tanh"):
        zigzag.detour(1, "relu")


def test_an_activation_takes_longer_the_more_it_computes():
    cheap, costly = (cost.milliseconds(0, name) for name in ("linear", "gelu"))
    assert 0 < cheap < costly
    with pytest.raises(UserError, match="no activation `zzz`"):
        cost.milliseconds(0, "zzz")
