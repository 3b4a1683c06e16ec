"""What some diagnostics see of a step, and what is computed for them."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.diagnostics import Diagnostic
from suite.diagnostics.step_observer import StepObserver
from suite.diagnostics.trace import Seen, Trace
from tests.callbacks.nets import cnn
from tests.diagnostics.needy import Needy


@pytest.fixture(scope="module")
def model():
    built = cnn(keras.optimizers.SGD(0.1))
    built.optimizer.build(built.trainable_variables)
    return built


def built(diagnostics: list[Diagnostic], model: keras.Model) -> list[Diagnostic]:
    for diagnostic in diagnostics:
        diagnostic.build(model)
    return diagnostics


def test_all_needs_together_are_those_of_each(model):
    diagnostics = [Needy("gradients"), Needy(), Needy("weights", "gradients")]
    assert StepObserver(diagnostics, model).needs == {"gradients", "weights"}


@pytest.mark.parametrize(
    ("diagnostics", "layers"),
    [
        ([], []),
        ([Needy("gradients", layers=["relu1"])], []),  # layers of activations only
        ([Needy("activations", layers=["relu2", "relu1"])], ["relu2", "relu1"]),
        (
            [Needy("activations", layers=["relu1"]), Needy("activations", layers=["relu1"])],
            ["relu1"],
        ),
        ([Needy("activation_gradients", layers=["pool1"])], ["pool1"]),
    ],
)
def test_only_the_wanted_layers_are_tapped(model, diagnostics, layers):
    observer = StepObserver(built(diagnostics, model), model)
    assert observer.layers == layers
    predictions, tapped = observer.forward(tf.ones([2, 6, 6, 2]))
    assert list(tapped) == layers
    assert predictions.shape == (2, 3)


def test_the_tap_is_the_forward_pass_itself(model):
    x = np.random.default_rng(0).normal(size=(4, 6, 6, 2)).astype("float32")
    tapped, plain_pass = (
        StepObserver(built(diagnostics, model), model)
        for diagnostics in ([Needy("activations", layers=["logits"])], [])
    )
    predictions, layers = tapped.forward(x)
    np.testing.assert_array_equal(predictions, layers["logits"])
    np.testing.assert_allclose(predictions, plain_pass.forward(x)[0], rtol=1e-6)


def test_gradients_are_taken_by_those_layers_that_somebody_asks_of(model):
    diagnostics = [
        Needy("activations", layers=["relu1"]),
        Needy("activation_gradients", layers=["relu2"]),
    ]
    observer = StepObserver(built(diagnostics, model), model)
    assert observer.differentiated({"relu1": "a", "relu2": "b"}) == {"relu2": "b"}


@pytest.mark.parametrize(
    ("needs", "copied"),
    [
        ((), False),
        (("gradients",), False),
        (("activations",), False),
        (("weights",), True),
        (("updates",), True),
    ],
)
def test_weights_are_copied_for_those_who_ask_what_they_were(model, needs, copied):
    weights = StepObserver([Needy(*needs)], model).weights()
    assert (set(weights) == {v.path for v in model.trainable_variables}) is copied
    assert bool(weights) is copied


def test_moving_statistics_are_copied_for_batch_statistics(model):
    observer = StepObserver(built([Needy("batch_stats", layers=["norm1"])], model), model)
    norm = model.get_layer("norm1")
    assert set(observer.weights()) == {norm.moving_mean.path, norm.moving_variance.path}


@pytest.mark.parametrize(
    ("cadences", "iteration", "observed"),
    [
        ((2, 4), 0, [2, 4]),
        ((2, 4), 2, [2]),
        ((1, 4), 3, [1]),
        ((2, 3), 3, [3]),
        ((4,), 4, [4]),
    ],
)
def test_those_observe_that_are_due(model, cadences, iteration, observed):
    diagnostics = [Needy(every=every) for every in cadences]
    trace = Trace(tf.constant(0.5), None, {}, {})
    gradients = [None for _ in model.trainable_variables]
    seen = Seen(tf.constant(iteration), trace, gradients, None)
    StepObserver(diagnostics, model).observe((None, None, None), {}, seen)
    assert [one.every for one in diagnostics if one.seen] == observed


@pytest.mark.parametrize(("scale", "expected"), [(None, 6.0), (2.0, 3.0), (1024.0, 6 / 1024)])
def test_gradients_are_those_of_the_loss_itself(model, scale, expected):
    diagnostic = Needy("gradients")
    trace = Trace(tf.constant(0.5), None, {}, {"relu1": tf.constant(6.0)})
    first, *others = model.trainable_variables
    gradients = [tf.fill(first.shape, 6.0), *(None for _ in others)]
    seen = Seen(tf.constant(7), trace, gradients, scale and tf.constant(scale))
    StepObserver([diagnostic], model).observe((None, None, None), {}, seen)
    (step,) = diagnostic.seen
    assert list(step.gradients) == [first.path]
    np.testing.assert_allclose(step.gradients[first.path], np.full(first.shape, expected))
    assert float(step.activation_gradients["relu1"]) == pytest.approx(expected)
    assert int(step.iteration) == 7
