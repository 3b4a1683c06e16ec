"""Sharpness against all corners of the box, the eigenvalue against the whole Hessian."""

from __future__ import annotations

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf

from callbacks.sharpness import Sharpness
from tests.callbacks.nets import L, mlp, watch
from tests.training.nets import dataset


def tiny(hidden: bool) -> keras.Model:
    """Nine weights, or 17 with a hidden layer."""
    keras.utils.set_random_seed(3)
    x = inputs = keras.Input((6, 6, 2))
    x = L.GlobalAveragePooling2D()(x)
    x = L.Dense(2, "tanh")(x) if hidden else x
    model = keras.Model(inputs, L.Dense(3)(x))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1), loss)
    return model


def loss_at(model: keras.Model, weights: list) -> tf.Tensor:
    x, y = next(iter(dataset()))
    with keras.StatelessScope(zip(model.trainable_variables, weights, strict=True)):
        return model.compute_loss(x, y, model(x))


def flat(weights: list) -> np.ndarray:
    return np.concatenate([np.ravel(weight) for weight in weights])


def unflat(vector, model: keras.Model) -> list:
    shapes = [v.shape for v in model.trainable_variables]
    parts = tf.split(vector, [int(np.prod(shape)) for shape in shapes])
    return [tf.reshape(part, shape) for part, shape in zip(parts, shapes, strict=True)]


def linear_losses(weights: np.ndarray) -> np.ndarray:
    """Of the net without hidden layer, for many (..., weights)."""
    x, y = (part.numpy() for part in next(iter(dataset())))
    kernel, bias = weights[:, :6].reshape(-1, 2, 3), weights[:, None, 6:]
    logits = (x.mean(axis=(1, 2)) @ kernel + bias).astype("float64")
    right = np.take_along_axis(logits, y[None, :, None], axis=2)[..., 0]
    return (np.log(np.exp(logits).sum(axis=2)) - right).mean(axis=1)


@pytest.mark.parametrize("epsilon", [1e-3, 0.3])
def test_sharpness_is_the_highest_of_all_corners(epsilon):
    """The loss of a linear model is convex: its maximum over a box lies at a corner."""
    model = tiny(hidden=False)
    (report,) = watch(model, [Sharpness(epsilon=epsilon, probe=16)]).reports
    weights = flat(model.get_weights())
    bound = epsilon * (np.abs(weights) + 1)
    corners = weights + bound * np.array(list(itertools.product([-1, 1], repeat=len(weights))))
    highest = linear_losses(corners).max()
    (loss,) = linear_losses(weights[None])
    expected = 100 * (highest - loss) / (1 + loss)
    assert report["sharpness"]["loss"] == pytest.approx(loss, rel=1e-5)
    assert report["sharpness"]["sharpness"] == pytest.approx(expected, rel=1e-3, abs=1e-4)


@pytest.mark.parametrize("hidden", [True, False])
def test_eigenvalue_is_that_of_the_whole_hessian(hidden):
    model = tiny(hidden)
    (report,) = watch(model, [Sharpness(power_steps=200, probe=16)]).reports
    vector = tf.constant(flat(model.get_weights()))
    with tf.GradientTape() as outer:
        outer.watch(vector)
        with tf.GradientTape() as inner:
            inner.watch(vector)
            loss = loss_at(model, unflat(vector, model))
        gradient = inner.gradient(loss, vector)
    eigenvalues = np.linalg.eigvalsh(outer.jacobian(gradient, vector))
    largest = eigenvalues[np.argmax(np.abs(eigenvalues))]
    assert report["sharpness"]["eigenvalue"] == pytest.approx(largest, rel=0.02)


def test_is_positive_and_the_same_twice():
    first, second = (watch(mlp(), [Sharpness()]).reports for _ in range(2))
    assert first == second
    assert first[0]["sharpness"]["sharpness"] > 0
    assert first[0]["sharpness"]["eigenvalue"] > 0


def test_a_flat_loss_is_not_sharp():
    """Weights that do not matter: the product with the Hessian is zero."""
    model = tiny(hidden=False)
    batches = dataset().map(lambda x, y: (0 * x, y))
    model.get_layer(index=-1).bias.assign([50.0, 0.0, 0.0])
    batches = batches.map(lambda x, y: (x, 0 * y))
    (report,) = watch(model, [Sharpness()], batches).reports
    assert report["sharpness"] == pytest.approx({"sharpness": 0, "eigenvalue": 0, "loss": 0})


def test_is_that_of_all_samples_in_however_many_pieces(monkeypatch):
    reports = []
    for piece in (160, 40):
        monkeypatch.setattr("callbacks.sharpness.PIECE", piece)
        reports += watch(mlp(), [Sharpness(probe=160)]).reports
    whole, pieces = (report["sharpness"] for report in reports)
    assert pieces == pytest.approx(whole, rel=1e-3)


@pytest.mark.parametrize("argument", ["epsilon", "ascent_steps", "power_steps"])
def test_bad_arguments_are_refused(argument):
    with pytest.raises(ValueError, match=f"`{argument}` must be positive"):
        Sharpness(**{argument: 0})
    with pytest.raises(ValueError, match="`probe` must be at least 2"):
        Sharpness(probe=1)
