"""L-BFGS: curvature from the last few steps, for the full batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from suite.number_checks import check_whole
from suite.optimizers.full_batch import FullBatchOptimizer, Objective, Place, dot, number
from suite.optimizers.wolfe_search import wolfe_search
from suite.tensors import Tensor


def two_loop_direction(gradient: Tensor, steps: Tensor, changes: Tensor) -> Tensor:
    """-H g by the two-loop recursion (see the class).

    Args:
        gradient: g, of shape (n,).
        steps: s_i, the oldest first, of shape (pairs, n).
        changes: y_i, likewise.
    """
    q, shares = gradient, []
    pairs = [(steps[i], changes[i]) for i in range(len(steps))]
    for s, y in reversed(pairs):
        shares.append(dot(s, q) / dot(y, s))
        q = q - shares[-1] * y
    if pairs:
        s, y = pairs[-1]
        q = q * (dot(s, y) / dot(y, y))
    for (s, y), share in zip(pairs, reversed(shares), strict=True):
        q = q + (share - dot(y, q) / dot(y, s)) * s
    return -q


@keras.saving.register_keras_serializable(package="suite")
class LBFGS(FullBatchOptimizer):
    """Limited-memory BFGS on the full batch: second order, and no learning rate to choose.

    w = w - t H g
    H = V' H V + r s s',    V = I - r y s',    r = 1 / y's      for each of the last m pairs (s, y)

    with w all weights, g the gradient of the loss of the whole training set, s the last changes of
    w, y those of g, and H, an estimate of the inverse Hessian, s'y / y'y times the identity before
    the first pair. H is never formed: -H g takes 4 m n multiplications for n weights, and the pairs
    take 2 m n numbers. The length t starts at 1 and is searched until the strong Wolfe conditions
    hold (1e-4, 0.9; see `wolfe_search`); each length that is tried costs a pass over the data.

    For the full batch, without noise: y must be a difference of gradients of one and the same loss.
    So an epoch is one iteration over the sum of all batches, and a recipe with dropout, random
    augmentation or batch normalization is refused. Iteration ends early where the gradient is 0
    within `tolerance`, or where float32 shows no lower loss.

    Args:
        history: m, the pairs that are kept, at least 1.
        tolerance: iteration ends where no entry of the gradient is larger, at least 0.
        name: of the optimizer.

    Raises:
        ValueError: if an argument is out of its range.

    Example:
        >>> w = keras.Variable([3.0])
        >>> class Parabola:  # w^2
        ...     def loss_and_gradients(self):
        ...         return float(w.numpy()[0]) ** 2, [2 * w]
        >>> optimizer = LBFGS()
        >>> optimizer.build([w])
        >>> while optimizer.step(Parabola()) is None: pass
        >>> print(w.numpy())
        [0.]

    Reference:
        Liu, Nocedal (1989), On the limited memory BFGS method for large scale optimization.

    Topic: optim/l-bfgs, data/batch-size
    """

    def __init__(self, history: int = 10, tolerance: float = 1e-7, name: str | None = None) -> None:
        super().__init__(tolerance, name)
        check_whole(1, history=history)
        self.history = history

    def build(self, variables: Sequence[keras.Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        shape = (self.history, self._size)
        # The newest pair is the last row; the first rows are empty until there are enough.
        self._steps = self.add_variable(shape, dtype=self._type, name="steps")
        self._changes = self.add_variable(shape, dtype=self._type, name="changes")
        self._pairs = self.add_variable((), dtype="int32", name="pairs")

    def reset(self) -> None:
        super().reset()
        self._pairs.assign(0)

    def _iterate(self, objective: Objective, here: Place) -> Place | None:
        origin = self._point()
        while True:
            pairs = int(number(self._pairs))
            direction = self._direction(here.gradient, pairs)
            reached = self._search(objective, here, origin, direction, pairs)
            if reached is not None:
                self._remember(reached.length * direction, reached.gradient - here.gradient)
                return reached
            if not pairs:
                return None
            self._pairs.assign(0)  # the gradient itself may still know a way down

    def _direction(self, gradient: Any, pairs: int) -> Any:
        first = self.history - pairs
        steps = ops.convert_to_tensor(self._steps)[first:]
        return two_loop_direction(gradient, steps, ops.convert_to_tensor(self._changes)[first:])

    def _search(
        self, objective: Objective, here: Place, origin: Any, direction: Any, pairs: int
    ) -> Place | None:
        """A better place along the direction; without one the variables are where they were."""
        start = here._replace(slope=number(dot(here.gradient, direction)))
        last: list[Place] = []

        def at(length: float) -> Place:
            last[:] = [self._at(objective, origin + length * direction, length, direction)]
            return last[0]

        found = None
        if start.slope < 0:
            # Nothing is known of the scale yet: the first step changes the weights by 1 in sum.
            first = 1.0 if pairs else min(1.0, 1.0 / number(ops.sum(ops.abs(direction))))
            found = wolfe_search(at, start, first, self._noise(here.loss))
        if found is None:
            self._at(objective, origin, 0.0)
        elif found is not last[0]:
            at(found.length)
        return found

    def _remember(self, step: Any, change: Any) -> None:
        """Keep a pair, unless rounding has eaten the curvature along it."""
        curvature, sizes = number(dot(step, change)), dot(step, step) * dot(change, change)
        if not curvature > np.finfo(self._type).eps * number(ops.sqrt(sizes)):
            return
        for rows, row in ((self._steps, step), (self._changes, change)):
            rows.assign(ops.concatenate([ops.convert_to_tensor(rows)[1:], row[None]]))
        self._pairs.assign(min(int(number(self._pairs)) + 1, self.history))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "history": self.history}
