"""The last stretch of a run, long enough to judge it by."""

from __future__ import annotations

import numpy as np

from suite.diagnostics.diagnostic import Diagnostic

LEAST_STEPS = 100


class Window:
    """Rows of the last max(one epoch, 100 steps), gathered on the host from report to report.

    An epoch sees every sample once; but that of a small data set is a handful of steps, too few
    for a judgement.

    Args:
        diagnostic: its `every` and the length of its run are used.
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        self.rows: dict[str, np.ndarray] = {}
        self.first: int | None = None

    def add(self, rows: dict[str, np.ndarray]) -> None:
        """Add the rows of a report, `step` among them, and forget those that are too old."""
        if not len(rows["step"]):
            return
        if self.first is None:
            self.first = int(rows["step"][0])
        if self.rows:
            rows = {name: np.concatenate([self.rows[name], rows[name]]) for name in rows}
        recent = rows["step"] > rows["step"][-1] - self.length
        self.rows = {name: values[recent] for name, values in rows.items()}

    def __getitem__(self, name: str) -> np.ndarray:
        return self.rows[name]

    @property
    def epoch(self) -> int:
        return self.diagnostic.params["steps"]

    @property
    def length(self) -> int:
        """Steps; a run shorter than 100 steps is judged by its last epoch."""
        total = self.diagnostic.params["epochs"] * self.epoch
        return self.epoch if total < LEAST_STEPS else max(self.epoch, LEAST_STEPS)

    @property
    def full(self) -> bool:
        """Whether enough has been seen: all of its length, and the end of a very short run."""
        if self.first is None:
            return False
        seen = int(self.rows["step"][-1]) + self.diagnostic.every
        return seen - self.first >= max(self.length, LEAST_STEPS) or (
            seen >= self.diagnostic.params["epochs"] * self.epoch
            and seen - self.first >= self.length
        )
