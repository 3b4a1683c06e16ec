"""Measures of a layer's units on the probe set, the first training examples: which of them fire,
which are saturated, which are the same."""

from __future__ import annotations

import numpy as np

from suite.errors import UserError
from suite.studies.measures.arm import Arm
from suite.studies.measures.network.probe import (
    SAMPLES,
    inputs_of,
    layer_of,
    loss_gradients,
    outputs_for,
    probe,
)

# Enough to be the whole data set, of small ones; for "never", a part is not enough.
_ALL = 2000
_SAME = 1e-3
_NEAR_ZERO = 0.01
# Where f'(z) < 0.05 max f', by a = f(z); the same limits as in the diagnostic activation_stats.
_SLOPES = {
    "sigmoid": lambda a: 4 * a * (1 - a),
    "tanh": lambda a: 1 - a * a,
    "softsign": lambda a: (1 - np.abs(a)) ** 2,
}


def distinct_units(arm: Arm, layer: str, samples: int = SAMPLES) -> float:
    """How many units of a layer no other unit before them repeats.

        |{ j : ||a_i - a_j|| > 0.001 max(||a_i||, ||a_j||) for all i < j }|

    with a_j the outputs of unit j, the last axis, for all samples.

    Args:
        layer: its name.
        samples: the first so many training examples.

    Example:
        >>> distinct_units(Arm(suite.load("init/zeros")), "dense1")
        1.0
    """
    (outputs,) = probe(arm, layer, samples=samples)
    return float(_distinct_columns(outputs))


def distinct_gradients(arm: Arm, layer: str, samples: int = SAMPLES) -> float:
    """How many units of a layer get a gradient, by their incoming weights, of their own.

    As `distinct_units`, with the gradients of a unit's weights in the place of its outputs.
    """
    return float(_distinct_columns(loss_gradients(arm, [layer], samples)[0]))


def dead_share(arm: Arm, layer: str, samples: int = _ALL) -> float:
    """Share of units whose output is 0 for every example: no gradient reaches their weights.

        |{ j : a_j(x) = 0 for all x }| / n

    A unit of Leaky ReLU that never fires is not dead: its output is below 0, not 0.
    """
    (outputs,) = probe(arm, layer, samples=samples)
    return float(np.mean(np.all(_columns(outputs) == 0, axis=0)))


def silent_share(arm: Arm, layer: str, samples: int = _ALL) -> float:
    """Share of units that fire for no example.

        |{ j : a_j(x) <= 0 for all x }| / n

    Of a layer before its activation: those whose hyperplane has all the data on one side.
    """
    (outputs,) = probe(arm, layer, samples=samples)
    return float(np.mean(_silent(outputs)))


def idle_share(arm: Arm, layer: str, samples: int = _ALL) -> float:
    """Share of units whose incoming weights get a gradient of exactly 0 over all examples.

    |{ j : dL / dW_ij = 0 for all i }| / n
    """
    gradient = loss_gradients(arm, [layer], samples)[0]
    return float(np.mean(np.all(_columns(gradient) == 0, axis=0)))


def revived_share(arm: Arm, layer: str, samples: int = _ALL) -> float:
    """Share of the units that fired for no example before training, and do after it.

    Raises:
        UserError: every unit fired from the beginning.
    """
    inputs = arm.inputs(int(samples))
    begin, end = (
        _silent(outputs_for(model, [layer], inputs, training=False)[0])
        for model in (arm.initial_model, arm.model)
    )
    if not begin.any():
        raise UserError(f"every unit of `{layer}` fired before training: none can be revived")
    return float(np.mean(~end[begin]))


def firing_share(arm: Arm, layer: str, samples: int = SAMPLES) -> float:
    """Share of a layer's outputs, over units and examples, that are above 0."""
    return float(np.mean(probe(arm, layer, samples=samples)[0] > 0))


def near_zero_share(arm: Arm, layer: str, samples: int = SAMPLES) -> float:
    """Share of a layer's outputs, over units and examples, with |a| < 0.01."""
    return float(np.mean(np.abs(probe(arm, layer, samples=samples)[0]) < _NEAR_ZERO))


def saturated_share(arm: Arm, layer: str, samples: int = SAMPLES) -> float:
    """Share of a layer's outputs where the activation's slope is below a twentieth of its largest.

        P( f'(z) < 0.05 max f' )

    which is |a| > 0.975 for tanh, and a outside of [0.0127, 0.987] for the sigmoid.

    Raises:
        UserError: the layer's activation is neither of them, nor softsign.
    """
    from suite.diagnostics.tools.units import activation_kind

    kind = activation_kind(layer_of(arm.model, layer))
    if kind not in _SLOPES:
        raise UserError(
            f"`{layer}` ends with `{kind}`; saturation is measured of {', '.join(_SLOPES)}"
        )
    (outputs,) = probe(arm, layer, samples=samples)
    return float(np.mean(_SLOPES[kind](outputs) < 0.05))


def input_mean_drift(arm: Arm, layer: str, samples: int = SAMPLES) -> float:
    """How far training has moved the mean of a layer's inputs, in deviations of before.

        sqrt( E_c[(mu_c - mu0_c)^2] / E_c[v0_c] )

    with mu, v mean and variance of channel c over the examples, and 0 for before training.
    """
    now, before = (
        _columns(inputs_of(arm, layer, model, samples)) for model in (arm.model, arm.initial_model)
    )
    moved = np.mean((now.mean(0) - before.mean(0)) ** 2)
    return float(np.sqrt(moved / np.mean(before.var(0))))


def _distinct_columns(values: np.ndarray) -> int:
    """How many columns, along the last axis, no column before them repeats."""
    columns = _columns(values).T
    found: list[np.ndarray] = []
    for one in columns:
        size = float(np.linalg.norm(one))
        apart = (
            np.linalg.norm(one - other) > _SAME * max(size, float(np.linalg.norm(other)))
            for other in found
        )
        if all(apart):
            found.append(one)
    return len(found)


def _silent(outputs: np.ndarray) -> np.ndarray:
    silent: np.ndarray = np.all(_columns(outputs) <= 0, axis=0)
    return silent


def _columns(values: np.ndarray) -> np.ndarray:
    """As a matrix with a column for each unit, the last axis."""
    return values.reshape(-1, values.shape[-1])
