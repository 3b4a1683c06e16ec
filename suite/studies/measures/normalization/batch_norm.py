"""Batch normalization by itself: what it computes, in training and at inference."""

from __future__ import annotations

import numpy as np

from suite.errors import UserError

_EPSILON = 1e-3
_SHAPE = 16, 4


def identity_distance(gamma: str, beta: str) -> float:
    """How far batch normalization is from leaving its input as it was, in training.

        max |gamma (x - mu) / sigma + beta - x|,    sigma = sqrt(variance + epsilon)

    with mu and sigma those of the batch, x 16 drawn samples of 4 features.

    Args:
        gamma: one (as it starts) or sigma.
        beta: zero (as it starts) or mu.

    Example:
        >>> identity_distance("sigma", "mu") < 1e-5 < identity_distance("one", "zero")
        True
    """
    import keras

    x = _drawn()
    gammas = {"one": np.ones(4), "sigma": np.sqrt(x.var(axis=0) + _EPSILON)}
    betas = {"zero": np.zeros(4), "mu": x.mean(axis=0)}
    if gamma not in gammas or beta not in betas:
        raise UserError(f"gamma is one or sigma, beta zero or mu. Received: {gamma}, {beta}")
    layer = keras.layers.BatchNormalization(
        epsilon=_EPSILON,
        gamma_initializer=lambda shape, dtype: gammas[gamma],
        beta_initializer=lambda shape, dtype: betas[beta],
    )
    return float(np.abs(np.asarray(layer(x, training=True)) - x).max())


def mean_after(sign: str) -> float:
    """The mean of what is normalized with (x - mu) / sigma, or with the slip (x + mu) / sigma.

    Args:
        sign: minus or plus; `layer` is what Keras's layer puts out.

    Returns:
        Of the feature whose mean is largest.
    """
    import keras

    x = _drawn()
    sigma, mu = np.sqrt(x.var(axis=0) + _EPSILON), x.mean(axis=0)
    if sign == "layer":
        y = np.asarray(keras.layers.BatchNormalization(epsilon=_EPSILON)(x, training=True))
    elif sign in ("minus", "plus"):
        y = (x + (mu if sign == "plus" else -mu)) / sigma
    else:
        raise UserError(f"`sign` is minus, plus or layer. Received: {sign}")
    return float(np.abs(y.mean(axis=0)).max())


def inference_variance(batch: float, maps: float = 0) -> float:
    """What Keras's layer divides by at inference, after one batch, in variances of that batch.

        v / (1/m sum (x - mu)^2)      of the moving variance v, which starts without a past

    It would be m / (m - 1) with the unbiased variance, and is 1 with the biased one.

    Args:
        batch: m, samples of the batch, at least 2.
        maps: 0 for vectors; else rows and columns of a map, which are samples too.
    """
    import keras

    shape = (int(batch), *(int(maps),) * 2, 1) if maps else (int(batch), 1)
    x = np.random.default_rng(0).normal(size=shape).astype("float32")
    layer = keras.layers.BatchNormalization(momentum=0.0)
    layer(x, training=True)
    return float(np.asarray(layer.moving_variance)[0] / x.var())


def mean_batch_variance(seed: int, batch: float, divided_by: str) -> float:
    """The mean variance of 20,000 batches, in variances of all that they are drawn from.

        1/K sum_k v_k / variance    v = 1/m sum (x - mu)^2 gives (m - 1) / m, 1/(m - 1) sum ... 1

    Args:
        seed: of the draws.
        batch: m, at least 2.
        divided_by: `m` or `m-1`.
    """
    if divided_by not in ("m", "m-1"):
        raise UserError(f"`divided_by` is m or m-1. Received: {divided_by}")
    x = np.random.default_rng(seed).normal(size=(20_000, int(batch)))
    return float(x.var(axis=1, ddof=int(divided_by == "m-1")).mean())


def weight_of_batch(age: float, momentum: float) -> float:
    """How much a batch of some age counts in the mean that inference uses.

        (1 - momentum) momentum^age

    found with the layer: the batch has the mean 1, the younger ones 0.

    Args:
        age: 0 for the newest batch.
        momentum: of the moving mean.
    """
    import keras

    layer = keras.layers.BatchNormalization(momentum=momentum)
    for mean in [1.0] + [0.0] * int(age):
        layer(np.array([[mean - 1], [mean + 1]], "float32"), training=True)
    return float(np.asarray(layer.moving_mean)[0])


def _drawn() -> np.ndarray:
    """16 samples of 4 features with means 1 to 4 and deviations 0.5 to 2."""
    draws = np.random.default_rng(0).normal(size=_SHAPE)
    return (draws * [0.5, 1.0, 1.5, 2.0] + [1.0, 2.0, 3.0, 4.0]).astype("float32")
