"""Saddles and minima among the critical points of random functions."""

from __future__ import annotations

import numpy as np

_STARTS = 60


def saddle_share(seed: int, dimension: int) -> float:
    """How many of the critical points of a random quartic are saddles.

        f(x) = x^T A x / 2 + sum_i x_i^4 / 4,    A symmetric, a_ij ~ N(0, 1 / n)

    From 60 random starts, Powell's hybrid method looks for points where the gradient A x + x^3 is
    zero, of whatever kind. A saddle is one whose Hessian A + 3 diag(x^2) has eigenvalues of both
    signs: that all n of them are positive is the rarer the more there are.

    Args:
        seed: of the function and of the starts.
        dimension: n, at least 1; beyond 20 hardly a start leads to such a point.

    Reference:
        Dauphin et al., 2014, Identifying and attacking the saddle point problem in
        high-dimensional non-convex optimization.

    Topic: optim/sgd
    """
    random = np.random.default_rng([seed, int(dimension)])
    raw = random.normal(size=(dimension, dimension)) / np.sqrt(dimension)
    matrix = (raw + raw.T) / np.sqrt(2)
    kinds = [_kind(matrix, random.normal(size=dimension)) for _ in range(_STARTS)]
    found = [kind for kind in kinds if kind is not None]
    return sum(kind == "saddle" for kind in found) / max(1, len(found))


def _kind(matrix: np.ndarray, start: np.ndarray) -> str | None:
    """The kind of the critical point that is found from a start; None where none is."""
    from scipy.optimize import root

    found = root(
        lambda point: matrix @ point + point**3,
        start,
        jac=lambda point: matrix + 3 * np.diag(point**2),
    ).x
    if np.linalg.norm(matrix @ found + found**3) > 1e-6:
        return None
    signs = np.sign(np.linalg.eigvalsh(matrix + 3 * np.diag(found**2)))
    return "saddle" if len(set(signs)) > 1 else "extremum"


def hessian_numbers(parameters: int) -> float:
    """How many numbers the Hessian of so many weights has: n (n + 1) / 2, since it is symmetric."""
    return parameters * (parameters + 1) / 2
