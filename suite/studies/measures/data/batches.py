"""Measures of what the size of a batch decides."""

from __future__ import annotations

import itertools
import math
import statistics

import numpy as np

from suite.errors import UserError
from suite.recipe import TrainingRecipe
from suite.studies.measures.arm import Arm

_DRAWS = 10
_BYTES = 4  # of a float32


def steps_per_epoch(arm: Arm) -> float:
    """How many steps an epoch has: ceil(n / B)."""
    return float(math.ceil(len(arm.dataset.train) / _batch_size(arm)))


def activation_megabytes(arm: Arm) -> float:
    """What the outputs of all layers take for one batch, which are kept for the backward pass.

    4 B sum_l |a_l| / 10^6     in float32
    """
    each = sum(
        math.prod(tensor.shape[1:])
        for layer in arm.initial_model.layers
        for tensor in ([layer.output] if not isinstance(layer.output, list) else layer.output)
    )
    return float(_BYTES * _batch_size(arm) * each / 1e6)


def gradient_agreement(arm: Arm) -> float:
    """How nearly the gradient of a batch points where that of the whole training set does.

    cos = g_B . g / (|g_B| |g|)      at the initial weights, the mean over 10 batches drawn at
                                     random, of the arm's batch size
    """
    inputs, targets = arm.inputs(len(arm.dataset.train)), arm.targets(len(arm.dataset.train))
    whole = _gradient(arm, inputs, targets)
    generator = np.random.default_rng([arm.seed, 0xBA])
    found = []
    for _ in range(_DRAWS):
        rows = generator.choice(len(inputs), min(_batch_size(arm), len(inputs)), replace=False)
        found.append(_cosine(_gradient(arm, inputs[rows], targets[rows]), whole))
    return statistics.fmean(found)


def seconds_to(arm: Arm, column: str, value: float) -> float:
    """Seconds of training until a column of history.csv comes to a value, up to it.

    sum_(e <= E) n / v_e        with n training examples, v_e the images per second of epoch e and
                                E the epoch of `epochs_to`

    The first epoch, in which the step is compiled, counts as the median of the others.

    Returns:
        Those of the whole run where it never came to it.
    """
    history = arm.run.history
    if column not in history.columns:
        raise UserError(f"no column `{column}` is in history.csv of this run")
    speeds = [float(one) for one in history.column("images_per_second")]
    if len(speeds) < 2:
        raise UserError("seconds are measured from the second epoch on; train at least 2")
    reached = (epoch for epoch, one in enumerate(history.column(column), 1) if one >= value)
    seconds = [len(arm.dataset.train) / speed for speed in speeds]
    seconds[0] = statistics.median(seconds[1:])
    return sum(seconds[: next(reached, None)])


def step_agreement(seed: int, batch: int, epochs: int = 4) -> float:
    """How nearly each step goes on in the direction of the one before, on a bowl: the mean cosine.

    The bowl is the mean squared error of a linear model of 2 weights on 256 examples
    y = x . (1, -1) + 0.5 e, from w = 0, by steps of 0.1 times the batch's gradient.

    Args:
        seed: of examples and order.
        batch: examples in a step.
        epochs: passes over the examples.
    """
    path = _descent(seed, int(batch), int(epochs))
    steps = np.diff(path, axis=0)
    return statistics.fmean(_cosine(one, other) for one, other in itertools.pairwise(steps))


def distance_left(seed: int, batch: int, epochs: int = 40) -> float:
    """How far from the minimum of the same bowl descent ends: its mean over the last half."""
    inputs, targets = _bowl(seed)
    best = np.linalg.lstsq(inputs, targets, rcond=None)[0]
    path = _descent(seed, int(batch), int(epochs))
    return float(np.linalg.norm(path[len(path) // 2 :] - best, axis=1).mean())


def escaped_share(seed: int, batch: int, walkers: int = 200) -> float:
    """How many of 200 descents leave a sharp basin for the flat one beside it.

        f(w) = min( 50 (w + 1)^2, 0.5 (w - 1)^2 + 0.1 )

    From the bottom of the sharp basin, w = -1, they take 400 steps of
    w <- w - 0.01 (f'(w) + 40 e / sqrt(B)) with e ~ N(0, 1): the noise of a gradient over B samples.

    Args:
        seed: of the noise.
        batch: B.
        walkers: descents.
    """
    generator = np.random.default_rng([seed, 0xE5])
    w = np.full(int(walkers), -1.0)
    for _ in range(400):
        is_sharp = 50 * (w + 1) ** 2 < 0.5 * (w - 1) ** 2 + 0.1
        slope = np.where(is_sharp, 100 * (w + 1), w - 1)
        w = w - 0.01 * (slope + 40 * generator.normal(size=w.shape) / math.sqrt(batch))
    return float(np.mean(w > 0))


def _batch_size(arm: Arm) -> int:
    if not isinstance(arm.recipe, TrainingRecipe):
        raise UserError("a surface has no batches")
    return arm.recipe.data.batch_size


def _gradient(arm: Arm, inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Of the recipe's loss by all trainable weights, as one vector."""
    import tensorflow as tf

    model = arm.initial_model
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(arm.loss(targets, model(inputs, training=False)))
    found = tape.gradient(loss, [one.value for one in model.trainable_weights])
    return np.concatenate([np.ravel(tf.convert_to_tensor(one)) for one in found])


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    size = np.linalg.norm(one) * np.linalg.norm(other)
    return float(one @ other / size) if size else 0.0


def _bowl(seed: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng([seed, 0xB0])
    inputs = generator.normal(size=(256, 2))
    targets: np.ndarray = inputs @ np.array([1.0, -1.0]) + 0.5 * generator.normal(size=256)
    return inputs, targets


def _descent(seed: int, batch: int, epochs: int) -> np.ndarray:
    """The weights before and after each step, shape (steps + 1, 2)."""
    inputs, targets = _bowl(seed)
    order = np.random.default_rng([seed, 0xB1])
    path = [np.zeros(2)]
    for _ in range(epochs):
        rows = order.permutation(len(inputs))
        for start in range(0, len(rows), batch):
            taken = rows[start : start + batch]
            x, y = inputs[taken], targets[taken]
            gradient = 2 * x.T @ (x @ path[-1] - y) / len(taken)
            path.append(path[-1] - 0.1 * gradient)
    return np.array(path)
