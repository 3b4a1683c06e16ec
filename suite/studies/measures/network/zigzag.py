"""Measures of how a unit learns from inputs that are centered on zero, and from such that are not:
drawn numbers, no net."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from suite.errors import UserError

_INPUTS, _STEPS, _NEAR = 10, 5000, 0.1
_RATES = 2.0 ** -np.arange(0, 9)
_BEHIND: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
}


def steps_to_learn(seed: int, behind: str) -> float:
    """How many updates a linear unit needs to learn weights that are given, each by one example.

        w <- w + rate (w* . x - w . x) x,   x = f(z),   z ~ N(0, 4),   w* ~ N(0, 1),   w_0 = 0

    until ||w - w*|| <= 0.1 ||w*||, at the best of the rates 1, 1/2, 1/4, ..., 1/256.

    Args:
        seed: of z and w*.
        behind: the activation f of the ten units whose outputs it takes: `sigmoid`, whose outputs
            are all positive, or `tanh`, whose are centered.

    Example:
        >>> steps_to_learn(0, "sigmoid") > steps_to_learn(0, "tanh")
        True
    """
    return float(_fastest(seed, behind)[0])


def detour(seed: int, behind: str) -> float:
    """How long the way of `steps_to_learn` is, as a multiple of the straight line: 1 is straight.

    sum_t || w_t+1 - w_t || / || w* ||
    """
    return float(_fastest(seed, behind)[1])


@functools.lru_cache(maxsize=64)
def _fastest(seed: int, behind: str) -> tuple[int, float]:
    """Steps and detour at the rate that needs the fewest steps."""
    if behind not in _BEHIND:
        raise UserError(f"`behind` is one of {', '.join(_BEHIND)}. Received: {behind}")
    random = np.random.default_rng(seed)
    goal = random.normal(size=_INPUTS)
    examples = _BEHIND[behind](2 * random.normal(size=(_STEPS, _INPUTS)))
    weights = np.zeros((len(_RATES), _INPUTS))
    way, steps = np.zeros(len(_RATES)), np.full(len(_RATES), _STEPS)
    limit = _NEAR * np.linalg.norm(goal)
    going = np.full(len(_RATES), True)
    for step, x in enumerate(examples, 1):
        error = (goal - weights) @ x
        update = np.where(going, _RATES * error, 0.0)[:, None] * x
        weights += update
        way += np.linalg.norm(update, axis=1)
        far = np.linalg.norm(goal - weights, axis=1)
        steps[going & (far <= limit)] = step
        going &= (far > limit) & (far < 1e6)
        if not going.any():
            break
    best = int(np.argmin(steps))
    return int(steps[best]), float(way[best] / np.linalg.norm(goal))
