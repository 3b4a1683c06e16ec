"""What models reach on data, alone and together."""

from __future__ import annotations

from dataclasses import dataclass

from suite.examination.outcome.reliability import Figures, Reliability
from suite.tables import aligned


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What models reach, alone and together.

    Args:
        data: what they were measured on, in words.
        split: `test`, or `val` where there is no test set.
        alone: path -> figures of the model there.
        together: the figures of the mean of the models' probabilities; None where the data has
            no classes.
        reliability: of that mean.
        averaged: the figures of the mean of the models' weights, where it was asked for.
        metrics: of a single run, as it was compiled: name -> value on each split.

    Example:
        >>> figures = Figures(cross_entropy=0.31, accuracy=0.9, ece=0.02)
        >>> found = Evaluation("moons", "test", {"run": figures}, figures, None, None, {})
        >>> print(found.to_text())
        moons
             cross-entropy  accuracy     ece
        run         0.3100    0.9000  0.0200
    """

    data: str
    split: str
    alone: dict[str, Figures]
    together: Figures | None
    reliability: Reliability | None
    averaged: Figures | None
    metrics: dict[str, float]

    def to_text(self) -> str:
        """The metrics of a single run and its calibration error, else a table."""
        if self.metrics:
            ece = {} if self.together is None else {f"{self.split}_ece": self.together.ece}
            shown = {**self.metrics, **ece}
            return "\n".join(aligned([(name, f"{value:.4f}") for name, value in shown.items()]))
        rows = list(self.alone.items())
        if len(rows) > 1 and self.together is not None:
            rows.append(("mean", Figures.mean(list(self.alone.values()))))
            rows.append(("ensemble", self.together))
        if self.averaged is not None:
            rows.append(("averaged weights", self.averaged))
        table: list[tuple[str, ...]] = [("", "cross-entropy", "accuracy", "ece")]
        for name, row in rows:
            figures = (row.cross_entropy, row.accuracy, row.ece)
            table.append((name, *(f"{value:.4f}" for value in figures)))
        return "\n".join([self.data, *aligned(table, right={1, 2, 3})])
