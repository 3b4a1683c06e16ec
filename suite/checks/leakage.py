"""Examples of the training set among those that judge it."""

from __future__ import annotations

import math

import numpy as np

from suite.checks.support.context import CheckContext
from suite.checks.support.near_copies import near_copies
from suite.checks.support.row_hashes import hashes
from suite.data.files.rows import Inputs
from suite.data.files.streaming.streamed import Streamed
from suite.diagnostics.finding import Finding, Severity

WARNING_SHARE = 0.001
ERROR_SHARE = 0.05
WARNING_COPIES, ERROR_COPIES = 0.2, 0.5
REPEATED_SHARE = 0.05
# What every hundredth training row looks like, such as a blank image, is no particular example.
FREQUENT_SHARE = 0.01
FEWEST_FREQUENT = 10
# Rows of few values, such as a handful of yes/no answers, are equal without being the same example.
FEWEST_VALUES = 16

TOPIC = "practice/cross-validation"


def leakage(context: CheckContext) -> list[Finding]:
    """Share of the validation and test examples that also are in the training set.

        share = |{rows of the split that equal a training row}| / |rows of the split|

    Rows are compared by a 64-bit hash; labels do not matter. Of more than 256 MB of training rows a
    random part is hashed, and the share found is divided by that part. Of streamed image files 500
    are compared, byte for byte, with the training files of their size.

        error     share > 5 %
        warning   share > 0.1 %
        error     > 50 % are changed copies of training rows (`near_copies`); warning: > 20 %
        note      more than 5 % of the training rows repeat an earlier one

    Nothing is said of rows of fewer than 16 values, which may well be equal by chance, nor of a row
    that makes up more than 1 % of the training set.

    Topic: practice/cross-validation

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)])
        >>> leakage(CheckContext(None, model, None, (np.ones((3, 1)), [0, 1, 1]), 2))  # no data set
        []
    """
    dataset = context.dataset
    if dataset is None or math.prod(dataset.input_shape) < FEWEST_VALUES:
        return []
    train, part = context.train_hashes[0], len(context.train_hashes[0]) / len(dataset.train)
    distinct, counts = np.unique(train, return_counts=True)
    particular = distinct[counts <= max(FEWEST_FREQUENT, FREQUENT_SHARE * len(train))]
    findings = []
    for name, split in dataset.splits.items():
        if split is not dataset.train:
            equal = judged(name, _share(context, split.inputs, particular, part))
            findings += equal or _copies(name, near_copies(dataset.train.inputs, split.inputs))
    repeated = (len(train) - len(distinct)) / len(train)
    if repeated > REPEATED_SHARE:
        text = f"{repeated:.1%} of the training examples repeat an earlier one."
        findings.append(_finding("training", text, "note", repeated, REPEATED_SHARE))
    return findings


def _share(context: CheckContext, inputs: Inputs, particular: np.ndarray, part: float) -> float:
    """How many of some inputs are in the training set too; particular: hashes of that part."""
    train = None if context.dataset is None else context.dataset.train.inputs
    if isinstance(train, Streamed) and isinstance(inputs, Streamed):
        return train.shared_with(inputs) or 0.0  # too few of both are read to meet by chance
    found, _ = hashes(inputs)
    return min(1.0, float(np.isin(found, particular).mean()) / part)


def judged(name: str, share: float) -> list[Finding]:
    if share <= WARNING_SHARE:
        return []
    text = f"{share:.1%} of the {name} examples are in the training set too: {name} figures lie."
    if share > ERROR_SHARE:
        return [_finding(name, text, "error", share, ERROR_SHARE)]
    return [_finding(name, text, "warning", share, WARNING_SHARE)]


def _copies(name: str, share: float) -> list[Finding]:
    """Of examples that nearly equal one of training: augmented before the split, say."""
    if share <= WARNING_COPIES:
        return []
    text = (
        f"About {share:.0%} of the {name} examples are slightly changed copies of training "
        f"examples: {name} figures lie."
    )
    if share > ERROR_COPIES:
        return [_finding(name, text, "error", share, ERROR_COPIES)]
    return [_finding(name, text, "warning", share, WARNING_COPIES)]


def _finding(split: str, text: str, severity: Severity, share: float, limit: float) -> Finding:
    return Finding("leakage", text, severity, figure=share, limit=limit, topic=TOPIC)
