"""When a run is worth an examination."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from suite.diagnostics import Finding

# Of training, at the end.
ENOUGH = 0.9
ENOUGH_EXPLAINED = 0.5
GAP = 0.05
EXPLAINED_GAP = 0.1
TEST_GAP = 0.1
# A run of less is too short to be judged by its accuracy: it was still on its way.
FEWEST_EPOCHS = 3
FEWEST_STEPS = 100
_SETTLED = 0.05
_SQUARED = ("mean_squared_error", "mse", "loss")


def in_trouble(
    rows: Sequence[Mapping[str, float]],
    findings: Iterable[Finding] = (),
    variance: float | None = None,
    tested: Mapping[str, float] | None = None,
) -> bool:
    """Whether a finished run has learned little, or something else than it is validated on.

        a diagnostic has found numbers that are not finite, or, in a run of at least 3 epochs or
        100 steps, a loss that is stuck
        the training accuracy has settled below 0.9, or the explained variance below 0.5
        validation is further from training than 0.05, below or above; explained variance: than 0.1
        the test set is further below validation than 0.1

    Settled means that it rose by less than 0.05 in the last of at least three epochs.

    Args:
        rows: of the history.
        findings: of the diagnostics.
        variance: of the targets, where they are real values and the loss is the squared error.
        tested: metrics of the test set, by names such as `test_accuracy`.

    Example:
        >>> in_trouble([{"epoch": epoch, "accuracy": 0.3} for epoch in (1, 2, 3)])
        True
        >>> in_trouble([{"epoch": epoch, "accuracy": 0.95} for epoch in (1, 2, 3)])
        False
    """
    found = {(one.diagnostic, one.topic) for one in findings if one.severity != "note"}
    if any(diagnostic == "finite" for diagnostic, _ in found):
        return True
    long = len(rows) >= FEWEST_EPOCHS or bool(rows and rows[-1].get("step", 0) >= FEWEST_STEPS)
    if not long:
        return False
    if ("loss_curve", "practice/babysitting") in found:
        return True
    return _by_accuracy(rows, tested or {}) or (
        variance is not None and _by_variance(rows, tested or {}, variance)
    )


def _by_accuracy(rows: Sequence[Mapping[str, float]], tested: Mapping[str, float]) -> bool:
    training, validation = (
        [_accuracy(row) for row in rows],
        [_accuracy(row, "val_") for row in rows],
    )
    below = bool(rows) and validation[-1] - _accuracy(tested, "test_") > TEST_GAP
    return below or _far(training, validation)


def _by_variance(
    rows: Sequence[Mapping[str, float]], tested: Mapping[str, float], variance: float
) -> bool:
    training, validation = (
        [_explained(row, variance, prefix) for row in rows] for prefix in ("", "val_")
    )
    below = bool(rows) and validation[-1] - _explained(tested, variance, "test_") > TEST_GAP
    return below or _far(training, validation, ENOUGH_EXPLAINED, EXPLAINED_GAP)


def _far(
    training: Sequence[float],
    validation: Sequence[float],
    enough: float = ENOUGH,
    gap: float = GAP,
) -> bool:
    """Whether training has settled low, or validation is far from it."""
    if len(training) < FEWEST_EPOCHS or not math.isfinite(training[-1]):
        return False
    # Of an explained variance below 0, which no training needs, any rise is far from enough.
    if training[-1] - training[-2] >= _SETTLED and training[-1] > 0:
        return False
    return training[-1] < enough or abs(training[-1] - validation[-1]) > gap


def _accuracy(row: Mapping[str, float], prefix: str = "") -> float:
    """Of a row, under whichever name; NaN where it was not measured."""
    names = [name for name in row if name.startswith(prefix) and "/" not in name]
    own = [name.removeprefix(prefix) for name in names]
    plain = [name for name in own if name in ("accuracy", "acc")]
    named = plain or [name for name in own if name.endswith("_accuracy") and name[:4] != "val_"]
    return row[prefix + named[0]] if named else math.nan


def _explained(row: Mapping[str, float], variance: float, prefix: str = "") -> float:
    """1 - mean squared error / variance; NaN where neither was measured."""
    if (known := row.get(f"{prefix}r2_score")) is not None:
        return known
    for name in _SQUARED:
        if (error := row.get(f"{prefix}{name}")) is not None and variance > 0:
            return 1 - error / variance
    return math.nan
