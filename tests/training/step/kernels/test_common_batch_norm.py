"""Batch normalization on parts of a batch against Keras's on the whole of it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.training.step.kernels.common_batch_norm import common_batch_normalization, is_common


class Exchange:
    """What replicas that are threads of this process hand in, and how often they did."""

    def __init__(self, replicas: int) -> None:
        self.barrier = threading.Barrier(replicas, timeout=30)
        self.given: dict[int, tf.Tensor] = {}
        self.own = threading.local()
        self.rounds = 0

    num_replicas_in_sync = property(lambda self: self.barrier.parties)
    replica_id_in_sync_group = property(lambda self: self.own.number)

    def all_reduce(self, operation: str, t: tf.Tensor) -> tf.Tensor:
        assert operation == "SUM"
        self.given[self.own.number] = t
        self.rounds += self.own.number == 0
        self.barrier.wait()
        total = tf.add_n(list(self.given.values()))
        self.barrier.wait()
        return total


def network(shape, synchronized: bool, **arguments) -> keras.Model:
    inputs = keras.Input(shape)
    layer = keras.layers.BatchNormalization(
        momentum=0.9, synchronized=synchronized, dtype=keras.config.dtype_policy(), **arguments
    )
    model = keras.Model(inputs, layer(inputs))
    random = np.random.default_rng(1)
    model.set_weights([random.uniform(0.5, 2.0, w.shape) for w in model.get_weights()])
    return model


def results(model: keras.Model, x: np.ndarray, cotangent: np.ndarray) -> list[np.ndarray]:
    """Outputs, gradients by inputs and weights, and the weights afterwards."""
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.cast(model(x, training=True), tf.float32)
        loss = tf.reduce_sum(tf.sin(y) * cotangent)
    gradients = tape.gradient(loss, [x, *(v.value for v in model.trainable_variables)])
    return [np.array(t) for t in (y, *gradients, *model.get_weights())]


def joined(
    monkeypatch, rows, shape, x, cotangent, **arguments
) -> tuple[list[np.ndarray], Exchange]:
    """Those of replicas with so many rows each, and what they exchanged."""
    exchange, cuts = Exchange(len(rows)), np.cumsum(rows)[:-1]
    monkeypatch.setattr(tf.distribute, "get_replica_context", lambda: exchange)
    models = [network(shape, True, **arguments) for _ in rows]

    def replica(number: int, x: np.ndarray, cotangent: np.ndarray) -> list[np.ndarray]:
        exchange.own.number = number
        return results(models[number], x, cotangent)

    for model in models:
        assert is_common(model.layers[1])
        model.layers[1].call = common_call(model)
    with ThreadPoolExecutor(len(rows)) as pool:
        parts = pool.map(replica, range(len(rows)), np.split(x, cuts), np.split(cotangent, cuts))
    columns = list(zip(*parts, strict=True))
    trainable = len(models[0].trainable_variables)
    y, dx = (np.concatenate(column) for column in columns[:2])
    summed = [sum(column) for column in columns[2 : 2 + trainable]]
    for one, *others in columns[2 + trainable :]:
        for other in others:
            np.testing.assert_array_equal(one, other)
    return [y, dx, *summed, *(column[0] for column in columns[2 + trainable :])], exchange


def common_call(model: keras.Model):
    """The layer's call while a step is traced; the block may be left, for the threads."""
    with common_batch_normalization(model):
        return model.layers[1].call


def compare(monkeypatch, rows, shape, offset=0.0, tolerance=1e-5, **arguments) -> Exchange:
    random = np.random.default_rng(0)
    x = random.normal(2, 3, (sum(rows), *shape)).astype("float32") + np.float32(offset)
    cotangent = random.normal(size=x.shape).astype("float32")
    expected = results(network(shape, False, **arguments), x, cotangent)
    found, exchange = joined(monkeypatch, rows, shape, x, cotangent, **arguments)
    for one, other in zip(expected, found, strict=True):
        np.testing.assert_allclose(other, one, rtol=tolerance, atol=tolerance)
    return exchange


@pytest.mark.parametrize("rows", [(3, 3), (4, 2), (6, 0), (2, 3, 1)])
@pytest.mark.parametrize("shape", [(5, 7, 3), (4,), (9, 4)])
def test_parts_give_what_the_whole_batch_gives_by_two_exchanges(monkeypatch, rows, shape):
    assert compare(monkeypatch, rows, shape).rounds == 2


@pytest.mark.parametrize(
    "arguments", [{"scale": False}, {"center": False}, {"scale": False, "center": False}]
)
def test_layers_without_scale_or_center(monkeypatch, arguments):
    compare(monkeypatch, (4, 2), (5, 7, 3), **arguments)


def test_a_mean_far_from_zero_does_not_cancel(monkeypatch):
    """E[x^2] - E[x]^2 is wrong by a tenth here: the squares end at 2^-4, the variance is 9."""
    compare(monkeypatch, (3, 3), (5, 7, 3), offset=1000.0, tolerance=2e-3)


def test_mixed_precision_keeps_the_statistics_in_float32(monkeypatch):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        compare(monkeypatch, (4, 2), (5, 7, 3), tolerance=0.03)
    finally:
        keras.config.set_dtype_policy("float32")


def test_inference_and_frozen_layers_are_keras_s_own(monkeypatch):
    x = np.random.default_rng(0).normal(size=(4, 5, 7, 3)).astype("float32")
    for training, trainable in ((False, True), (True, False)):
        model = network((5, 7, 3), True, trainable=trainable)
        expected = model(x, training=False)
        with common_batch_normalization(model):
            np.testing.assert_array_equal(model(x, training=training), expected)


@pytest.mark.parametrize(
    ("shape", "arguments", "common"),
    [
        ((4, 4, 3), {"synchronized": True}, True),
        ((6,), {"synchronized": True}, True),
        ((4, 4, 3), {"synchronized": False}, False),
        ((4, 4, 3), {"synchronized": True, "axis": 1}, False),
        ((4, 4, 3), {"synchronized": True, "dtype": "float64"}, False),
    ],
)
def test_which_layers_are_meant(shape, arguments, common):
    inputs = keras.Input(shape)
    model = keras.Model(inputs, keras.layers.BatchNormalization(**arguments)(inputs))
    assert is_common(model.layers[1]) is common
    with common_batch_normalization(model):
        assert ("call" in vars(model.layers[1])) is common
    assert "call" not in vars(model.layers[1])


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_activations_behind_it_compile(activation):
    """TensorFlow rewrites the kernel and the activation behind it into one, and not always well."""
    inputs = keras.Input((5, 7, 3))
    x = keras.layers.BatchNormalization(synchronized=True)(keras.layers.Conv2D(4, 3)(inputs))
    model = keras.Model(inputs, keras.layers.Activation(activation)(x))
    with common_batch_normalization(model):
        outputs = tf.function(lambda x: model(x, training=True))(tf.ones([2, 5, 7, 3]))
    assert np.isfinite(outputs).all()
