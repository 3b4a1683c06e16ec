"""Lookahead: slow weights that follow, and call back, the fast ones."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import tensorflow as tf

from suite.training.step.slow_weights import SlowWeights


class Lookahead(SlowWeights):
    """Every few steps slow weights go part of the way to the fast ones, which then start from them.

    The optimizer updates the fast weights w. After each k-th of its steps, at step t of T,

        s <- s + a_t (w - s),   w <- s,   a_t = 1 - (1 - alpha) (t / T)^power

    with s the slow weights, which begin as the weights do. With power 0 the share a_t is alpha at
    all times, as in the paper; with a larger one it falls from 1, which leaves the training as it
    is, to alpha at its end. Validation and the finished model have s.

    The moving statistics of batch normalization follow in the same way, so that slow weights have
    slow statistics. The optimizer's own variables, such as momentum, stay.

    Args:
        weights: the trainable variables of a model, a list.
        statistics: its other variables of floats, such as moving statistics.
        every: k, at least 1.
        alpha: in (0, 1]; 1 with power 0 changes nothing.
        power: at least 0.
        steps: T, at least 1; a step beyond it counts as T.

    Reference:
        Zhang, Lucas, Hinton, Ba (2019), Lookahead optimizer: k steps forward, 1 step back; Jordan
        (2024), 94% on CIFAR-10 in 3.29 seconds on a single GPU, section 3.4, for the power.
    Topic: reg/polyak

    Example:
        >>> weight = keras.Variable([0.0], name="weight")
        >>> lookahead = Lookahead([weight], [], every=2, alpha=0.5, power=0.0, steps=4)
        >>> for step in range(3):
        ...     _ = weight.assign_add([1.0])
        ...     lookahead.update(tf.constant(step))
        >>> float(weight[0]), float(lookahead.averages[0][0])  # 2, called back to 1, and a step on
        (2.0, 1.0)
    """

    def __init__(
        self,
        weights: Sequence[keras.Variable],
        statistics: Sequence[keras.Variable],
        every: int,
        alpha: float,
        power: float,
        steps: int,
    ) -> None:
        super().__init__(weights, statistics, "slow")
        self.every = every
        self.alpha = alpha
        self.power = power
        self.steps = steps

    def update(self, step: tf.Tensor) -> None:
        """Bring both together, if it is time; `step` counts the updates before this one."""
        taken = step + 1

        def meet() -> tf.Tensor:
            share = self._share(taken)
            for fast, slow in self.pairs():
                slow.assign_add(tf.cast(share, slow.dtype) * (fast.value - slow.value))
                fast.assign(slow.value)
            return tf.constant(True)

        tf.cond(tf.equal(taken % self.every, 0), meet, lambda: tf.constant(False))

    def _share(self, taken: tf.Tensor) -> tf.Tensor:
        progress = tf.minimum(tf.cast(taken, tf.float32) / float(self.steps), 1.0)
        return 1.0 - (1.0 - self.alpha) * progress**self.power


def float_statistics(model: keras.Model) -> list[keras.Variable]:
    """The variables of a model that are floats and do not train, such as moving statistics."""
    return [one for one in model.non_trainable_variables if one.dtype.startswith(("float", "bf"))]
