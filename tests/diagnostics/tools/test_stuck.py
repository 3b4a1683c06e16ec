"""Whether a run is stuck."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest

from suite import Diagnostic
from suite.diagnostics.start import Start, set_start
from suite.diagnostics.tools.stuck import Stuck, guessing_loss, loss_scale, penalty, stuck_limit
from suite.diagnostics.tools.window import Window
from tests.callbacks.nets import mlp


def stuck(losses, epoch: int = 10, epochs: int = 80, model=None) -> Stuck:
    diagnostic = Diagnostic()
    diagnostic.set_params({"steps": epoch, "epochs": epochs})
    gate = Stuck(model or mlp(), Window(diagnostic))
    rows = {"step": np.arange(len(losses)), "loss": np.asarray(losses, float)}
    gate.window.add(rows)
    gate.add(rows)
    return gate


def test_limit():
    assert stuck_limit(2.0, math.log(3)) == pytest.approx(0.9 * math.log(3))
    assert stuck_limit(0.5, math.log(3)) == pytest.approx(0.45)
    assert stuck_limit(math.inf, math.log(3)) == pytest.approx(0.9 * math.log(3))


@pytest.mark.parametrize(("level", "expected"), [(1.0, True), (0.97, False), (math.nan, False)])
def test_compares_the_median_with_the_limit(level, expected):
    assert bool(stuck([1.1, *[level] * 299])) == expected


def test_waits_for_200_steps_or_the_end():
    assert not stuck([1.1] * 199, epochs=80)
    assert stuck([1.1] * 200, epochs=80)
    assert not stuck([1.1] * 20, epochs=3)
    assert stuck([1.1] * 30, epochs=3)


def test_lets_a_quarter_of_a_long_run_pass():
    assert not stuck([1.1] * 249, epochs=100)
    assert stuck([1.1] * 250, epochs=100)


@pytest.mark.parametrize(
    ("losses", "harmed"),
    [
        ([1.1] * 300, True),
        ([1.1, *[np.nan] * 299], True),
        ([1.1, *[0.2] * 299], False),
        ([], False),
    ],
)
def test_a_run_is_harmed_that_is_stuck_or_has_lost_its_loss(losses, harmed):
    assert stuck(losses, epochs=30).is_harmed is harmed


def test_at_the_end_the_last_epoch_counts():
    assert not stuck([*[1.1] * 40, *[0.5] * 10], epochs=5)
    assert stuck([*[1.1] * 40, *[0.5] * 10], epochs=50).figure == pytest.approx(1.1)


def test_penalties_are_taken_off_on_both_sides():
    model = mlp()
    model.get_layer("dense1").kernel.regularizer = keras.regularizers.L2(0.1)
    extra = 0.1 * float(np.sum(np.square(np.array(model.get_layer("dense1").kernel))))
    assert penalty(model) == pytest.approx(extra, rel=1e-5)
    gate = stuck([1.0 + extra, *[0.5 + extra] * 299], model=model)
    assert gate.figure == pytest.approx(0.5, rel=1e-5)
    assert gate.limit == pytest.approx(0.9, rel=1e-5)


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("sparse_categorical_crossentropy", math.log(3)),
        (keras.losses.CategoricalCrossentropy(from_logits=True), math.log(3)),
        (keras.losses.categorical_focal_crossentropy, math.log(3)),
        ("mse", math.inf),
        (keras.losses.CategoricalHinge(), math.inf),
    ],
)
def test_guessing_has_a_known_cross_entropy_only(loss, expected):
    model = mlp()
    model.compile("sgd", loss)
    assert guessing_loss(model) == pytest.approx(expected)


def test_one_output_is_two_classes():
    inputs = keras.Input((4,))
    model = keras.Model(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", keras.losses.BinaryCrossentropy(from_logits=True))
    assert guessing_loss(model) == pytest.approx(math.log(2))


def test_weights_that_were_trained_before_may_begin_with_a_small_loss():
    model = mlp()
    assert stuck([0.1] * 200, model=model)
    set_start(model, Start(is_trained=True))
    assert not stuck([0.1] * 200, model=model)
    assert stuck([1.1] * 200, model=model)  # ln 3 is 1.1


@pytest.mark.parametrize(
    ("loss", "first", "scale"),
    [
        ("sparse_categorical_crossentropy", 50.0, 1.0),
        ("categorical_hinge", 50.0, 1.0),
        (keras.losses.BinaryCrossentropy(), 50.0, 1.0),
        ("mse", 50.0, 50.0),
        ("mse", 0.5, 1.0),
        ("mse", math.inf, 1.0),  # a resumed run has not seen it
        ("mse", math.nan, 1.0),
        (lambda y, p: p, 50.0, 50.0),
    ],
)
def test_by_what_the_size_of_a_loss_is_measured(loss, first, scale):
    model = mlp()
    model.compile("sgd", loss)
    assert loss_scale(model, first) == scale


@pytest.mark.parametrize(("classes", "expected"), [(1, 2), (2, 2), (3, 3), (10, 10), (1000, 1000)])
def test_guessing_among_classes(classes, expected):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(classes)])
    model.compile(loss="sparse_categorical_crossentropy")
    assert guessing_loss(model) == pytest.approx(math.log(expected))
    model.compile(loss="binary_crossentropy")
    assert guessing_loss(model) == pytest.approx(math.log(2))


def test_a_model_that_does_not_tell_its_outputs_has_no_guess():
    class Own(keras.Model):
        def call(self, x):
            return x

    model = Own()
    model.compile(loss="sparse_categorical_crossentropy")
    assert guessing_loss(model) == math.inf


def test_the_first_loss_is_that_of_step_zero_and_no_other():
    diagnostic = Diagnostic()
    diagnostic.set_params({"steps": 10, "epochs": 10})
    gate = Stuck(mlp(), Window(diagnostic))
    assert diagnostic.first_loss == math.inf
    gate.add({"step": np.array([], int), "loss": np.array([])})
    gate.add({"step": np.array([3, 4]), "loss": np.array([9.0, 8.0])})
    assert diagnostic.first_loss == math.inf
    gate.add({"step": np.array([0, 1]), "loss": np.array([2.5, 8.0])})
    assert diagnostic.first_loss == 2.5
    assert gate.limit == pytest.approx(0.9 * math.log(3))


def test_several_penalties_are_added_up():
    model = mlp()
    for name in ("dense1", "dense2"):
        kernel = model.get_layer(name).kernel
        kernel.assign(np.full(kernel.shape, 0.5))
        kernel.regularizer = keras.regularizers.L1(0.01)
    count = sum(int(np.prod(model.get_layer(n).kernel.shape)) for n in ("dense1", "dense2"))
    assert penalty(model) == pytest.approx(0.005 * count, rel=1e-5)
    assert penalty(mlp()) == 0.0
