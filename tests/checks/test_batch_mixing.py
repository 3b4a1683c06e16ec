"""Whether one sample's prediction depends on the others."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.checks import CheckContext
from suite.checks.batch_mixing import batch_mixing, other

L = keras.layers


@pytest.mark.parametrize(
    ("gradients", "removed", "place"),
    [
        ([[1.0], [0.0]], 0, 1),
        ([[0.0], [1.0]], 0, 2),
        ([[1.0], [0.0]], 2, 0),
        ([[0.0], [1.0]], 2, 1),
        ([[1.0], [0.0]], 1, 0),
        ([[0.0], [1.0]], 1, 2),
        ([[0.5, 0.1], [0.2, 0.6]], 1, 2),
    ],
)
def test_the_sample_is_counted_as_in_the_batch(gradients, removed, place):
    assert other(np.array(gradients), removed) == place


def context(mix, samples: int = 8) -> CheckContext:
    model = keras.Sequential([keras.Input((3,)), L.Lambda(mix, output_shape=(3,))])
    x = np.random.default_rng(0).normal(size=(samples, 3)).astype("float32")
    return CheckContext(None, model, None, (x, np.zeros(samples)), 2)


def rolled(t):
    """Each sample gets what belongs to the one before it."""
    return tf.roll(t, 1, axis=0)


def to_the_last(t):
    """The last sample takes a bit of the third."""
    return tf.concat([t[:-1], t[-1:] + 0.001 * t[2:3]], 0)


@pytest.mark.parametrize(
    ("mix", "text"),
    [
        (rolled, "The prediction for sample 0 of a batch depends on sample 7: some layer mixes"),
        (
            to_the_last,
            "The prediction for sample 7 of a batch depends on sample 2: some layer mixes",
        ),
    ],
)
def test_the_samples_are_named(mix, text):
    (finding,) = batch_mixing(context(mix))
    assert finding.text == f"{text} the samples."
    assert (finding.severity, finding.limit, finding.topic) == (
        "error",
        0.0,
        "foundations/backprop",
    )


@pytest.mark.parametrize(
    "mix", [tf.identity, tf.nn.softmax, lambda t: t * tf.reduce_sum(t, 1)[:, None]]
)
def test_axes_within_a_sample_may_be_mixed(mix):
    assert batch_mixing(context(mix)) == []


def test_only_the_first_eight_samples_are_looked_at():
    assert batch_mixing(context(lambda t: tf.concat([t[:8], t[8:] + t[:1]], 0), samples=9)) == []


def test_batch_statistics_mix_in_training_only():
    model = keras.Sequential([keras.Input((3,)), L.BatchNormalization(), L.Dense(2)])
    made = CheckContext(None, model, None, (np.eye(8, 3, dtype="float32"), np.zeros(8)), 2)
    assert batch_mixing(made) == []


def test_class_numbers_have_no_gradient():
    model = keras.Sequential([keras.Input((2,), dtype="int32"), L.Embedding(5, 3), L.Flatten()])
    made = CheckContext(None, model, None, (np.ones((8, 2), "int32"), np.zeros(8)), 2)
    assert batch_mixing(made) == []


def test_several_inputs_or_outputs_are_not_judged():
    a, b = keras.Input((2,)), keras.Input((2,))
    batch = (np.ones((4, 2)), np.zeros(4))
    for model in (keras.Model([a, b], L.Add()([a, b])), keras.Model(a, [L.ReLU()(a), L.ELU()(a)])):
        assert batch_mixing(CheckContext(None, model, None, batch, 2)) == []
