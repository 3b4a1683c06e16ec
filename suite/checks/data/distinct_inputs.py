"""Inputs that are equal, or empty."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from suite.checks.support.context import CheckContext
from suite.checks.support.row_hashes import hashes
from suite.data.files.rows import Inputs
from suite.diagnostics import Finding

# Rows of few values may well be equal by chance.
FEWEST_VALUES = 16
# A column with this share of different values is continuous: there equal rows are no chance.
CONTINUOUS = 0.1
FEWEST_ROWS = 50
LARGEST_CONFLICT = 0.05
LARGEST_BLANK = 0.05
SMALLEST_DISTINCT = 0.25
SAMPLED = 4096
SAMPLED_VALUES = 2**21

TOPIC = "practice/babysitting"


def distinct_inputs(context: CheckContext) -> list[Finding]:
    """Whether training inputs differ where their labels do, and show anything at all.

        warning   more than 5 % of the training inputs equal one that has another label
        warning   more than 5 % of them are constant, such as blank images, with several labels
        warning   less than a quarter of them are different inputs

    Rows are compared by a hash; nothing is said of fewer than 50 rows. Rows of fewer than 16 values
    are judged only where most of their columns hold a tenth as many different values as there are
    rows, and for their labels alone.

    Topic: practice/babysitting, loss/softmax

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)])
        >>> distinct_inputs(CheckContext(None, model, None, (np.ones((3, 1)), [0, 1, 1]), 2))
        []
    """
    dataset = context.dataset
    if dataset is None or len(dataset.train) < FEWEST_ROWS:
        return []
    inputs, labels = dataset.train.inputs, dataset.train.labels
    judged = labels if dataset.targets == "classes" else None
    found = repeats(inputs, judged, context.train_hashes)
    if not tells_rows_apart(inputs):
        return []
    return list(_findings(found, math.prod(dataset.input_shape) < FEWEST_VALUES))


def _findings(found: Repeats, few: bool) -> Iterator[Finding]:
    if found.conflicting is not None and found.conflicting > LARGEST_CONFLICT:
        text = (
            f"{found.conflicting:.1%} of the training inputs equal another that has another label: "
            "no net can tell them apart."
        )
        yield _warning(text, found.conflicting, LARGEST_CONFLICT)
    if few:
        return
    if found.blank > LARGEST_BLANK and found.blank_labels != 1:
        text = f"{found.blank:.1%} of the training inputs are constant: they show nothing."
        yield _warning(text, found.blank, LARGEST_BLANK)
    if found.distinct < SMALLEST_DISTINCT:
        text = f"Only {found.distinct:.1%} of the training inputs differ from each other."
        yield _warning(text, found.distinct, SMALLEST_DISTINCT)


def _warning(text: str, figure: float, limit: float) -> Finding:
    return Finding("distinct_inputs", text, "warning", figure=figure, limit=limit, topic=TOPIC)


@dataclass(frozen=True)
class Repeats:
    """How far inputs differ.

    Args:
        distinct: number of different inputs by that of inputs.
        blank: share of inputs whose values are all equal.
        conflicting: share of inputs that equal one with another label; None without labels.
        blank_labels: how many labels the blank inputs have; None without labels.
    """

    distinct: float
    blank: float
    conflicting: float | None
    blank_labels: int | None

    def to_plain(self) -> dict[str, float]:
        """The shares, by their names."""
        shares = {"distinct": self.distinct, "blank": self.blank}
        return shares if self.conflicting is None else {**shares, "conflicting": self.conflicting}


def repeats(
    inputs: Inputs,
    labels: np.ndarray | None,
    hashed: tuple[np.ndarray, np.ndarray] | None = None,
) -> Repeats:
    """How far inputs differ, and whether equal ones have equal labels.

    Args:
        inputs: of shape (N, ...).
        labels: of shape (N,) or (N, K); None where they do not matter.
        hashed: hashes of the inputs and their rows, where they are known.

    Example:
        >>> inputs = np.array([[1, 2], [3, 3], [1, 2], [4, 5]])
        >>> found = repeats(inputs, np.array([0, 0, 1, 1]))
        >>> found.distinct, found.blank, found.conflicting
        (0.75, 0.25, 0.5)
    """
    hashed = hashes(inputs) if hashed is None else hashed
    values, rows = hashed
    _, group = np.unique(values, return_inverse=True)
    groups = int(group.max()) + 1
    sampled, flat = _sampled(inputs)
    blank = flat.max(axis=1) == flat.min(axis=1)
    conflicting = blank_labels = None
    if labels is not None:
        numbers = np.unique(labels, axis=0, return_inverse=True)[1].reshape(-1)
        own = numbers[rows]
        pairs = np.unique(np.stack([group, own], axis=1), axis=0)
        several = np.bincount(pairs[:, 0], minlength=groups) > 1
        conflicting = float(several[group].mean())
        blank_labels = len(np.unique(numbers[sampled[blank]]))
    return Repeats(groups / len(group), float(blank.mean()), conflicting, blank_labels)


def _sampled(inputs: Inputs) -> tuple[np.ndarray, np.ndarray]:
    """Evenly spread rows, and their values."""
    most = max(1, SAMPLED_VALUES // math.prod(inputs.shape[1:]))
    count = min(len(inputs), SAMPLED, most)
    rows = np.linspace(0, len(inputs) - 1, count).astype(int)
    return rows, np.asarray(inputs[rows]).reshape(count, -1)


def tells_rows_apart(inputs: Inputs) -> bool:
    """Whether rows that are equal are no chance: they have many values, or most of their columns
    hold many different ones.

    Example:
        >>> tells_rows_apart(np.arange(40) % [[2], [3]]), tells_rows_apart(np.eye(20))
        (False, True)
    """
    if math.prod(inputs.shape[1:]) >= FEWEST_VALUES:
        return True
    _, flat = _sampled(inputs)
    counts = np.array([len(np.unique(column)) for column in flat.T])
    return float(np.mean(counts > CONTINUOUS * len(flat))) > 0.5
