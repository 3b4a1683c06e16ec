"""A long run, of which most steps are plain ones, trains the same weights as one without."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from callbacks.activation_stats import ActivationStats
from callbacks.batchnorm_stats import BatchnormStats
from callbacks.dead_neurons import DeadNeurons
from callbacks.finite import Finite
from callbacks.gradient_norm import GradientNorm
from callbacks.update_ratio import UpdateRatio
from suite.diagnostics import diagnostic, observers
from suite.diagnostics.step_observer import StepObserver
from tests.callbacks.nets import L, compiled, watch
from tests.callbacks.support.gradient_runs import policy

WAYS = {
    "plain": {},
    "micro-batches": {"micro_batches": 4},
    "mixed": {},
    "XLA": {"jit_compile": True},
}


def network() -> keras.Model:
    keras.utils.set_random_seed(2)
    inputs = keras.Input((6, 6, 2))
    x = L.ReLU(name="relu1")(L.Conv2D(4, 3, padding="same", name="conv1")(inputs))
    x = L.ReLU(name="relu2")(L.BatchNormalization(name="norm")(x))
    return compiled(inputs, L.Flatten()(L.Dropout(0.3)(x)), keras.optimizers.Adam(0.01))


@pytest.mark.parametrize(
    ("way", "cadences"),
    [
        *[("plain", both) for both in ((3, 3), (2, 3), (1, 4))],
        ("micro-batches", (2, 3)),
        *[pytest.param(way, (2, 3), marks=pytest.mark.slow) for way in ("mixed", "XLA")],
    ],
)
def test_plain_and_measuring_steps_move_the_weights_alike(way, cadences, monkeypatch):
    for module in (diagnostic, observers):
        monkeypatch.setattr(module, "SHORT_RUN", 5)
    made = []

    def observer(*arguments):
        made.append(arguments[-1])
        return StepObserver(*arguments)

    monkeypatch.setattr(observers, "StepObserver", observer)
    one, other = cadences
    watching = [Finite(), GradientNorm(one), UpdateRatio(other), DeadNeurons(one)]
    watching += [ActivationStats(other), BatchnormStats(one)]
    with policy(way):
        plain, observed = network(), network()
    watch(plain, [], epochs=2, **WAYS[way])
    watch(observed, watching, epochs=2, **WAYS[way])
    assert made == [False, True]  # `is_measured` of both steps
    variables = [*observed.variables, *observed.optimizer.variables]
    expected = [*plain.variables, *plain.optimizer.variables]
    for a, b in zip(variables, expected, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy(), err_msg=a.path)


@pytest.mark.parametrize("every", [1, 3, 4])
def test_the_steps_that_are_due_are_measured(every, monkeypatch):
    for module in (diagnostic, observers):
        monkeypatch.setattr(module, "SHORT_RUN", 5)
    norm, ratio = GradientNorm(every), UpdateRatio(2)
    steps = []
    report = norm.report
    monkeypatch.setattr(norm, "report", lambda: steps.extend(norm.rows.read()["step"]) or report())
    watch(network(), [norm, ratio], epochs=2)
    assert steps == list(range(0, 20, every))
