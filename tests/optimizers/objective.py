"""Losses in NumPy, in the form in which the optimizers for the full batch ask for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np

FEATURES = 6


@dataclass(frozen=True)
class Loss:
    """A function of a vector with its derivatives, and where to begin."""

    value: Callable[[np.ndarray], float]
    gradient: Callable[[np.ndarray], np.ndarray]
    hessian: Callable[[np.ndarray], np.ndarray]
    start: np.ndarray


def quadratic() -> Loss:
    """w'Aw / 2 - b'w with a condition number of 100."""
    random = np.random.default_rng(0)
    turn, _ = np.linalg.qr(random.normal(size=(FEATURES, FEATURES)))
    matrix = turn @ np.diag(np.geomspace(1, 100, FEATURES)) @ turn.T
    b = random.normal(size=FEATURES)
    return Loss(
        lambda w: w @ matrix @ w / 2 - b @ w,
        lambda w: matrix @ w - b,
        lambda w: matrix,
        random.normal(size=FEATURES),
    )


def logistic() -> Loss:
    """Logistic regression with a small penalty."""
    random = np.random.default_rng(1)
    x = random.normal(size=(60, FEATURES)) * np.geomspace(0.3, 3, FEATURES)
    sign = np.where(x @ random.normal(size=FEATURES) + random.normal(size=60) > 0, 1.0, -1.0)
    rows = x * sign[:, None]

    def share(w):
        return 1 / (1 + np.exp(rows @ w))

    return Loss(
        lambda w: np.logaddexp(0, -rows @ w).mean() + 0.005 * w @ w,
        lambda w: -(rows * share(w)[:, None]).mean(axis=0) + 0.01 * w,
        lambda w: (rows.T * (share(w) * (1 - share(w)))) @ rows / 60 + 0.01 * np.eye(FEATURES),
        random.normal(size=FEATURES),
    )


def rosenbrock() -> Loss:
    def gradient(w):
        x, y = w
        return np.array([2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)])

    def hessian(w):
        x, y = w
        return np.array([[2 - 400 * (y - 3 * x * x), -400 * x], [-400 * x, 200.0]])

    return Loss(
        lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
        gradient,
        hessian,
        np.array([-1.5, 2.0]),
    )


class Walker:
    """An optimizer on a loss of one variable or of two, with every point that it looked at.

    Args:
        optimizer: for the full batch.
        loss: to be minimized.
        dtype: of the variables.
        split: whether the vector lies in two variables, the second of them a matrix.
        variables: in place of these.
    """

    def __init__(self, optimizer, loss, dtype="float64", split=False, variables=None) -> None:
        self.optimizer, self.loss = optimizer, loss
        parts = [loss.start[:2], loss.start[2:].reshape(2, -1)] if split else [loss.start]
        self.variables = variables or [keras.Variable(part, dtype=dtype) for part in parts]
        self.seen: list[np.ndarray] = []
        optimizer.build(self.variables)

    @property
    def point(self) -> np.ndarray:
        parts = [keras.ops.convert_to_numpy(one).ravel() for one in self.variables]
        return np.concatenate(parts).astype("float64")

    def split(self, vector: np.ndarray) -> list:
        found, begin = [], 0
        for one in self.variables:
            part = vector[begin : begin + int(np.prod(one.shape))]
            begin += len(part)
            found.append(keras.ops.convert_to_tensor(part.reshape(one.shape), dtype=one.dtype))
        return found

    def loss_and_gradients(self):
        self.seen.append(self.point)
        return float(self.loss.value(self.point)), self.split(self.loss.gradient(self.point))

    def curvature_product(self, kind, vectors):
        vector = np.concatenate([keras.ops.convert_to_numpy(one).ravel() for one in vectors])
        return self.split(self.loss.hessian(self.point) @ vector)

    def walk(self, steps: int) -> np.ndarray:
        """The places after each iteration, until another one is of no use."""
        places = []
        for _ in range(steps):
            self.ended = self.optimizer.step(self)
            places.append(self.point)
            if self.ended:
                break
        return np.stack(places)
