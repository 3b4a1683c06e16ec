"""Measures of the inputs, as they come and as the model's normalization hands them on."""

from __future__ import annotations

import itertools

import numpy as np

from suite.errors import UserError
from suite.studies.measures.arm import Arm

_PROBE = 2000
_DRAWS = 50


def seen_mean(arm: Arm) -> float:
    """The largest mean of a feature that the model sees, as it is: max_j |E[x_j]|."""
    return float(np.abs(seen(arm).mean(axis=0)).max())


def seen_deviation(arm: Arm, feature: int = 0) -> float:
    """The standard deviation of one feature that the model sees, without its outliers.

    1.4826 median |x_j - median x_j|, which of a normal feature is its deviation: one value of a
    hundred that is far out does not change it.

    Args:
        arm: a variant.
        feature: j, from 0.
    """
    x = seen(arm)[:, int(feature)]
    return float(1.4826 * np.median(np.abs(x - np.median(x))))


def input_condition(arm: Arm) -> float:
    """How elongated the level sets of a linear unit's squared error are, over its inputs.

    kappa = lambda_1 / lambda_n   of   E[(x, 1) (x, 1)^T]

    with x what the model sees and the 1 that of the bias: 1 is a round bowl, and gradient descent
    needs about kappa steps. Directions without any variation do not count.
    """
    x = seen(arm).astype(np.float64)
    x = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    values = np.linalg.svd(x / np.sqrt(len(x)), compute_uv=False) ** 2
    return float(values[0] / values[values > values[0] * 1e-15][-1])


def input_width(arm: Arm) -> float:
    """How many features an input has."""
    return float(np.prod(arm.dataset.input_shape))


def ones_per_input(arm: Arm) -> float:
    """How many features of an input are 1 where all others are 0; the mean over the training set.

    1 says that the features exclude one another, as one-hot ones do; 0 that they are numbers.
    """
    x = arm.inputs(len(arm.dataset.train)).reshape(len(arm.dataset.train), -1)
    is_hot = np.isin(x, (0, 1)).all(axis=1) & (x.sum(axis=1) == 1) & (x.shape[1] > 1)
    return float(is_hot.mean())


def zero_inputs(arm: Arm) -> float:
    """The share of zeros among the features of the training set."""
    return float(np.mean(arm.inputs(len(arm.dataset.train)) == 0))


def accuracy_by_training_statistics(arm: Arm) -> float:
    """Test accuracy of single classes one after the other, normalized as in training.

    It is the mean over the classes of the accuracy on this class's test examples alone.
    """
    return float(np.mean([_right(arm, x, label) for label, x in _by_class(arm)]))


def accuracy_by_own_statistics(arm: Arm) -> float:
    """The same where each class's test examples are normalized by their own mean and deviation.

    They are brought to the training set's mean m and deviation s first, which the model takes off
    again:  (x - m_own) / s_own * s + m.
    """
    train = arm.inputs(len(arm.dataset.train)).astype(np.float64)
    axes = tuple(range(train.ndim - 1))
    mean, deviation = train.mean(axis=axes), train.std(axis=axes)
    right = []
    for label, x in _by_class(arm):
        own = x.mean(axis=axes), np.maximum(x.std(axis=axes), 1e-9)
        x = (x - own[0]) / own[1] * deviation + mean
        right.append(_right(arm, x, label))
    return float(np.mean(right))


def shifted_accuracy(arm: Arm, pixels: int = 1) -> float:
    """Test accuracy on images that are shifted, the mean over the eight directions.

    What leaves the image is gone; what comes in repeats the pixels at the edge.

    Args:
        arm: of a run on images.
        pixels: by how many.
    """
    images, step = arm.test_inputs(), int(pixels)
    if images.ndim != 4:
        raise UserError(f"the inputs of `{arm.dataset.name}` are no images")
    wide = np.pad(images, ((0, 0), (step, step), (step, step), (0, 0)), mode="edge")
    height, width = images.shape[1:3]
    offsets = [0, step, 2 * step]
    right = []
    for y, x in itertools.product(offsets, offsets):
        if (y, x) == (step, step):
            continue
        outputs = np.asarray(arm.model(wide[:, y : y + height, x : x + width], training=False))
        right.append(np.mean(outputs.argmax(axis=1) == arm.test_labels()))
    return float(np.mean(right))


def turned_accuracy(seed: int, distance: float, turn: float = 0.1) -> float:
    """How many points a line still separates when its weights change a little.

    Two clouds in the plane, N(c - (1, 0), 0.3^2 I) and N(c + (1, 0), 0.3^2 I), whose center c lies
    `distance` from the origin, across the line's normal. The line w . x + b = 0 with w = (1, 0) and
    b = -w . c is right. Then w becomes w + turn e, with e ~ N(0, I), and b stays.

    Args:
        seed: of the points and of 50 draws of e, over which the mean is taken.
        distance: of the clouds from the origin.
        turn: size of the change.
    """
    generator = np.random.default_rng([seed, 0x7A])
    side = np.repeat([-1.0, 1.0], 200)
    center = np.array([0.0, float(distance)])
    points = center + side[:, None] * [1.0, 0.0] + 0.3 * generator.normal(size=(400, 2))
    weights = np.array([1.0, 0.0]) + turn * generator.normal(size=(_DRAWS, 2))
    scores = points @ weights.T - np.array([1.0, 0.0]) @ center
    return float(np.mean(np.sign(scores) == side[:, None]))


def swallowed(large: float, small: float) -> float:
    """1 where a number is lost beside a large one in float32: fl(large + small) = large; else 0."""
    both = np.float32(large) + np.float32(small)
    return float(both == np.float32(large))


def seen(arm: Arm, count: int = _PROBE) -> np.ndarray:
    """The first training examples behind the model's normalization, as vectors."""
    x = arm.inputs(min(count, len(arm.dataset.train)))
    layers = [layer for layer in arm.initial_model.layers if layer.name == "normalization"]
    for layer in layers[:1]:
        import keras

        x = keras.ops.convert_to_numpy(layer(x))
    return np.asarray(x).reshape(len(x), -1)


def _by_class(arm: Arm) -> list[tuple[int, np.ndarray]]:
    labels = arm.test_labels()
    if labels.ndim > 1:
        raise UserError(f"the data `{arm.dataset.name}` has no classes")
    x = arm.test_inputs().astype(np.float64)
    return [(int(label), x[labels == label]) for label in np.unique(labels)]


def _right(arm: Arm, x: np.ndarray, label: int) -> float:
    outputs = np.asarray(arm.model(x.astype(np.float32), training=False))
    return float(np.mean(outputs.argmax(axis=1) == label))
