"""Sees that training is lost, whatever diagnostics a run has."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence

import keras
import tensorflow as tf

from suite.diagnostics import Finding
from suite.diagnostics.tools.edits import learning_rate_edit
from suite.training.step.step import loss_metric

# Single steps in a row that are looked at; more of them, and looking would be felt.
FIRST_CALLS = 10


class FiniteWatch:
    """Looks between calls of the compiled step whether loss and weights are still numbers.

        lost = not finite(mean loss of the epoch + sum over all weights of 0 w)

    after each call of several steps, else every 100 steps and at the end of an epoch. It costs one
    pass over the weights, of which a call of many steps makes hundreds. The
    weights count beside the loss, since max-pooling on a processor swallows NaN. Which layer was
    the first, and in which step, only the diagnostic `finite` tells.

    Args:
        model: compiled.
        is_on: whether to look at all.

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> _ = model.layers[0].kernel.assign([[np.nan]])
        >>> FiniteWatch(model).look(steps=5, due=True)
        True
    """

    def __init__(self, model: keras.Model, is_on: bool = True) -> None:
        self.is_on = is_on
        self.loss = loss_metric(model)
        self.weights = [v for v in model.trainable_variables if v.dtype.startswith("float")]
        self.lower_rate = learning_rate_edit(model, 0.1)
        self.is_lost = False
        self.calls_of_one = 0

    def look(self, steps: int, due: bool) -> bool:
        """Whether loss and weights are lost by now; the answer stays in `is_lost`.

        Args:
            steps: of the call.
            due: whether to look even where the calls are of a single step, each of which would
                have to be waited for.
        """
        self.calls_of_one = self.calls_of_one + 1 if steps == 1 else 0
        if not self.is_on or (self.calls_of_one > FIRST_CALLS and not due):
            return False
        loss = float(self.loss.result())
        self.is_lost = not math.isfinite(loss + float(self._sum_of_zeros()))
        return self.is_lost

    def findings(self, steps: int, known: Sequence[Finding]) -> list[Finding]:
        """What there is to say of it after so many steps, unless `finite` has said more."""
        if any(finding.diagnostic == "finite" for finding in known):
            return []
        text = (
            "the loss or a weight is no finite number any more: nothing can be learned from here; "
            "the diagnostic `finite` would tell where it began."
        )
        return [
            Finding(
                "finite",
                text,
                severity="error",
                step=steps - 1,
                topic="optim/learning-rate",
                edit=self.lower_rate,
            )
        ]

    @functools.cached_property
    def _sum_of_zeros(self) -> Callable[[], tf.Tensor]:
        # Called as it was traced: one run after another is no retracing to be warned of.
        traced: Callable[[], tf.Tensor]
        traced = tf.function(self._zeros, autograph=False).get_concrete_function()
        return traced

    def _zeros(self) -> tf.Tensor:
        parts = [tf.reduce_sum(tf.cast(v.value, tf.float32) * 0.0) for v in self.weights]
        return tf.add_n(parts) if parts else tf.constant(0.0)
