"""What `suite.fit` sees before the first step, and what it leaves alone."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from suite.diagnostics.start import start_of
from suite.training.fit.checkup.first_look import first_look, note_start, was_trained
from suite.training.fit.data.known_arrays import dataset_of


def compiled(*made: keras.Layer, loss: str = "sparse_categorical_crossentropy") -> keras.Model:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([*made])
    model.compile("sgd", loss)
    return model


def said(model: keras.Model, x: np.ndarray, y: np.ndarray) -> list[tuple[str, str]]:
    return [(one.diagnostic, one.severity) for one in first_look(model, (x, y), None)]


NUMBERS = np.random.default_rng(0).integers(0, 500, (32, 6))
LABELS = np.arange(32) % 3


@pytest.mark.parametrize(
    "first",
    [
        [layers.Embedding(500, 4), layers.Flatten()],
        [layers.CategoryEncoding(500, output_mode="multi_hot")],
        [layers.Lambda(lambda x: keras.ops.cast(x % 7, "float32"), output_shape=(6,))],
    ],
)
def test_numbers_of_words_have_no_scale(first):
    model = compiled(keras.Input((6,), dtype="int32"), *first, layers.Dense(3, "softmax"))
    assert ("input_scale", "warning") not in said(model, NUMBERS, LABELS)


def test_quantities_have_one():
    model = compiled(keras.Input((6,)), layers.Dense(3, "softmax"))
    assert ("input_scale", "warning") in said(model, NUMBERS, LABELS)
    model.layers[0].bias.assign(np.ones(3))  # somebody has trained it on them
    note_start(model)
    assert ("input_scale", "warning") not in said(model, NUMBERS, LABELS)
    bad = NUMBERS / 100.0
    bad[0, 0] = np.nan
    assert ("input_scale", "error") in said(model, bad, LABELS)


def test_a_check_that_fails_is_a_note():
    model = compiled(keras.Input((6,)), layers.Dense(3, "softmax"))
    words = np.array([["a"] * 6] * 32)
    found = first_look(model, (words, LABELS), None)
    assert found
    assert {one.severity for one in found} == {"note"}
    assert "could not look at this model or its data" in found[0].text


def test_uneven_classes_may_be_weighed():
    model = compiled(keras.Input((6,)), layers.Dense(3, "softmax"))
    x, y = np.random.default_rng(0).normal(size=(64, 6)).astype("float32"), np.arange(64) > 60
    data = dataset_of(model, (x, y.astype("int64")), None)
    weights = np.where(y, 20.0, 1.0)
    assert [one.topic for one in first_look(model, (x, y), data)] == ["loss/focal"]
    assert first_look(model, (x, y, weights), data) == []


def test_what_was_trained_before():
    model = compiled(keras.Input((6,)), layers.Dense(3), layers.BatchNormalization())
    assert not was_trained(model)
    note_start(model)
    assert not start_of(model).is_trained
    model.layers[1].moving_mean.assign([0.0, 0.1, 0.0])
    assert was_trained(model)


def test_a_bias_that_does_not_begin_at_zero_says_nothing():
    assert not was_trained(compiled(keras.Input((6,)), layers.Dense(3, bias_initializer="ones")))


def test_steps_of_the_optimizer_are_training():
    model = compiled(keras.Input((6,)), layers.Dense(3, use_bias=False))
    model.optimizer.build(model.trainable_variables)
    assert not was_trained(model)
    model.optimizer.iterations.assign(1)
    assert was_trained(model)
