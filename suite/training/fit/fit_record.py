"""What `suite.fit` writes down, apart from what Keras does."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from suite.doctor import Diagnosis


class FitRecord(dict[str, list[float]]):
    """Columns with an entry for each epoch: step, learning_rate, seconds, images_per_second and the
    diagnostics' scalars; not a number for the epochs in which one was not measured.

    Attributes:
        rows: an epoch's metrics and all of the above, as `history.csv` has them.
        findings: of the checks and the diagnostics, as `findings.json` has them.
        setup: what was built, as `setup.json` has it.
        examination: what was measured after a run in trouble, as `examination.json` has it.
        summary: how the run ended, as `summary.json` has it.
        diagnosis: the cause that explains what went wrong; None where nothing did.
        path: of the run directory, if one was asked for.

    Example:
        >>> record = FitRecord()
        >>> record.add({"step": 4.0})
        >>> record.add({"step": 8.0, "norm/global": 0.5})
        >>> dict(record)
        {'step': [4.0, 8.0], 'norm/global': [nan, 0.5]}
    """

    def __init__(self) -> None:
        super().__init__()
        self.epochs = 0
        self.rows: list[dict[str, float]] = []
        self.findings: list[dict[str, Any]] = []
        self.setup: dict[str, Any] = {}
        self.examination: dict[str, Any] = {}
        self.summary: dict[str, Any] = {}
        self.diagnosis: Diagnosis | None = None
        self.path: Path | None = None

    def add(self, figures: Mapping[str, float], row: Mapping[str, float] | None = None) -> None:
        """What there is to say of one more epoch.

        Args:
            figures: of the columns.
            row: these and the epoch's metrics.
        """
        self.epochs += 1
        for name in {**self, **figures}:  # of some epochs nothing is measured
            column = self.setdefault(name, [math.nan] * (self.epochs - 1))
            column.append(figures.get(name, math.nan))
        self.rows.append(dict(figures if row is None else row))

    def amend(self, figures: Mapping[str, float]) -> None:
        """What was measured of the last epoch after its end."""
        for name, value in figures.items():
            if self.epochs:
                self.setdefault(name, [math.nan] * self.epochs)[-1] = value
                self.rows[-1][name] = value
