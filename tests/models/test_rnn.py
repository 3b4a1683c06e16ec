"""Recurrent networks against the recurrence, worked out step by step."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.models.rnn import rnn
from tests.models.build import build


def sequences(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def weights(model):
    return {
        f"{layer.name}/{w.name}": np.asarray(w) for layer in model.layers for w in layer.weights
    }


def test_the_recurrence_by_hand():
    model = build(rnn, (3, 5), units=4, bias_initializer="random_normal")
    found, x = weights(model), sequences((2, 3, 5))
    assert [name.partition("/")[0] for name in found] == [
        "input_kernel", "input_kernel", "recurrent_kernel", "logits", "logits"
    ]  # fmt: skip
    state = np.zeros((2, 4))
    for step in range(3):
        driven = x[:, step] @ found["input_kernel/kernel"] + found["input_kernel/bias"]
        state = np.tanh(driven + state @ found["recurrent_kernel/kernel"])
    logits = state @ found["logits/kernel"] + found["logits/bias"]
    np.testing.assert_allclose(model(x), logits, atol=1e-5)


def test_it_agrees_with_the_layer_of_keras():
    model = build(rnn, (6, 3), units=4)
    layer = keras.layers.SimpleRNN(4)
    layer.build((None, 6, 3))
    found = weights(model)
    layer.set_weights([
        found["input_kernel/kernel"], found["recurrent_kernel/kernel"], found["input_kernel/bias"]
    ])  # fmt: skip
    last = keras.Model(model.inputs[0], model.get_layer("state").output)
    x = sequences((2, 6, 3))
    np.testing.assert_allclose(last(x), layer(x), atol=1e-5)


def test_rows_of_an_image_are_its_steps():
    images = sequences((2, 4, 3, 2))
    rows = build(rnn, (4, 6), units=4)
    model = build(rnn, (4, 3, 2), units=4)
    model.set_weights(rows.get_weights())
    np.testing.assert_array_equal(model(images), rows(images.reshape(2, 4, 6)))


def test_batch_normalization_has_statistics_of_each_step_and_weight_normalization_none():
    batch, weight = (build(rnn, (5, 3), units=4, norm=norm) for norm in ("batch", "weight"))
    assert sum(int(np.prod(w.shape)) for w in batch.non_trainable_weights) == 5 * 2 * 4
    assert weight.non_trainable_weights == []
    assert sum(w.name == "g" for w in weight.trainable_weights) == 2


@pytest.mark.parametrize("shape", [(5,), (None, 3), (2, 2, 2, 2)])
def test_what_is_no_sequence_is_refused(shape):
    with pytest.raises(ValueError, match="steps, features"):
        rnn(keras.Input(shape), 3)
