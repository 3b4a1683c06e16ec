"""Measures of gates, activations and losses against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

import suite
from suite.errors import UserError
from suite.studies.measures.arm import Arm
from suite.studies.measures.calculus import backward, convexity, curves, graphs

MATRIX = "f = sum(q * q); q = W @ x; W = [[0.1, 0.5], [-0.3, 0.8]]; x = [0.2, 0.4]"


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


CLOSED = {
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
    "tanh": (math.tanh, lambda x: 1 - math.tanh(x) ** 2),
    "relu": (lambda x: max(x, 0.0), lambda x: float(x > 0)),
    "softplus": (lambda x: math.log1p(math.exp(x)), sigmoid),
    "elu": (lambda x: x if x > 0 else math.expm1(x), lambda x: 1.0 if x > 0 else math.exp(x)),
}


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("x", [-10.0, -0.5, 0.75, 10.0])
def test_activations_and_their_slopes(name, x):
    value, slope = CLOSED[name]
    assert curves.activation(name, x) == pytest.approx(value(x), rel=1e-6)
    assert curves.derivative(name, x) == pytest.approx(slope(x), rel=1e-6)


def test_the_shape_of_a_curve():
    assert curves.steepest("sigmoid") == pytest.approx(0.25)
    edge = math.log((1 - 2 * 0.01 + math.sqrt(1 - 4 * 0.01)) / (2 * 0.01))  # sigmoid' = 0.01
    assert curves.flat_share("sigmoid") == pytest.approx(1 - edge / 12, abs=1e-3)
    assert curves.mean_output("tanh") == pytest.approx(0, abs=1e-12)
    assert curves.mean_output("relu") == pytest.approx(3, abs=1e-3)
    assert curves.lowest_value("tanh") == pytest.approx(math.tanh(-12))
    assert curves.distance_from_identity("tanh", 0.1) == pytest.approx(0.1 - math.tanh(0.1))


def test_unknown_names_are_refused():
    with pytest.raises(UserError, match="did you mean 'sigmoid'"):
        curves.activation("sigmoit", 0)
    with pytest.raises(UserError, match="not known"):
        convexity.least_curvature(0, "tanh", "cross_entropy")
    with pytest.raises(UserError, match="no number at"):
        graphs.graph_value(MATRIX, "q", 2)
    with pytest.raises(UserError, match="is no gate"):
        graphs.gate_jacobian(MATRIX, "x", 0, 0)


def test_numbers_of_vectors_and_matrices():
    assert graphs.graph_value(MATRIX, "q", 1) == pytest.approx(0.26)
    assert graphs.graph_gradient(MATRIX, "W", 1, 0) == pytest.approx(2 * 0.26 * 0.2)
    assert graphs.gate_jacobian(MATRIX, "q", 1, 0, input=1) == pytest.approx(-0.3)
    assert graphs.gate_jacobian(MATRIX, "q", 1, 2) == pytest.approx(0.2)


def test_softmax_is_the_one_whose_jacobian_is_not_diagonal():
    p = np.exp([-1.5, -0.5, 0.25, 0.75, 2.0])
    p /= p.sum()
    off = np.outer(p, p) - np.diag(p**2)
    assert backward.jacobian_off_diagonal("softmax") == pytest.approx(off.max())
    assert backward.jacobian_off_diagonal("sigmoid") == 0


@pytest.mark.parametrize("seed", range(3))
def test_the_backward_formula_of_batch_normalization(seed):
    errors = {
        against: backward.batch_norm_gradient_error(seed, 6, 4, against)
        for against in ("tape", "differences", "frozen")
    }
    assert errors["tape"] < 1e-12
    assert errors["differences"] < 1e-8
    assert errors["frozen"] > 0.05


def test_the_gradient_of_a_model_is_its_slope_and_weights_stay_as_they_were():
    arm = Arm(suite.load("loss/softmax", "model.widths=[8]"))
    before = arm.initial_model.get_weights()
    assert backward.gradient_error(arm) < 0.01
    for one, other in zip(before, arm.initial_model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_curvature_of_squares_is_twice_the_least_second_moment():
    generator = np.random.default_rng(3)
    x = generator.normal(size=(20, 2))
    least = np.linalg.eigvalsh(2 * x.T @ x / 20).min()
    assert convexity.least_curvature(3, "linear") == pytest.approx(least, rel=1e-6)
    assert convexity.least_curvature(3, "sigmoid", "cross_entropy") > 0
    assert convexity.least_curvature(3, "sigmoid") < 0


def test_layers_without_bends_are_one_affine_map():
    linear = suite.load("loss/softmax", "model={kind: mlp, widths: [16, 16], activation: linear}")
    relu = suite.load("loss/softmax", "model={kind: mlp, widths: [16, 16]}")
    assert convexity.bend(Arm(linear)) < 1e-5
    assert convexity.bend(Arm(relu)) > 0.05
