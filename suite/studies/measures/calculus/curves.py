"""Measures of activation functions by themselves: what they give, and how steep they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.catalog import HERE, Component

# Where a curve is looked at: from -12 to 12, its middle exactly at zero.
_GRID = np.linspace(-12.0, 12.0, 24_001)


def activation(name: str, x: float) -> float:
    """The value of an activation function: f(x).

    Args:
        name: as `activation` in a recipe: `sigmoid`, `tanh`, `relu`.
        x: where.

    Raises:
        UserError: no activation has this name.

    Example:
        >>> activation("sigmoid", 0)
        0.5
    """
    return float(values_and_slopes(name, np.array([x]))[0][0])


def derivative(name: str, x: float) -> float:
    """The slope of an activation function: f'(x).

    Args:
        name, x: as of `activation`.

    Raises:
        UserError: as `activation` does.

    Example:
        >>> derivative("sigmoid", 0), derivative("relu", -3)
        (0.25, 0.0)
    """
    return float(values_and_slopes(name, np.array([x]))[1][0])


def steepest(name: str) -> float:
    """The largest slope of an activation function between -12 and 12: max |f'(x)|.

    Example:
        >>> steepest("sigmoid"), steepest("tanh")
        (0.25, 1.0)
    """
    return float(np.abs(values_and_slopes(name, _GRID)[1]).max())


def flat_share(name: str, limit: float = 0.01) -> float:
    """Share of the inputs between -12 and 12 at which |f'(x)| is below a limit: it saturates there.

    Example:
        >>> flat_share("relu"), flat_share("linear")
        (0.5, 0.0)
    """
    slopes = values_and_slopes(name, _GRID[_GRID != 0])[1]
    return float(np.mean(np.abs(slopes) < limit))


def mean_output(name: str) -> float:
    """The mean of f(x) over x from -12 to 12: zero for a function that is centered on zero.

    Example:
        >>> round(mean_output("sigmoid"), 6), round(mean_output("tanh"), 6) + 0.0
        (0.5, 0.0)
    """
    return float(values_and_slopes(name, _GRID)[0].mean())


def lowest_value(name: str) -> float:
    """The smallest f(x) for x from -12 to 12.

    Example:
        >>> lowest_value("relu")
        0.0
    """
    return float(values_and_slopes(name, _GRID)[0].min())


def distance_from_identity(name: str, reach: float) -> float:
    """How far an activation is from handing on its input: max |f(x) - x| for |x| <= reach.

    Args:
        name: as of `activation`.
        reach: how far from zero it is looked at, above 0.

    Example:
        >>> distance_from_identity("linear", 0.1)
        0.0
    """
    inputs = np.linspace(-reach, reach, 201)
    return float(np.abs(values_and_slopes(name, inputs)[0] - inputs).max())


def values_and_slopes(name: str, inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """f(x) and f'(x) of an activation of the catalog, in float64.

    Args:
        name: of the activation.
        inputs: the points x.

    Raises:
        UserError: no activation has this name.

    Example:
        >>> values_and_slopes("relu", np.array([-1.0, 2.0]))[0].tolist()
        [0.0, 2.0]
    """
    import tensorflow as tf

    function: Any = HERE.build("activations", Component.parse(name))
    points = tf.constant(inputs, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(points)
        values = function(points)
    return np.asarray(values), np.asarray(tape.gradient(values, points))
