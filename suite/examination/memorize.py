"""Whether the net can learn one batch by heart, and whether its own labels make that easier."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite.checks.support.clone import NotCloned, fresh_copy, without_dropout
from suite.checks.support.loss_kind import the_loss
from suite.examination.context import ExaminationContext
from suite.examination.support.answers import Answers, score
from suite.examination.support.deadline import Deadline
from suite.examination.support.linear import is_linear

SAMPLES = 64
STEPS = 300
FEWEST_STEPS = 20
# A net that has learned little in fewer might have learned the rest in those to come.
ENOUGH_STEPS = 150
# Small nets need the higher rate, deep ones the lower.
LEARNING_RATES = (1e-3, 1e-2)
GOOD = 0.9
# An explained variance of less says no more.
_WORST = -1.0

_Judge = Callable[[np.ndarray], float]


def memorize(context: ExaminationContext) -> dict[str, Any] | None:
    """One batch of training samples, learned by a fresh copy of the net with Adam.

        own_labels        score on the batch after training with its labels
        own_steps, steps  how many it took until all was right; how many it might, at most 300
        shuffled_labels   the score after as many, from the same weights, with the labels in
                          another order
        learning_rate     1e-3; 1e-2 where that came to less than 0.9, and does better
        first_loss, last_loss   with its own labels
        linear            whether there is no activation but behind the last layer with a kernel

    The copy has the initializers, loss and frozen layers of the net, and neither dropout nor
    penalties nor augmentation. A net that cannot memorize 64 samples is built wrongly, or too weak;
    one that can was trained wrongly, or on labels that say nothing. Absent where a net cannot be
    copied layer by layer. The score is that of training mode, as in `inference`.

    Reference: Zhang et al., 2017, Understanding deep learning requires rethinking generalization.
    Topic: practice/babysitting

    Example:
        >>> from suite.examination import Examples
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        >>> context = ExaminationContext(model, Examples(np.eye(2), np.array([0, 1])))
        >>> memorize(context)["own_labels"]
        1.0
    """
    labels = context.train_labels
    if labels is None or context.kind is None or the_loss(context.model) is None:
        return None
    try:
        model = fresh_copy(context.model, without_dropout)
    except NotCloned:
        return None
    return {**_learned(context, model, labels), "linear": is_linear(context.model)}


def _learned(
    context: ExaminationContext, model: keras.Model, labels: np.ndarray
) -> dict[str, float]:
    """How well the batch is learned with its own labels and with shuffled ones.

    Raises:
        TimeoutError: little was learned, in steps too few to say anything.
    """
    batch, kind = context.train_sample.take(slice(0, SAMPLES)), context.kind
    learner = _Learner(model, the_loss(context.model), batch.inputs)
    everything = np.arange(len(batch))

    def learned(rows: np.ndarray, rate: float, steps: int, seconds: float) -> _Learned:
        right = labels[rows]

        def judge(outputs: np.ndarray) -> float:
            return score(context.model, Answers(outputs, right, None), kind or "values")

        return learner.learn(context.form(batch.targets[rows]), judge, rate, steps, seconds)

    low, high = LEARNING_RATES
    own, rate = learned(everything, low, STEPS, context.deadline.left / 2), low
    if own.score < GOOD:
        again = learned(everything, high, own.steps, context.deadline.left / 2)
        own, rate = (again, high) if again.score > own.score else (own, low)
    if own.score < GOOD and own.steps < ENOUGH_STEPS:
        raise TimeoutError(f"there was time for {own.steps} steps only")
    figures = {
        **{"own_labels": own.score, "own_steps": own.taken, "steps": own.steps},
        **{"first_loss": own.first_loss, "last_loss": own.last_loss, "learning_rate": rate},
    }
    order = np.random.default_rng(1).permutation(len(batch))
    with contextlib.suppress(TimeoutError):
        shuffled = learned(order, rate, own.taken, context.deadline.left)
        figures["shuffled_labels"] = shuffled.score
    return figures


@dataclass(frozen=True)
class _Learned:
    """How far training came: the best score, the steps that it might have taken, and took."""

    score: float
    steps: int
    taken: int
    first_loss: float
    last_loss: float


class _Learner:
    """Trains a model on one batch, each time from the weights that it begins with."""

    def __init__(self, model: keras.Model, loss: Any, x: Any) -> None:
        self.x = keras.tree.map_structure(tf.convert_to_tensor, x)
        self.model, self.loss = model, loss
        self.optimizer = keras.optimizers.Adam()
        self.optimizer.build(model.trainable_variables)
        self.variables = [*model.variables, *self.optimizer.variables]
        self.start = [variable.numpy().copy() for variable in self.variables]
        self.step = tf.function(self._step, autograph=False)

    def learn(self, y: Any, judge: _Judge, rate: float, most: int, seconds: float) -> _Learned:
        """Train until all is right, for at most so many steps, fewer where time is short.

        Raises:
            TimeoutError: not even 20 steps are possible in that time.
        """
        y, deadline = tf.convert_to_tensor(y), Deadline(seconds)
        self.step(y)  # traced, and slower than those that follow
        for variable, value in zip(self.variables, self.start, strict=True):
            variable.assign(value)
        self.optimizer.learning_rate = rate
        best, steps, before = _WORST, most, deadline.left
        losses: list[float] = []
        for taken in range(1, most + 1):
            loss, outputs = self.step(y)
            losses.append(float(loss))
            best = max(best, self._score(outputs, judge))
            if taken == FEWEST_STEPS:
                each = max((before - deadline.left) / taken, 1e-9)
                steps = min(most, taken + int(deadline.left / each))
                if steps < FEWEST_STEPS:
                    raise TimeoutError(f"a step takes {each:.2g} s")
            if best == 1 or taken >= steps:
                break
        return _Learned(best, steps, len(losses), losses[0], losses[-1])

    def _score(self, outputs: tf.Tensor, judge: _Judge) -> float:
        values = keras.ops.convert_to_numpy(outputs).astype(np.float32)
        return max(_WORST, judge(values)) if np.isfinite(values).all() else _WORST

    def _step(self, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            outputs = self.model(self.x, training=True)
            loss = tf.reduce_mean(tf.cast(self.loss(y, outputs), tf.float32))
        variables = self.model.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        return loss, outputs
