"""What the optimizers for the full batch share: they ask for the loss, as often as they need it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple, NoReturn, Protocol

import keras
import numpy as np
from keras import ops

from suite.number_checks import check_not_negative
from suite.tensors import Tensor

# A line search that has not ended after so many evaluations will not.
EVALUATIONS = 20
# Of a mean over all samples, in units of its last place.
ROUNDINGS = 10


class Objective(Protocol):
    """The loss of the whole training set, as a function of where the variables stand."""

    def loss_and_gradients(self) -> tuple[float, Sequence[Any]]:
        """The loss, and its dense gradient for each variable."""

    def curvature_product(self, kind: str, vectors: Sequence[Any]) -> Sequence[Any]:
        """Curvature matrix times vector, both in the shapes of the variables.

        Args:
            kind: `hessian` or `gauss_newton`.
            vectors: one per variable.
        """


class Place(NamedTuple):
    """A point of a line: how far along, the loss, its slope along the line, its gradient (n,)."""

    length: float
    loss: float
    slope: float
    gradient: Any


def flatten(tensors: Sequence[Any]) -> Any:
    """One vector of all entries."""
    return ops.concatenate([ops.reshape(tensor, (-1,)) for tensor in tensors])


def number(tensor: Any) -> float:
    """A scalar tensor on the host."""
    return float(ops.convert_to_numpy(tensor))


def dot(one: Any, other: Any) -> Any:
    """Inner product of two vectors."""
    return ops.sum(one * other)


class FullBatchOptimizer(keras.optimizers.Optimizer):
    """Base of optimizers that take the whole training set at a time.

    `Optimizer.apply` is given a gradient and never sees the loss. These ask for both, at as many
    points as their line search needs: `step(objective)` makes one iteration. The state between two
    iterations (history, loss and gradient of the present point) lies in variables.

    `learning_rate` is what the line search chose: the length of the last step.

    Args:
        tolerance: iteration ends where no entry of the gradient is larger, at least 0.
        name: of the optimizer.
    """

    # `suite.run` reads it from the source, and trains by whole passes.
    full_batch: ClassVar[bool] = True
    # A share of a step is not the step of a share of the rate.
    proportional: ClassVar[bool] = False

    def __init__(self, tolerance: float, name: str | None) -> None:
        super().__init__(learning_rate=1.0, name=name)
        check_not_negative(tolerance=tolerance)
        self.tolerance = float(tolerance)

    def build(self, variables: Sequence[keras.Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        self._size = sum(math.prod(variable.shape) for variable in variables)
        self._type = keras.backend.result_type(*(variable.dtype for variable in variables))
        self._loss = self.add_variable((), dtype=self._type, name="loss")
        self._gradient = self.add_variable((self._size,), dtype=self._type, name="gradient")
        # Whether loss and gradient are those of the present point.
        self._known = self.add_variable((), dtype="int32", name="known")

    def reset(self) -> None:
        """Forget the past: the variables, or the loss, have been changed from outside."""
        self._known.assign(0)

    def step(self, objective: Objective) -> str | None:
        """One iteration. Its last evaluation is at the point where it leaves the variables.

        Returns:
            Why another iteration would change nothing; None if it might.

        Raises:
            FloatingPointError: the loss is not finite where it begins.
        """
        if not number(self._known):
            here = self._at(objective, self._point(), 0.0)
            self._keep(here)
            if not math.isfinite(here.loss):
                raise FloatingPointError(f"the loss is {here.loss} where the search begins")
            if ended := self._converged():
                return ended
        here = Place(0.0, number(self._loss), 0.0, ops.convert_to_tensor(self._gradient))
        reached = self._iterate(objective, here)
        if reached is None:
            return "no step along the direction of descent lowers the loss at this precision"
        self._keep(reached)
        self.learning_rate = reached.length
        self._iterations.assign_add(1)
        return self._converged()

    def _iterate(self, objective: Objective, here: Place) -> Place | None:
        """Move the variables to the next point; None if there is no better one."""
        raise NotImplementedError

    def _converged(self) -> str | None:
        largest = number(ops.max(ops.abs(self._gradient)))
        if largest <= self.tolerance:
            return f"converged: no entry of the gradient is above {largest:.1e}"
        return None

    def _noise(self, loss: float) -> float:
        """By how much rounding may change a mean over all samples."""
        return ROUNDINGS * float(np.finfo(self._type).eps) * abs(loss)

    def _keep(self, place: Place) -> None:
        self._loss.assign(place.loss)
        self._gradient.assign(place.gradient)
        self._known.assign(1)

    def _point(self) -> Any:
        return flatten([ops.convert_to_tensor(one) for one in self._trainable_variables])

    def _at(self, objective: Objective, point: Any, length: float, direction: Any = None) -> Place:
        """Move the variables to a point, and look at the loss there."""
        for variable, value in zip(self._trainable_variables, self._split(point), strict=True):
            variable.assign(ops.cast(value, variable.dtype))
        loss, gradients = objective.loss_and_gradients()
        gradient = ops.cast(flatten(gradients), self._type)
        slope = 0.0 if direction is None else number(dot(gradient, direction))
        return Place(length, float(loss), slope, gradient)

    def _split(self, vector: Any) -> list[Any]:
        """A vector of all entries in the shapes of the variables."""
        parts, begin = [], 0
        for variable in self._trainable_variables:
            end = begin + math.prod(variable.shape)
            parts.append(ops.reshape(vector[begin:end], variable.shape))
            begin = end
        return parts

    def apply(
        self, grads: Sequence[Tensor], trainable_variables: Sequence[keras.Variable] | None = None
    ) -> NoReturn:
        """Refuse: the gradient of a batch alone is not enough."""
        raise TypeError(
            f"{type(self).__name__} takes the whole training set at a time and needs its loss too: "
            "train with `suite.run` or `suite.fit`, or call step(objective)."
        )

    def get_config(self) -> dict[str, Any]:
        return {"tolerance": self.tolerance, "name": self.name}
