"""A step for most iterations, and one for those at which diagnostics measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from suite.diagnostics import Observers
from suite.training.step.step import Batch, TrainStep, steps_taken

Step = Callable[[Batch], Any]


@dataclass(frozen=True)
class CadencedStep:
    """Takes the step that is due: the plain one, or the one that measures.

    Both update the weights by the same operations. Each is traced by itself, so that the plain one
    holds no copy of a weight and no tap of an activation.

    Args:
        plain: observed by the diagnostics of every step only.
        measuring: observed by all of them; None where there are no others.
        until_due: how many plain steps come before the next one to measure.

    Example:
        >>> step = CadencedStep(lambda x: x + 1, lambda x: x + 2, lambda: tf.constant(0))
        >>> int(step.run(tf.distribute.get_strategy(), tf.constant(5)))
        7
    """

    plain: Step
    measuring: Step | None = None
    until_due: Callable[[], tf.Tensor] = lambda: tf.constant(0)

    @classmethod
    def of(
        cls, observers: Observers | None, make: Callable[..., TrainStep], jit_compile: bool
    ) -> CadencedStep:
        """By the diagnostics' cadences.

        Args:
            observers: the diagnostics of the run, if there are any.
            make: given `observer` and `jit_compile`, makes a step.
            jit_compile: whether XLA compiles it.
        """
        plain = make(observer=observers and observers.every_step, jit_compile=jit_compile)
        if observers is None or observers.measuring is None:
            return cls(plain)
        measuring = make(observer=observers.measuring, jit_compile=jit_compile)
        taken = steps_taken(plain.optimizer)
        return cls(plain, measuring, lambda: observers.until_due(taken.value))

    def on(self, change: Callable[[Step], Step]) -> CadencedStep:
        """The same with both steps changed."""
        measuring = None if self.measuring is None else change(self.measuring)
        return CadencedStep(change(self.plain), measuring, self.until_due)

    def run(self, strategy: tf.distribute.Strategy, batch: Batch) -> Any:
        """Let each replica take a single step; gives what each step gives."""
        plain, measuring = self.plain, self.measuring
        if measuring is None:
            return strategy.run(plain, args=(batch,))
        return tf.cond(
            self.until_due() == 0,
            lambda: strategy.run(measuring, args=(batch,)),
            lambda: strategy.run(plain, args=(batch,)),
        )
