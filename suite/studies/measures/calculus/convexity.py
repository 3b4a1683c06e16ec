"""Measures of the shape of a model's loss, and of what a network without bends is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from suite.errors import UserError
from suite.studies.measures.arm import Arm

_EXAMPLES, _POINTS, _STEP = 20, 200, 1e-3
_ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "sine": np.sin,
}


def least_curvature(seed: int, activation: str, loss: str = "squared") -> float:
    """The least curvature that was met on the loss of a net of one unit; convex is never negative.

        L(w) = mean_i l(f(w . x_i), y_i),    least eigenvalue of its Hessian over 200 weights w

    Args:
        seed: of 20 examples x ~ N(0, I) of two features, their labels 0 or 1, and the weights,
            N(0, 9 I).
        activation: f: `linear`, `sigmoid`, `tanh`, `sine`.
        loss: l: `squared`, or `cross_entropy`, which takes the sigmoid.

    Raises:
        UserError: another activation, or cross-entropy of another one than the sigmoid.

    Example:
        >>> least_curvature(0, "linear") > 0, least_curvature(0, "sigmoid") > 0
        (True, False)
    """
    if activation not in _ACTIVATIONS or (loss == "cross_entropy" and activation != "sigmoid"):
        raise UserError(f"{loss} of {activation}: is not known; see `least_curvature`")
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(_EXAMPLES, 2))
    labels = generator.integers(0, 2, _EXAMPLES)
    weights = generator.normal(scale=3.0, size=(_POINTS, 2))

    def losses(z: np.ndarray) -> np.ndarray:
        if loss == "cross_entropy":
            return np.asarray(np.logaddexp(0, z) - labels * z)
        return np.asarray((_ACTIVATIONS[activation](z) - labels) ** 2)

    z = weights @ x.T
    bent = (losses(z + _STEP) - 2 * losses(z) + losses(z - _STEP)) / _STEP**2
    hessians = np.einsum("pn,ni,nj->pij", bent, x, x) / _EXAMPLES
    return float(np.linalg.eigvalsh(hessians).min())


def bend(arm: Arm, samples: int = 256) -> float:
    """How far a network is from one affine map of its inputs.

        mean |F((a + b) / 2) - (F(a) + F(b)) / 2| / deviation of F

    with F its scores and a, b neighbors among the first training examples: zero where every
    activation is the identity, however many layers there are.

    Args:
        arm: whose trained model it is.
        samples: examples.

    Example:
        >>> arm = Arm(suite.load("loss/softmax"))
        >>> bend(arm) < 1e-5
        True
    """
    inputs = arm.inputs(int(samples)).astype(np.float32)
    model = arm.model
    first, second = inputs[:-1], inputs[1:]
    middle = np.asarray(model((first + second) / 2))
    ends = (np.asarray(model(first)) + np.asarray(model(second))) / 2
    return float(np.abs(middle - ends).mean() / np.asarray(model(inputs)).std())
