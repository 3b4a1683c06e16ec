"""Whether a run is stuck."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest

from suite import Diagnostic
from suite.diagnostics.start import Start, set_start
from suite.diagnostics.tools.stuck import Stuck, guessing_loss, penalty, stuck_limit
from suite.diagnostics.tools.window import Window
from tests.callbacks.nets import mlp


def stuck(losses, epoch: int = 10, epochs: int = 1000, model=None) -> Stuck:
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
    assert not stuck([1.1] * 199)
    assert stuck([1.1] * 200)
    assert not stuck([1.1] * 20, epochs=3)
    assert stuck([1.1] * 30, epochs=3)


def test_at_the_end_the_last_epoch_counts():
    assert not stuck([*[1.1] * 40, *[0.5] * 10], epochs=5)
    assert stuck([*[1.1] * 40, *[0.5] * 10], epochs=500).figure == pytest.approx(1.1)


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
