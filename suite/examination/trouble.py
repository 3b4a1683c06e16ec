"""When a run is worth an examination."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

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
LONG = 300
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

    Scores are judged after three epochs or 300 steps. Settled: the last epoch brought less than
    0.05.

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
    if not _lasted(rows, FEWEST_STEPS):
        return False
    if ("loss_curve", "practice/babysitting") in found:
        return True
    accuracies = _Scores.of(_accuracy, rows, tested or {})
    explained = _Scores.of(partial(_explained, variance), rows, tested or {})
    may_judge = _lasted(rows, LONG)
    return accuracies.far(may_judge) or explained.far(may_judge, ENOUGH_EXPLAINED, EXPLAINED_GAP)


def _lasted(rows: Sequence[Mapping[str, float]], steps: int) -> bool:
    """Whether there were three epochs, or so many steps."""
    return len(rows) >= FEWEST_EPOCHS or bool(rows and rows[-1].get("step", 0) >= steps)


class _Scores(NamedTuple):
    """Of training and validation at each epoch, and of the test set at the end."""

    training: Sequence[float]
    validation: Sequence[float]
    tested: float

    @classmethod
    def of(
        cls,
        score: Callable[[Mapping[str, float], str], float],
        rows: Sequence[Mapping[str, float]],
        tested: Mapping[str, float],
    ) -> _Scores:
        """By one measure, of a row and the prefix of a split."""
        training, validation = ([score(row, prefix) for row in rows] for prefix in ("", "val_"))
        return cls(training, validation, score(tested, "test_"))

    def far(self, may_judge: bool, enough: float = ENOUGH, gap: float = GAP) -> bool:
        """Whether training has settled low, or one score is far from another."""
        last = self.training[-1]
        if self.validation[-1] - self.tested > TEST_GAP:
            return True
        # Of an explained variance below 0, which no training needs, any rise is far from enough.
        rises = len(self.training) > 1 and last - self.training[-2] >= _SETTLED and last > 0
        if not math.isfinite(last) or not may_judge or rises:
            return False
        return last < enough or abs(last - self.validation[-1]) > gap


def _accuracy(row: Mapping[str, float], prefix: str) -> float:
    """Of a row, under whichever name; NaN where it was not measured."""
    names = [name for name in row if name.startswith(prefix) and "/" not in name]
    own = [name.removeprefix(prefix) for name in names]
    plain = [name for name in own if name in ("accuracy", "acc")]
    named = plain or [name for name in own if name.endswith("_accuracy") and name[:4] != "val_"]
    return row[prefix + named[0]] if named else math.nan


def _explained(variance: float | None, row: Mapping[str, float], prefix: str) -> float:
    """1 - mean squared error / variance; NaN where neither was measured."""
    if variance is None:
        return math.nan
    if (known := row.get(f"{prefix}r2_score")) is not None:
        return known
    for name in _SQUARED:
        if (error := row.get(f"{prefix}{name}")) is not None and variance > 0:
            return 1 - error / variance
    return math.nan
