"""Whether an exported model says what the Keras model says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import keras
import numpy as np

from suite.lab.export.served import Arrays
from suite.runs.numbers import show

# How far two outputs may be apart, as a share of the largest one (of 1, where all are smaller), by
# the coarsest precision in which the model computes: another runtime sums in another order.
_LIMITS = {"float64": 1e-6, "float32": 1e-4, "float16": 1e-2, "bfloat16": 5e-2}


class Disagreement(Exception):
    """An exported model says something else than the Keras model; the message has no full stop."""


@dataclass(frozen=True)
class Agreement:
    """How far an exported model's outputs were from those of the Keras model.

    Args:
        examples: how many inputs were compared.
        difference: the largest between two outputs.
        limit: what it may be at most.

    Example:
        >>> Agreement(100, 2.4e-07, 1e-4).to_text()
        'largest difference 2.4e-7, at most 0.0001 is allowed'
    """

    examples: int
    difference: float
    limit: float

    def to_text(self) -> str:
        return f"largest difference {show(self.difference)}, at most {show(self.limit)} is allowed"


def compare(expected: Arrays, found: Arrays, share: float) -> Agreement:
    """Compare the outputs of two models, one array for each output of theirs.

    Args:
        expected: those of the Keras model, finite.
        found: those of the exported one.
        share: how far they may be apart, see `limit_of`.

    Raises:
        Disagreement: they differ by more; or an output is missing, has another shape or is not
            finite; or an example would be of another class, of those where the Keras model itself
            is not undecided between the two.

    Example:
        >>> outputs = {"scores": np.array([[1.0, 2.0]])}
        >>> compare(outputs, outputs, 1e-4)
        Agreement(examples=1, difference=0.0, limit=0.0002)
    """
    if expected.keys() != found.keys():
        raise Disagreement(f"it has the outputs {', '.join(found)}, not {', '.join(expected)}")
    measured = [_compare(name, expected[name], found[name], share) for name in expected]
    return max(measured, key=lambda one: one.difference / one.limit)


def _compare(name: str, expected: np.ndarray, found: np.ndarray, share: float) -> Agreement:
    """The same of one output."""
    expected, found = (np.asarray(one, np.float64) for one in (expected, found))
    if expected.shape != found.shape:
        raise Disagreement(f"its output {name} has the shape {found.shape}, not {expected.shape}")
    limit = share * max(1.0, float(np.abs(expected).max(initial=0.0)))
    distance = np.abs(expected - found)
    distance[~np.isfinite(found)] = np.inf
    agreement = Agreement(len(expected), float(distance.max(initial=0.0)), limit)
    if agreement.difference > limit:
        wrong = int((distance.reshape(len(distance), -1).max(axis=1) > limit).sum())
        raise Disagreement(
            f"its outputs differ from those of the Keras model for {wrong} of {len(expected)} "
            f"inputs ({name}: {agreement.to_text()})"
        )
    if changed := _changed_classes(expected, found, limit):
        raise Disagreement(f"it predicts another class for {changed} of {len(expected)} inputs")
    return agreement


def _changed_classes(expected: np.ndarray, found: np.ndarray, limit: float) -> int:
    """How many rows have their largest entry elsewhere, those aside that are as good as tied."""
    if expected.ndim != 2 or expected.shape[1] < 2:
        return 0
    rows, other = np.arange(len(expected)), found.argmax(axis=1)
    lost = expected.max(axis=1) - expected[rows, other]
    return int((lost > limit).sum())


def limit_of(layers: Iterable[keras.Layer]) -> float:
    """How far outputs may be apart, as a share of the largest: 1e-4 for a model of float32.

    Example:
        >>> limit_of([keras.layers.Dense(1), keras.layers.Dense(1, dtype="bfloat16")])
        0.05
    """
    return max((_LIMITS.get(layer.compute_dtype, 0.0) for layer in layers), default=0.0) or 1e-4
