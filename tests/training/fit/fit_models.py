"""Kinds of models for `suite.fit` beside `Model.fit`: each is (compiled model, inputs, targets)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import layers

SAMPLES = 20
RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(SAMPLES, 4)).astype("float32")
Y = X.sum(axis=1, keepdims=True)
CLASSES = (X[:, 0] > 0).astype("int32") + (X[:, 1] > 0)
IMAGES = RANDOM.normal(size=(SAMPLES, 6, 6, 2)).astype("float32")
WORDS = RANDOM.integers(0, 5, size=(SAMPLES, 6))
KINDS: dict[str, Callable[[], tuple[keras.Model, Any, Any]]] = {}


def kind(function: Callable) -> Callable:
    def seeded() -> tuple[keras.Model, Any, Any]:
        keras.utils.set_random_seed(1)
        return function()

    KINDS[function.__name__] = seeded
    return function


def functional(cls: type = keras.Model, **options: Any) -> keras.Model:
    inputs = keras.Input((4,))
    hidden = layers.Dropout(0.3)(layers.Dense(6, "tanh")(inputs))
    model = cls(inputs, layers.Dense(1)(hidden))
    model.compile(**{"optimizer": "adam", "loss": "mse", "metrics": ["mae"], **options})
    return model


@kind
def dense():
    return functional(), X, Y


@kind
def unbuilt_sequential():
    model = keras.Sequential([layers.Dense(6, "relu"), layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    return model, X, Y


@kind
def subclassed():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.hidden, self.drop, self.out = (
                layers.Dense(6),
                layers.Dropout(0.2),
                layers.Dense(1),
            )

        def call(self, x, training=False):
            return self.out(self.drop(self.hidden(x), training=training))

    model = Own()
    model.compile("adam", "mse", metrics=["mae"])
    return model, X, Y


@kind
def subclassed_without_training():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.out = layers.Dense(1)

        def call(self, inputs):
            return self.out(inputs)

    model = Own()
    model.compile("sgd", "mae")
    return model, X, Y


@kind
def dicts():
    inputs = {"a": keras.Input((4,), name="a"), "b": keras.Input((4,), name="b")}
    both = layers.Concatenate()([inputs["a"], inputs["b"]])
    outputs = {"c": layers.Dense(1)(both), "d": layers.Dense(3)(both)}
    model = keras.Model(inputs, outputs)
    model.compile(
        "sgd",
        {"c": "mse", "d": keras.losses.SparseCategoricalCrossentropy(from_logits=True)},
        loss_weights={"c": 0.5, "d": 2.0},
        metrics={"c": ["mae"], "d": ["accuracy"]},
        weighted_metrics={"c": ["mse"]},
    )
    return model, {"a": X, "b": -X}, {"c": Y, "d": CLASSES}


@kind
def lists():
    a, b = keras.Input((4,)), keras.Input((4,))
    both = layers.Concatenate()([a, b])
    outputs = [layers.Dense(1, name="one")(both), layers.Dense(1, name="two")(both)]
    model = keras.Model([a, b], outputs)
    model.compile("sgd", ["mse", "mae"])
    return model, [X, -X], [Y, -Y]


@kind
def convolutional():
    inputs = keras.Input((6, 6, 2))
    x = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(4, 3)(inputs)))
    model = keras.Model(inputs, layers.Dense(3)(layers.Flatten()(x)))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.05, momentum=0.9), loss, metrics=["accuracy"])
    return model, IMAGES, CLASSES


@kind
def masked():
    model = keras.Sequential(
        [layers.Embedding(5, 3, mask_zero=True), layers.LSTM(4), layers.Dense(1)]
    )
    model.compile("sgd", "mse")
    return model, WORDS, Y


@kind
def softmax():
    inputs = keras.Input((4,))
    model = keras.Model(inputs, layers.Dense(3, "softmax")(inputs))
    model.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, X, CLASSES


@kind
def penalties():
    inputs = keras.Input((4,))
    hidden = layers.Dense(6, kernel_regularizer="l2", activity_regularizer="l1")(inputs)
    model = keras.Model(inputs, layers.Dense(1)(hidden))
    model.compile("sgd", "mse")
    return model, X, Y


@kind
def own_loss():
    class AddsLoss(layers.Layer):
        def call(self, x):
            self.add_loss(keras.ops.mean(keras.ops.square(x)))
            return x

    inputs = keras.Input((4,))
    model = keras.Model(inputs, AddsLoss()(layers.Dense(4)(inputs)))
    model.compile("sgd")
    return model, X, None


@kind
def own_compute_loss():
    class Own(keras.Model):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            return keras.ops.mean(keras.ops.abs(y - y_pred)) + 1.0

    return functional(Own), X, Y


@kind
def own_compute_metrics():
    class Own(keras.Model):
        def compute_metrics(self, x, y, y_pred, sample_weight=None):
            return {**super().compute_metrics(x, y, y_pred, sample_weight), "one": 1.0}

    return functional(Own), X, Y


@kind
def own_train_step():
    class Own(keras.Model):
        def train_step(self, data):
            return {**super().train_step(data), "one": 1.0}

    return functional(Own), X, Y


@kind
def own_test_step():
    class Own(keras.Model):
        def test_step(self, data):
            return {**super().test_step(data), "one": 1.0}

    return functional(Own), X, Y


@kind
def own_evaluate():
    class Own(keras.Model):
        def evaluate(self, *arguments, **options):
            return {**super().evaluate(*arguments, **options), "one": 1.0}

    return functional(Own), X, Y


@kind
def own_metrics():
    class Own(keras.Model):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            self.tracker = keras.metrics.Mean(name="mine")

        def compute_loss(self, x, y, y_pred, sample_weight, training=True):
            loss = keras.ops.mean(keras.ops.square(y - y_pred))
            self.tracker.update_state(loss)
            return loss

        @property
        def metrics(self):
            return [self.tracker]

    return functional(Own), X, Y


@kind
def eager():
    return functional(run_eagerly=True), X, Y


@kind
def three_steps_per_execution():
    return functional(steps_per_execution=3), X, Y


@kind
def nested():
    inputs = keras.Input((4,))
    block = keras.Sequential([layers.Dense(5, "relu"), layers.Dense(5)])
    model = keras.Model(inputs, layers.Dense(1)(block(block_input(inputs))))
    model.compile("adam", "huber")
    return model, X, Y


def block_input(inputs):
    return layers.Dense(4, "relu")(inputs)


@kind
def frozen():
    model = functional()
    for layer in model.layers:
        layer.trainable = False
    model.compile("sgd", "mse")
    return model, X, Y


@kind
def schedule_and_clipping():
    rate = keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)
    return functional(optimizer=keras.optimizers.Adam(rate, global_clipnorm=0.1)), X, Y


@kind
def average_of_keras():
    optimizer = keras.optimizers.SGD(0.1, use_ema=True, ema_overwrite_frequency=2)
    return functional(optimizer=optimizer), X, Y


@kind
def without_scaling():
    return functional(loss=keras.losses.MeanSquaredError(reduction="sum")), X, Y
