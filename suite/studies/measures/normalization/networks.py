"""Measures of nets with and without normalization."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from suite.errors import UserError
from suite.studies.measures.arm import Arm
from suite.studies.measures.network.predictions import outputs_of, passes_of
from suite.studies.measures.network.probe import inputs_of, layer_of

if TYPE_CHECKING:
    import keras

_PROBE = 256
_FIXED = 4


def scale_effect(
    arm: Arm, layer: str, factor: float, units: float = 0, at: str | None = None
) -> float:
    """How much the outputs move where weights of an earlier layer are multiplied by a factor.

        sqrt(mean (y' - y)^2) / deviation(y)

    with y what a layer puts out for the first 256 examples as in training, y' after the weights
    were multiplied. 0 where what follows does not notice; the trained model is looked at.

    Args:
        arm: of the run.
        layer: whose kernel is multiplied.
        factor: what with.
        units: of how many units, the first ones; 0 is all of them.
        at: the layer whose outputs are compared; None is the logits.
    """
    before = outputs_of(arm.model, arm.inputs(_PROBE), at, training=True)
    kernel = _kernel(arm.model, layer)
    scaled = np.array(kernel)
    scaled[..., : int(units) or None] *= factor
    with _instead(kernel, scaled):
        after = outputs_of(arm.model, arm.inputs(_PROBE), at, training=True)
    return _relative(after, before)


def amplification(arm: Arm, first: str, last: str, size: float = 0.01) -> float:
    """How a small change of the first layer's weights grows on the way to a later layer.

        (|y'_last - y_last| / deviation(y_last)) / (|y'_first - y_first| / deviation(y_first))

    with y the outputs for the first 256 examples as in training, y' after the kernel of the first
    layer was moved by random numbers of `size` times its deviation; |.| the root of the mean
    square. Above 1 the change has grown; the initial model is looked at.

    Args:
        arm: a variant with a seed.
        first, last: names of layers.
        size: of the change.
    """
    model, inputs = arm.initial_model, arm.inputs(_PROBE)
    before = [outputs_of(model, inputs, one, training=True) for one in (first, last)]
    kernel = _kernel(model, first)
    old = np.asarray(kernel)
    noise = np.random.default_rng(arm.seed).normal(size=old.shape) * old.std() * size
    with _instead(kernel, old + noise):
        after = [outputs_of(model, inputs, one, training=True) for one in (first, last)]
    near, far = (_relative(b, a) for a, b in zip(before, after, strict=True))
    return far / near


def batch_noise(arm: Arm, mode: str = "training", batch: float = 32) -> float:
    """How much an example's logits vary with what else is in its batch, and with what is dropped.

        sqrt(mean_i variance_k y_ik) / deviation(y)

    with y_ik the logits of example i of 4 in batch k of 16: beside them, each batch holds others.
    The trained model is looked at.

    Args:
        arm: of the run.
        mode: training, or test.
        batch: examples of a batch, at least 5.
    """
    beside = int(batch) - _FIXED
    examples = arm.inputs(_FIXED + 16 * beside)
    fixed, others = examples[:_FIXED], examples[_FIXED:]
    if mode not in ("training", "test") or beside < 1 or len(others) < 16 * beside:
        message = "`mode` is training or test, 16 batches fit into the training set"
        raise UserError(f"{message}. Received: mode={mode}, batch={batch}")
    batches = [np.concatenate([fixed, part]) for part in np.split(others, 16)]
    y = np.stack(passes_of(arm.model, batches, training=mode == "training"))[:, :_FIXED]
    return float(np.sqrt(y.var(axis=0).mean()) / y.std())


def skewness(arm: Arm, layer: str) -> float:
    """How lopsided what a layer puts out is: the mean over its units of |skewness|.

        |E[(y - mu)^3]| / sigma^3

    over the first 256 examples; 0 of a normal distribution, 2 of an exponential one. Units that
    do not vary are left out. The trained model is looked at.
    """
    y = outputs_of(arm.model, arm.inputs(_PROBE), layer)
    y = y.reshape(-1, y.shape[-1])
    y = y - y.mean(axis=0)
    sigma = y.std(axis=0)
    varies = sigma > 1e-6
    return float(np.abs((y**3).mean(axis=0)[varies] / sigma[varies] ** 3).mean())


def share_within(arm: Arm, layer: str, limit: float) -> float:
    """The share of what a layer takes in that lies between -limit and limit, after training.

    Of what goes into a sigmoid, those within 2 fall on its nearly straight part; into a tanh, 1.

    Args:
        arm: of the run.
        layer: its name.
        limit: at least 0.
    """
    return float((np.abs(inputs_of(arm, layer, arm.model)) <= limit).mean())


def moved_accuracy(arm: Arm, offset: float) -> float:
    """The accuracy on the test set where a number was added to every input.

    Args:
        arm: of the run.
        offset: as a share of the range of the test set's inputs.
    """
    inputs = arm.test_inputs().astype(np.float64)
    moved = inputs + offset * (inputs.max() - inputs.min())
    logits = outputs_of(arm.model, moved.astype(np.float32))
    return float((logits.argmax(axis=-1) == arm.test_labels()).mean())


def falling_share(arm: Arm, column: str) -> float:
    """In how many of the epochs after the first a column of history.csv was below the one before.

    A loss that is no number any more has not fallen; 0 of a run that did not get beyond its first
    epoch.
    """
    values = np.array(arm.run.history.column(column), float)
    return float(np.mean(np.diff(values) < 0)) if len(values) > 1 else 0.0


def _relative(after: np.ndarray, before: np.ndarray) -> float:
    return float(np.sqrt(np.square(after - before).mean()) / before.std())


def _kernel(model: keras.Model, layer: str) -> keras.Variable:
    """Of any layer; the direction v, where weights are normalized."""
    found: keras.Variable = layer_of(model, layer).trainable_weights[0]
    return found


@contextmanager
def _instead(variable: keras.Variable, value: np.ndarray) -> Iterator[None]:
    before = np.asarray(variable)
    variable.assign(value)
    yield
    variable.assign(before)
