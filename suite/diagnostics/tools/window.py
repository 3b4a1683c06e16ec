"""The last stretch of a run, long enough to judge it by."""

from __future__ import annotations

import numpy as np

from suite.diagnostics.diagnostic import Diagnostic

LEAST_STEPS = 100
# Of a diagnostic that measures seldom, fewer rows than these are left to chance.
LEAST_ROWS = 5


class Window:
    """Rows of the last max(one epoch, 100 steps, 5 measured steps), from report to report.

    An epoch sees every sample once; but that of a small data set is a handful of steps, too few
    for a judgment.

    The rows lie in attributes of the diagnostic, plain data that checkpoints keep; a class that
    declares what it `keeps` adds `Window.keeps`.

    Args:
        diagnostic: its `every` and the length of its run are used.

    Example:
        >>> diagnostic = Diagnostic()
        >>> diagnostic.set_params({"steps": 2, "epochs": 1})
        >>> window = Window(diagnostic)
        >>> window.add({"step": np.arange(2), "loss": np.array([3.0, 2.0])})
        >>> window.ended, window["loss"].tolist()
        (True, [3.0, 2.0])
    """

    keeps = frozenset({"window_rows", "window_start"})

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        diagnostic.window_rows = {}
        diagnostic.window_start = None

    def add(self, rows: dict[str, np.ndarray]) -> None:
        """Add the rows of a report, `step` among them, and forget those that are too old."""
        if not len(rows["step"]):
            return
        owner = self.diagnostic
        if owner.window_start is None:
            owner.window_start = int(rows["step"][0])
        else:
            rows = {name: np.concatenate([self[name], rows[name]]) for name in rows}
        recent = rows["step"] > rows["step"][-1] - self.length
        owner.window_rows = {name: values[recent] for name, values in rows.items()}

    def __getitem__(self, name: str) -> np.ndarray:
        rows: dict[str, np.ndarray] = self.diagnostic.window_rows
        return rows[name]

    def __bool__(self) -> bool:
        """Whether it has a row."""
        return bool(self.diagnostic.window_rows)

    @property
    def epoch(self) -> int:
        """Steps of an epoch."""
        return int(self.diagnostic.params["steps"])

    @property
    def length(self) -> int:
        """The most steps that it reaches back."""
        return max(self.epoch, LEAST_STEPS, LEAST_ROWS * self.diagnostic.every)

    @property
    def last_epoch(self) -> int:
        """Steps by which a run that is over is judged: an epoch's, or as many as have some rows."""
        every = self.diagnostic.every
        return self.epoch if every == 1 else max(self.epoch, LEAST_ROWS * every)

    @property
    def total(self) -> int:
        """Steps of the whole run."""
        return int(self.diagnostic.params["epochs"]) * self.epoch

    @property
    def end(self) -> int:
        """The first step that has not been seen, for all that is measured."""
        return int(self["step"][-1]) + self.diagnostic.every

    @property
    def seen(self) -> int:
        """Steps from the first measured one on, forgotten ones too."""
        start = self.diagnostic.window_start
        return 0 if start is None else self.end - start

    @property
    def ended(self) -> bool:
        """Whether the run is over, after at least an epoch."""
        return self.seen >= self.epoch and self.end >= self.total

    @property
    def full(self) -> bool:
        """Whether enough has been seen for a judgment; a short run has to do with what it has."""
        return self.seen >= self.length or self.ended
