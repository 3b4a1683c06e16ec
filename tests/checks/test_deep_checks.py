"""Memorizing, gradients and mixing: on request."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.checks.batch_mixing import batch_mixing
from suite.checks.gradient_check import gradient_check
from suite.checks.overfit_batch import overfit_batch
from suite.checks.support.clone import clone, in_float64, without_dropout
from tests.checks.context import CLASSES, cnn, context, dense, mlp, severities

layers = keras.layers


def test_a_healthy_net_memorizes():
    assert overfit_batch(context(mlp)) == []


def test_a_net_through_which_no_gradient_comes_learns_nothing():
    def cut(x):
        return mlp(layers.Lambda(lambda t: 0 * t)(x))

    (finding,) = overfit_batch(context(cut))
    assert (finding.severity, finding.limit) == ("error", 1.0)
    assert finding.figure == pytest.approx(0.25)


def test_a_net_that_is_too_small_memorizes_a_part():
    def narrow(x):
        x = layers.GlobalAveragePooling2D()(x)
        return dense(CLASSES)(dense(1, "tanh")(x))

    (finding,) = overfit_batch(context(narrow))
    assert finding.severity == "warning"
    assert 0.25 < finding.figure < 1


@pytest.mark.parametrize("healthy", [mlp, cnn])
def test_right_gradients(healthy):
    assert gradient_check(context(healthy)) == []


class Doubled(keras.layers.Layer):
    """The identity, with a gradient that is twice too large."""

    def call(self, inputs):
        @tf.custom_gradient
        def identity(x):
            return tf.identity(x), lambda upstream: 2 * upstream

        return identity(inputs)


@pytest.mark.parametrize(
    ("layer", "error"),
    [(Doubled(), 0.5), (layers.Lambda(lambda t: tf.stop_gradient(t)), 1.0)],
)
def test_wrong_gradients(layer, error):
    def body(x):
        return dense(CLASSES)(layer(dense(16, "tanh", name="first")(layers.Flatten()(x))))

    (finding,) = gradient_check(context(body))
    assert (finding.severity, finding.layer) == ("error", "first")
    assert finding.figure == pytest.approx(error, abs=1e-3)


def test_healthy_nets_do_not_mix_samples():
    assert batch_mixing(context(mlp)) == []
    assert batch_mixing(context(cnn)) == []


@pytest.mark.parametrize(
    "mix",
    [
        lambda t: t - tf.reduce_mean(t, axis=0),
        lambda t: tf.reshape(tf.transpose(t), tf.shape(t)),
    ],
)
def test_mixing_is_an_error(mix):
    (finding,) = batch_mixing(context(lambda x: mlp(layers.Lambda(mix, output_shape=(6, 6, 2))(x))))
    assert finding.severity == "error"
    assert finding.figure > 0


def test_clones_keep_weights_and_change_what_they_shall():
    made = context(cnn).model
    calm, precise = clone(made, without_dropout), clone(made, in_float64)
    assert [layer.rate for layer in calm.layers if isinstance(layer, layers.Dropout)] == [0.0]
    assert {v.dtype for v in precise.trainable_variables} == {"float64"}
    for copy in (calm, precise):
        for old, new in zip(made.get_weights(), copy.get_weights(), strict=True):
            np.testing.assert_array_equal(old, new)


def test_what_cannot_be_cloned_is_a_note():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.head = layers.Dense(CLASSES)

        def call(self, x):
            return self.head(layers.Flatten()(x))

    own = Own()
    own(np.zeros((1, 6, 6, 2), "float32"))
    own.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    assert severities(gradient_check(context(own))) in ([], ["note"])
    assert severities(overfit_batch(context(own))) in ([], ["note"])


def test_a_copy_without_dropout_sees_images_as_they_are_and_without_noise():
    layers = keras.layers
    inside = [layers.RandomRotation(0.5), layers.RandomFlip(), layers.RandomCrop(4, 4)]
    made = keras.Sequential([keras.Input((6, 6, 1)), *inside, layers.GaussianNoise(0.5)])
    calm = clone(made, without_dropout)
    kinds = [type(layer).__name__ for layer in calm.layers]
    assert kinds == ["Identity", "Identity", "RandomCrop", "GaussianNoise"]  # a crop has a shape
    assert [layer.name for layer in calm.layers] == [layer.name for layer in made.layers]
    assert calm.layers[-1].stddev == 0.0
