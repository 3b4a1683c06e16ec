"""Whether the model can learn a handful of samples by heart."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite.checks.support.clone import NotCloned, clone, without_dropout
from suite.checks.support.context import CheckContext
from suite.checks.support.loss_kind import loss_kind, the_loss
from suite.diagnostics import Finding

SAMPLES = 16
STEPS = 300
# Small nets need the higher rate, deep ones the lower: one of the two must do.
LEARNING_RATES = (0.001, 0.01)


def overfit_batch(context: CheckContext) -> list[Finding]:
    """Memorize 16 samples of the first batch in 300 steps.

    A copy of the model, without dropout and penalties, is trained on them with Adam at 0.001, and
    if that fails at 0.01. Whoever cannot do that cannot learn the whole set: the gradient does not
    arrive, the loss or the labels are wrong, or the model is far too small.

        error     no better than always saying the most frequent of their classes
        warning   not all of them memorized

    Reference: Karpathy, Johnson, Li, CS231n, Learning: sanity checks.
    Topic: practice/babysitting

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        >>> overfit_batch(CheckContext(None, model, None, (np.eye(2), np.arange(2)), 2))
        []
    """
    kind = loss_kind(context.model)
    if kind is None or kind.labels not in ("index", "one_hot"):
        return []
    try:
        model = clone(context.model, without_dropout)
    except NotCloned as refusal:
        return [refusal.finding("overfit_batch")]
    x, y = context.samples(most=SAMPLES)
    right = classes_of(y.numpy())
    share = 0.0
    for rate in LEARNING_RATES:
        model.set_weights(context.model.get_weights())
        share = max(share, _memorized(model, the_loss(context.model), x, y, right, rate))
        if share == 1:
            return []
    return [_finding(right, share)]


def _finding(right: np.ndarray, share: float) -> Finding:
    """An error where always saying the most frequent class would be as good."""
    constant = np.bincount(right.astype(int)).max() / len(right)
    text = (
        f"The model could not learn {len(right)} samples by heart in {STEPS} steps: "
        f"it knows {share:.0%} of them."
    )
    return Finding(
        "overfit_batch",
        text,
        "error" if share <= constant else "warning",
        figure=share,
        limit=1.0,
        topic="practice/babysitting",
    )


def _memorized(model: keras.Model, loss: Any, x: Any, y: Any, right: Any, rate: float) -> float:
    """The best share of right answers during training."""
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build(model.trainable_variables)

    @tf.function
    def train() -> tf.Tensor:
        with tf.GradientTape() as tape:
            predictions = model(x, training=True)
            value = keras.ops.mean(loss(y, predictions))
        optimizer.apply(tape.gradient(value, model.trainable_variables))
        return predictions

    best = 0.0
    for _ in range(STEPS):
        best = max(best, float(np.mean(classes_of(train().numpy()) == right)))
        if best == 1:
            break
    return best


def classes_of(values: np.ndarray) -> np.ndarray:
    """Class numbers of predictions or one-hot labels; class numbers as they are."""
    return values.argmax(axis=1) if values.ndim == 2 and values.shape[1] > 1 else values.reshape(-1)
