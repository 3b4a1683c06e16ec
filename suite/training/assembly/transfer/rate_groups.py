"""Learning rates that differ between the layers, and layers that join in later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import keras
import tensorflow as tf


class RateGroups:
    """Scales what a step of the optimizer changes, variable by variable.

        w <- w + f dw   from step s on,   w <- w before it

    with dw the whole change of the optimizer's step, weight decay among it. With an optimizer whose
    step is in proportion to its learning rate, as SGD's and Adam's are, this is a rate f times as
    high. To scale the gradient would not do: Adam's step does not depend on the gradient's scale.

    A variable that waits keeps its bits, and does not count in the gradients' norm that is clipped;
    the optimizer's moments see its gradients all the same, so that its first steps are no larger
    than the others.

    Args:
        variables: all trainable variables.
        factors: path -> f, above 0; 1 for those not named.
        joins: path -> s; 0 for those not named.

    Example:
        >>> w = keras.Variable([1.0, 1.0], name="w")
        >>> groups = RateGroups([w], factors={"w": 0.1}, joins={})
        >>> before = groups.before()
        >>> _ = w.assign([3.0, 1.0])
        >>> groups.scale(before, tf.constant(0))
        >>> w.numpy()
        array([1.2, 1. ], dtype=float32)
    """

    def __init__(
        self,
        variables: Sequence[keras.Variable],
        factors: Mapping[str, float],
        joins: Mapping[str, int],
    ) -> None:
        self.paths = [variable.path for variable in variables]
        self.joins = joins
        self.groups = {
            variable.path: (variable, factors.get(variable.path, 1.0), joins.get(variable.path, 0))
            for variable in variables
            if factors.get(variable.path, 1.0) != 1.0 or joins.get(variable.path, 0) > 0
        }

    def before(self) -> dict[str, tf.Tensor]:
        """The values before the optimizer's step of those that it may change too much."""
        return {path: tf.identity(group[0].value) for path, group in self.groups.items()}

    def scale(self, before: Mapping[str, tf.Tensor], iteration: tf.Tensor) -> None:
        """After the optimizer's step: shorten what it changed."""
        for path, (variable, factor, join) in self.groups.items():
            old, new = before[path], tf.convert_to_tensor(variable.value)
            if factor != 1.0:
                new = old + tf.cast(factor, new.dtype) * (new - old)
            if join > 0:
                new = tf.where(iteration >= join, new, old)
            variable.assign(new)

    def trained(
        self, gradients: Sequence[tf.Tensor | None], iteration: tf.Tensor
    ) -> list[tf.Tensor]:
        """The gradients of the variables that this step trains; zeros for those that wait."""
        kept = []
        for path, gradient in zip(self.paths, gradients, strict=True):
            join = self.joins.get(path, 0)
            if gradient is None or join == 0:
                kept.append(gradient)
            else:
                kept.append(tf.where(iteration >= join, gradient, tf.zeros_like(gradient)))
        return kept
