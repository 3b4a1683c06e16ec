"""Arguments of `suite.fit` that cannot be meant, in full."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.errors import UserError
from suite.training.fit.fit_arguments import (
    check_counts,
    check_model,
    check_step_options,
    check_validation_freq,
    checked_epochs,
)
from suite.training.fit.fit_full_batch import refuse_own_methods, refuse_steps
from suite.training.fit.own_methods import (
    EVALUATION,
    LOGS,
    TRAINING,
    has_graph,
    own_method,
)


def refusal(check, *given, **named) -> str:
    with pytest.raises((ValueError, UserError)) as refused:
        check(*given, **named)
    return str(refused.value)


@pytest.mark.parametrize(("epochs", "expected"), [(0, 0), (1, 1), (np.int64(7), 7), (-1, -1)])
def test_epochs_are_a_whole_number(epochs, expected):
    found = checked_epochs(epochs)
    assert (found, type(found)) == (expected, int)


@pytest.mark.parametrize("epochs", [1.0, "1", True, None, [1]])
def test_epochs_that_are_none(epochs):
    assert refusal(checked_epochs, epochs) == (
        f"Argument `epochs` must be a whole number. Received: epochs={epochs!r}"
    )


def test_keras_may_limit_the_epochs(monkeypatch):
    from keras.src.backend import config

    monkeypatch.setattr(config, "max_epochs", lambda: 3, raising=False)
    assert checked_epochs(3) == 3
    with pytest.warns(UserWarning, match="^Limiting epochs to 3$"):
        assert checked_epochs(10) == 3


@pytest.mark.parametrize("value", [None, 0, 1, np.int32(8)])
def test_counts(value):
    check_counts(batch_size=value)


@pytest.mark.parametrize("value", [-1, 1.0, "8", True])
def test_what_is_no_count(value):
    assert refusal(check_counts, initial_epoch=0, batch_size=value) == (
        f"Argument `batch_size` must be a whole number of at least 0, or None. "
        f"Received: batch_size={value!r}"
    )


@pytest.mark.parametrize("value", [1, 5, [1], [2, 4], []])
def test_validation_frequencies(value):
    check_validation_freq(value)


@pytest.mark.parametrize("value", [0, -1, 1.5, "1", (1, 2), None, True])
def test_what_is_no_validation_frequency(value):
    assert refusal(check_validation_freq, value) == (
        "Argument `validation_freq` must be a whole number of at least 1, or a list of epochs "
        f"counted from 1. Received: validation_freq={value!r}"
    )


@pytest.mark.parametrize(
    ("steps", "clip_norm"), [("auto", None), (1, 1), (np.int64(4), 0.5), (100, np.float32(2.0))]
)
def test_the_suite_s_own_options(steps, clip_norm):
    check_step_options(steps, clip_norm)


@pytest.mark.parametrize("steps", [0, -3, 2.0, "many", True, None])
def test_what_is_no_number_of_steps(steps):
    assert refusal(check_step_options, steps, None) == (
        'Argument `steps_per_execution` must be "auto" or a whole number of at least 1. '
        f"Received: steps_per_execution={steps!r}"
    )


@pytest.mark.parametrize("clip_norm", [0, -1.0, "1", float("nan")])
def test_what_is_no_limit(clip_norm):
    assert refusal(check_step_options, "auto", clip_norm) == (
        f"Argument `clip_norm` must be above 0, or None. Received: clip_norm={clip_norm!r}"
    )


def compiled(kind: type[keras.Model] = keras.Model, **options) -> keras.Model:
    inputs = keras.Input((2,))
    model = kind(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", "mse", **options)
    return model


class OwnStep(keras.Model):
    def train_step(self, data):
        return {}


class OwnTest(keras.Model):
    def test_step(self, data):
        return {}


class OwnLogs(keras.Model):
    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        return {}


class OwnCall(keras.Model):
    def call(self, inputs, training=None, mask=None):
        return inputs


class OwnFit(keras.Model):
    def fit(self, *given, **named):
        return None


@pytest.mark.parametrize("kind", [keras.Model, OwnStep, OwnTest, OwnLogs])
def test_models_that_can_be_trained(kind):
    check_model(compiled(kind))


def test_a_model_with_a_fit_of_its_own():
    assert refusal(check_model, compiled(OwnFit)) == (
        "model: OwnFit has a `fit` of its own, which suite.fit would not call; call that, or move "
        "what it does into `train_step` or callbacks."
    )


def test_a_model_that_is_not_compiled():
    assert refusal(check_model, keras.Sequential([keras.Input((2,))])) == (
        "Argument `model` must be compiled with an optimizer: call model.compile()."
    )


@pytest.mark.parametrize("other", [None, "resnet", keras.layers.Dense(1), keras.Model])
def test_what_is_no_model(other):
    kind = type(other).__name__
    assert refusal(check_model, other) == (
        f"Argument `model` must be a keras.Model. Received: model={other!r} (of type {kind})"
    )


@pytest.mark.parametrize(
    ("kind", "names", "method"),
    [
        (keras.Model, (*TRAINING, *EVALUATION, *LOGS), None),
        (OwnStep, TRAINING, "train_step"),
        (OwnStep, EVALUATION, None),
        (OwnTest, EVALUATION, "test_step"),
        (OwnLogs, LOGS, "compute_metrics"),
        (OwnLogs, (*TRAINING, *LOGS), "compute_metrics"),
    ],
)
def test_whose_methods(kind, names, method):
    assert own_method(compiled(kind), names) == method


def test_a_method_of_the_object_s_own_counts_too():
    model = compiled()
    object.__setattr__(model, "train_step", lambda data: {})
    assert own_method(model, TRAINING) == "train_step"


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (compiled, True),
        (lambda: keras.Sequential([keras.layers.Dense(1)]), True),
        (lambda: compiled(OwnStep), True),
        (lambda: OwnCall(), False),
        (lambda: compiled(OwnCall), False),
    ],
)
def test_whether_the_layers_outputs_can_be_had(make, expected):
    assert has_graph(make()) is expected


def test_plain_models_give_the_loss_of_the_whole_set():
    refuse_own_methods(compiled())


@pytest.mark.parametrize(
    ("kind", "options", "what"),
    [
        (OwnStep, {}, "a train_step of its own"),
        (OwnTest, {}, "a test_step of its own"),
        (OwnLogs, {}, "a compute_metrics of its own"),
        (keras.Model, {"run_eagerly": True}, "run_eagerly=True"),
    ],
)
def test_others_do_not(kind, options, what):
    assert refusal(refuse_own_methods, compiled(kind, **options)) == (
        f"model: SGD asks for the loss of the whole training set, which a model with {what} does "
        "not give; take an optimizer for batches."
    )


def test_steps_of_batches_are_refused_for_the_full_batch():
    refuse_steps(steps_per_epoch=None, clip_norm=None)
    assert refusal(refuse_steps, steps_per_epoch=None, clip_norm=1.5) == (
        "Argument `clip_norm` must be None with an optimizer for the full batch, of which an epoch "
        "is one iteration. Received: clip_norm=1.5"
    )
