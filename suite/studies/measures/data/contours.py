"""Measures of gradient descent over elongated and over round contours."""

from __future__ import annotations

import numpy as np


def zigzags(condition: float, steps: int = 50) -> float:
    """How often descent crosses the floor of a valley: sign changes of its steep coordinate.

        f = (x^2 + kappa y^2) / 2,   from (kappa, 1),   rate 2 / (1 + kappa)

    The rate is the best that one rate can be; y is multiplied by -(kappa - 1) / (kappa + 1) at
    each step, x by the same without the sign. Below 1e-12 a coordinate has arrived.

    Args:
        condition: kappa, at least 1.
        steps: that are taken.
    """
    y = _path(condition, int(steps))[:, 1]
    y = y[np.abs(y) > 1e-12]
    return float(np.sum(np.sign(y[1:]) != np.sign(y[:-1])))


def straightness(condition: float, steps: int = 500) -> float:
    """How straight the way of the same descent is: from end to end, by its length.

    |p_T - p_0| / sum_t |p_(t+1) - p_t|        1 is a straight line
    """
    path = _path(condition, int(steps))
    length = np.linalg.norm(np.diff(path, axis=0), axis=1).sum()
    return float(np.linalg.norm(path[-1] - path[0]) / length)


def steps_to_arrive(condition: float, share: float = 0.01) -> float:
    """Steps until the same descent has come within a share of its first distance from the bottom.

    About ln(1 / share) kappa / 2 of them.
    """
    shrinks = (condition - 1) / (condition + 1)
    if shrinks == 0:
        return 1.0
    return float(np.ceil(np.log(share) / np.log(shrinks)))


def steps_across(width: float, step: float = 1.0) -> float:
    """Steps of one length that it takes to cross the range of a weight, [-width, width]."""
    return float(np.ceil(2 * width / step))


def _path(condition: float, steps: int) -> np.ndarray:
    rate = 2 / (1 + condition)
    factors = 1 - rate * np.array([1.0, condition])
    start = np.array([condition, 1.0])
    path: np.ndarray = start * factors ** np.arange(steps + 1)[:, None]
    return path
