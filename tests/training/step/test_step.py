"""One step of a linear model, against the derivatives written down."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.training.step.step import (
    EvaluationStep,
    TrainStep,
    forward,
    loss_metric,
    map_batch,
    samples_of,
)

X = np.array([[1.0, 2.0], [3.0, -1.0]], "float32")
Y = np.array([[1.0], [0.0]], "float32")
W = np.array([[0.5], [0.25]], "float32")


def linear(rate: float = 0.1, **compiled) -> keras.Model:
    """y = x w without a bias, under the mean of squares."""
    dense = keras.layers.Dense(1, use_bias=False)
    model = keras.Sequential([keras.Input((2,)), dense])
    model.compile(keras.optimizers.SGD(rate), "mse", **compiled)
    dense.kernel.assign(W)
    model.optimizer.build(model.trainable_variables)
    return model


def gradient(x=X, y=Y, w=W) -> np.ndarray:
    return 2 * x.T @ (x @ w - y) / len(x)


def batch(x=X, y=Y, weights=None):
    return tf.constant(x), tf.constant(y), weights


def kernel(model: keras.Model) -> np.ndarray:
    return model.layers[0].kernel.numpy()


def test_a_step_descends_along_the_gradient():
    model = linear()
    TrainStep(model)(batch())
    np.testing.assert_allclose(kernel(model), W - 0.1 * gradient(), rtol=1e-6)
    assert int(model.optimizer.iterations) == 1


@pytest.mark.parametrize("limit", [0.1, 1.0, 100.0])
def test_a_step_is_no_longer_than_its_limit(limit):
    model, norm = linear(), np.linalg.norm(gradient())
    TrainStep(model, clip_norm=limit)(batch())
    expected = gradient() * min(1.0, limit / norm)
    np.testing.assert_allclose(kernel(model), W - 0.1 * expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("norms", "limit", "factor"),
    [([3.0, 4.0], 1.0, 0.2), ([3.0, 4.0], 5.0, 1.0), ([3.0, 4.0], 10.0, 1.0), ([0.0], 1.0, 1.0)],
)
def test_all_gradients_are_scaled_together(norms, limit, factor):
    step = TrainStep(linear(), clip_norm=limit)
    clipped = step.clip([tf.constant([norm]) for norm in norms], tf.constant(1.0))
    assert [float(one[0]) for one in clipped] == pytest.approx([n * factor for n in norms])


def test_the_loss_scale_is_no_part_of_the_norm():
    step = TrainStep(linear(), clip_norm=1.0)
    (clipped,) = step.clip([tf.constant([1024.0])], tf.constant(1024.0))
    assert float(clipped[0]) == 1024.0
    (clipped,) = step.clip([tf.constant([4096.0])], tf.constant(1024.0))
    assert float(clipped[0]) == 1024.0


def test_gradients_that_are_counted_alone_set_the_scale():
    step = TrainStep(linear(), clip_norm=1.0)
    all_of_them = [tf.constant([3.0]), tf.constant([4.0])]
    clipped = step.clip(all_of_them, tf.constant(1.0), [tf.constant([2.0]), None])
    assert [float(one[0]) for one in clipped] == [1.5, 2.0]


def test_a_weight_without_a_gradient_keeps_its_none():
    step = TrainStep(linear(), clip_norm=1.0)
    clipped = step.clip([tf.constant([3.0]), None], tf.constant(1.0))
    assert clipped[1] is None


def test_sample_weights_weigh_the_gradient():
    model = linear()
    TrainStep(model)(batch(weights=tf.constant([2.0, 0.0])))
    one = gradient(X[:1], Y[:1])  # twice the one, nothing of the other, divided by two samples
    np.testing.assert_allclose(kernel(model), W - 0.1 * one, rtol=1e-6)


def test_the_mean_of_the_loss_counts_samples():
    model = linear()
    step = EvaluationStep(model)
    step(batch())
    step(batch(X[:1], Y[:1]))
    errors = np.concatenate([X @ W - Y, (X @ W - Y)[:1]]) ** 2
    assert float(loss_metric(model).result()) == pytest.approx(errors.mean())


def test_an_evaluation_changes_no_weight():
    model = linear()
    EvaluationStep(model)(batch())
    np.testing.assert_array_equal(kernel(model), W)
    assert int(model.optimizer.iterations) == 0


def test_metrics_see_the_predictions_before_the_update():
    model = linear(metrics=["mae"])
    logs = TrainStep(model)(batch())
    assert float(logs["mae"]) == pytest.approx(np.abs(X @ W - Y).mean())


def test_nothing_to_train_is_warned_of():
    model = linear()
    model.trainable = False
    model.compile(keras.optimizers.SGD(0.1), "mse")
    model.optimizer.build([])
    with pytest.warns(UserWarning, match="does not have any trainable weights"):
        TrainStep(model)(batch())


@pytest.mark.parametrize(
    ("x", "samples"),
    [
        (np.zeros((3, 2)), 3),
        ({"a": np.zeros((5, 1)), "b": np.zeros((5, 2))}, 5),
        ([None, np.zeros((4, 1))], 4),
        (np.zeros((0, 2)), 0),
    ],
)
def test_samples_are_the_rows_of_whatever_there_is(x, samples):
    assert int(samples_of((x, None, None))) == samples


def test_what_is_absent_from_a_batch_stays_absent():
    x = {"a": tf.constant([1.0]), "b": [None, tf.constant([2.0])]}
    found = map_batch(lambda t: t + 1, (x, None, None))
    assert found[1:] == (None, None)
    assert float(found[0]["a"][0]) == 2.0
    assert found[0]["b"][0] is None
    assert float(found[0]["b"][1][0]) == 3.0


@pytest.mark.parametrize("training", [True, False])
def test_a_call_without_the_argument_training_is_called_without(training):
    class Doubled(keras.Model):
        def call(self, x):
            return 2 * x

    class Told(keras.Model):
        def call(self, x, training=None):
            return x if training else -x

    assert float(forward(Doubled(), tf.constant([1.0]), training)[0]) == 2.0
    assert float(forward(Told(), tf.constant([1.0]), training)[0]) == (1.0 if training else -1.0)
