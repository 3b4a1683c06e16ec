"""Measures of the way of an optimizer over a surface, from path.csv."""

from __future__ import annotations

import numpy as np

from suite.errors import UserError
from suite.studies.measures.arm import Arm

_AXES = {"x": 0, "y": 1}


def sign_changes(arm: Arm, axis: str = "y") -> float:
    """How often the way crosses zero in a coordinate, which is where the surfaces have their floor.

        #{ t : sign p_(t+1) != sign p_t }        below 1e-9 it has arrived

    Args:
        arm: of a run over a surface.
        axis: `x` or `y`; of the quadratic bowl, y is the steep one.
    """
    values = _path(arm)[:, _AXES[axis]]
    values = values[np.abs(values) > 1e-9]
    return float(np.sum(np.sign(values[1:]) != np.sign(values[:-1])))


def steps_to_height(arm: Arm, height: float) -> float:
    """The first step after which the surface is no higher than this; one more than there are
    where it never is."""
    heights = _path(arm)[:, 2]
    reached = np.flatnonzero(heights <= height)
    return float(reached[0] if len(reached) else len(heights))


def first_step(arm: Arm) -> float:
    """The length of the first step, |p_1 - p_0|."""
    return float(_lengths(arm)[0])


def last_step(arm: Arm) -> float:
    """The length of the last step, |p_T - p_(T-1)|."""
    return float(_lengths(arm)[-1])


def steep_to_flat(arm: Arm) -> float:
    """How much further the first step goes in the steep coordinate y than in the flat one, x.

    |y_1 - y_0| / |x_1 - x_0|
    """
    x, y = np.abs(_path(arm)[1, :2] - _path(arm)[0, :2])
    return float(y / x)


def overshoot(arm: Arm) -> float:
    """How far the way goes beyond the floor of the flat coordinate x, as a share of where it began.

    max_t max(0, -x_t sign x_0) / |x_0|
    """
    x = _path(arm)[:, 0]
    return float(max(0.0, np.max(-x * np.sign(x[0]))) / abs(x[0]))


def _lengths(arm: Arm) -> np.ndarray:
    lengths: np.ndarray = np.linalg.norm(np.diff(_path(arm)[:, :2], axis=0), axis=1)
    return lengths


def _path(arm: Arm) -> np.ndarray:
    """The way, a row (x, y, f) before the first step and after each."""
    file = arm.run.directory.path / "path.csv"
    if not file.is_file():
        raise UserError("the run has no path.csv: it is none over a surface")
    path: np.ndarray = np.loadtxt(file, delimiter=",", skiprows=1, usecols=(1, 2, 3), ndmin=2)
    return path
