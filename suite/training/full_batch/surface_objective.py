"""A surface as the optimizers for the full batch ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import keras
import numpy as np
import tensorflow as tf

from suite.training.full_batch.curvature import dense_gradients

Point = tuple[float, float]
Interval = tuple[float, float]


class Surface(Protocol):
    """A function of two variables, as the catalog has them."""

    start: Point
    minima: tuple[Point, ...]
    window: tuple[Interval, Interval]

    def __call__(self, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        """Its height; the coordinates may have any shape."""


class SurfaceObjective:
    """Height, slope and curvature of a surface where the point is.

    Args:
        surface: of the catalog.
        point: its two coordinates.

    Example:
        >>> objective = SurfaceObjective(lambda x, y: x**2 + y**2, keras.Variable([1.0, 2.0]))
        >>> height, (slope,) = objective.loss_and_gradients()
        >>> height, slope.numpy().tolist()
        (5.0, [2.0, 4.0])
    """

    def __init__(self, surface: Surface, point: keras.Variable) -> None:
        self.surface = surface
        self.point = point
        self._slope = tf.function(self._height_and_slope, autograph=False)
        self._product = tf.function(self._hessian_product, autograph=False)

    def loss_and_gradients(self) -> tuple[float, Sequence[tf.Tensor]]:
        height, slope = self._slope()
        return float(height), [slope]

    def curvature_product(self, kind: str, vectors: Sequence[tf.Tensor]) -> Sequence[tf.Tensor]:
        """The Hessian times a vector; a recipe with another kind was refused."""
        return [self._product(vectors[0])]

    def height(self) -> tf.Tensor:
        return self.surface(self.point[0], self.point[1])

    def _height_and_slope(self) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            height = self.height()
        return height, dense_gradients(tape, height, [self.point])[0]

    def _hessian_product(self, vector: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            _, slope = self._height_and_slope()
        return dense_gradients(tape, slope, [self.point], [vector])[0]


def walk_by_iterations(
    objective: SurfaceObjective, optimizer: keras.optimizers.Optimizer, steps: int
) -> np.ndarray:
    """The path of an optimizer for the full batch; it stays where another iteration is of no use.

    Returns:
        Rows (x, y, f), before the first iteration and after each; shape (steps + 1, 3).
    """

    def here() -> list[float]:
        return [*map(float, objective.point.numpy()), float(objective.height())]

    rows, ended = [here()], None
    for _ in range(steps):
        if ended is None:
            try:
                ended = optimizer.step(objective)
            except FloatingPointError as error:  # the path says so
                ended = str(error)
        rows.append(here())
    return np.array(rows)
