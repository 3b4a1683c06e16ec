"""Newton's method without the Hessian: products with it, and conjugate gradients."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import keras

from suite.number_checks import check_not_negative, check_whole
from suite.optimizers.conjugate_gradients import conjugate_gradients
from suite.optimizers.full_batch import (
    EVALUATIONS,
    FullBatchOptimizer,
    Objective,
    Place,
    dot,
    flatten,
    number,
)
from suite.optimizers.wolfe_search import falls, flatter

# What share of the model's decrease is much, or little, and what that does to the damping.
GOOD, BAD, FACTOR = 0.75, 0.25, 3.0


@keras.saving.register_keras_serializable(package="suite")
class NewtonCG(FullBatchOptimizer):
    """Newton or Gauss-Newton on the full batch, by conjugate gradients; for small nets.

    (B + lambda I) d = -g
    w = w + t d

    with w all weights, g the gradient of the loss L of the whole training set, and B its Hessian,
    or the Gauss-Newton matrix J' H_out J with J the derivative of the net's outputs by its weights
    and H_out the Hessian of the loss by the outputs (penalties on weights come on top). B has n^2
    entries for n weights and is never formed: conjugate gradients need products B v only, and each
    costs about two passes over the data. They end early, at `cg_steps`, at a residual of
    min(cg_tolerance, sqrt ||g||) ||g||, or where B has no positive curvature. The length t is 1,
    halved (or less, by interpolation) until the loss falls.

    The damping lambda is a third of what it was where the quadratic model told the decrease well
    (ratio above 0.75), and three times where badly (below 0.25): towards Newton, or towards small
    steps along the gradient.

    For the full batch, without noise. So an epoch is one iteration over the sum of all batches,
    and a recipe with dropout, random augmentation or batch normalization is refused.

    Args:
        curvature: B, `hessian` or `gauss_newton`. The latter is never negative where the loss is
            convex in the outputs; the Hessian also has what the net's own curvature adds.
        damping: the first lambda, at least 0; 0 stays 0 and is plain Newton.
        cg_steps: the most products with B in an iteration, at least 1.
        cg_tolerance: of the residual, relative, above 0 and below 1.
        tolerance: iteration ends where no entry of the gradient is larger, at least 0.
        name: of the optimizer.

    Raises:
        ValueError: if an argument is out of its range.

    Example:
        >>> w = keras.Variable([3.0])
        >>> class Parabola:  # w^2
        ...     def loss_and_gradients(self):
        ...         return float(w.numpy()[0]) ** 2, [2 * w]
        ...     def curvature_product(self, kind, vectors):
        ...         return [2 * vector for vector in vectors]
        >>> optimizer = NewtonCG()
        >>> optimizer.build([w])
        >>> while optimizer.step(Parabola()) is None: pass
        >>> print(np.abs(w.numpy()).round(3))
        [0.]

    Reference:
        Martens (2010), Deep learning via Hessian-free optimization. Nocedal, Wright (2006),
        Numerical optimization, algorithm 7.1.

    Topic: optim/newton, data/batch-size
    """

    def __init__(
        self,
        curvature: Literal["hessian", "gauss_newton"] = "hessian",
        damping: float = 0.01,
        cg_steps: int = 50,
        cg_tolerance: float = 0.1,
        tolerance: float = 1e-7,
        name: str | None = None,
    ) -> None:
        super().__init__(tolerance, name)
        if curvature not in ("hessian", "gauss_newton"):
            raise ValueError(
                "Argument `curvature` must be 'hessian' or 'gauss_newton'. "
                f"Received: curvature={curvature!r}"
            )
        check_not_negative(damping=damping)
        check_whole(1, cg_steps=cg_steps)
        if not 0 < cg_tolerance < 1:
            raise ValueError(
                "Argument `cg_tolerance` must be above 0 and below 1. "
                f"Received: cg_tolerance={cg_tolerance}"
            )
        self.curvature = curvature
        self.damping = float(damping)
        self.cg_steps = cg_steps
        self.cg_tolerance = float(cg_tolerance)

    def build(self, variables: Sequence[keras.Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        self._damping = self.add_variable((), dtype=self._type, name="damping")
        self._damping.assign(self.damping)

    def reset(self) -> None:
        super().reset()
        self._damping.assign(self.damping)

    def _iterate(self, objective: Objective, here: Place) -> Place | None:
        damping = number(self._damping)

        def product(vector: Any) -> Any:
            image = objective.curvature_product(self.curvature, self._split(vector))
            return flatten(image) + damping * vector

        norm = math.sqrt(number(dot(here.gradient, here.gradient)))
        enough = min(self.cg_tolerance, math.sqrt(norm))
        found = conjugate_gradients(product, here.gradient, self.cg_steps, enough)
        reached = self._backtrack(objective, here, found.direction)
        whole = found.decrease + damping * number(dot(found.direction, found.direction)) / 2
        if reached is None or reached.length < 1 or found.negative:
            self._damping.assign(damping * FACTOR)
        elif whole > self._noise(here.loss):  # below, the losses tell nothing
            ratio = (here.loss - reached.loss) / whole
            factor = 1 / FACTOR if ratio > GOOD else FACTOR if ratio < BAD else 1
            self._damping.assign(damping * factor)
        return reached

    def _backtrack(self, objective: Objective, here: Place, direction: Any) -> Place | None:
        """A better place along the direction; without one the variables are where they were."""
        origin, slope, length = self._point(), number(dot(here.gradient, direction)), 1.0
        start, noise = here._replace(slope=slope), self._noise(here.loss)
        for _ in range(EVALUATIONS if slope < 0 else 0):
            trial = self._at(objective, origin + length * direction, length, direction)
            # A step that is lost in rounding is none.
            moved = trial.loss < start.loss or flatter(trial, start)
            if moved and falls(trial, start, noise):
                return trial
            # The minimum of the parabola through both losses and the slope.
            rise = trial.loss - here.loss - length * slope
            guess = -slope * length * length / (2 * rise) if math.isfinite(rise) else 0.0
            length = min(max(guess, 0.1 * length), 0.5 * length)
        self._at(objective, origin, 0.0)
        return None

    def get_config(self) -> dict[str, Any]:
        own = {
            "curvature": self.curvature,
            "damping": self.damping,
            "cg_steps": self.cg_steps,
            "cg_tolerance": self.cg_tolerance,
        }
        return {**super().get_config(), **own}
