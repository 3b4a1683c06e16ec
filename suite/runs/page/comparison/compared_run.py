"""One of several runs, with what is compared of it."""

from __future__ import annotations

import functools
import math
from typing import Any

from suite.doctor import diagnose
from suite.recipe.identity.identity import read_identity
from suite.runs.history import lower_is_better
from suite.runs.page.comparison.built import built
from suite.runs.run_record import RunRecord

# What a run over a surface measures; both are to become small.
_OF_A_SURFACE = ("value", "distance")


class ComparedRun:
    """A run under the name that tells it from the others.

    Args:
        label: the name.
        record: what its files say; what is damaged in it is noted.
        stopped: `paused` or `pruned`, where its sweep has stopped it before its end.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_recipe("model: mlp")
        >>> directory.write_summary({"status": "finished", "metrics": {"loss": None}})
        >>> ComparedRun("a", RunRecord(directory)).status
        'diverged'
    """

    def __init__(self, label: str, record: RunRecord, stopped: str = "") -> None:
        self.label = label
        # A fold of it may have come to its end.
        self.stopped = stopped if record.has_summary and record.status == "interrupted" else ""
        self.record = record
        self.recipe = record.recipe
        self.notes = [f"{damage}." for damage in record.damage]
        if not record.directory.summary_json.is_file():
            self.notes.append(f"{record.path}: has no summary.json: it was cut off as it began.")

    @property
    def status(self) -> str:
        """That of the run; `diverged` where it came to its end with a loss that is not finite, `cut
        off` where its process is gone before that."""
        if not self.record.has_summary or self.record.is_gone:
            return "cut off"
        if self.stopped:
            return self.stopped
        figures = self.record.summary.get("metrics", {})
        lost = any(figures.get(name, 0.0) is None for name in ("loss", "val_loss", "value"))
        return "diverged" if lost and self.record.status == "finished" else self.record.status

    @property
    def seconds(self) -> float | None:
        """That it took."""
        return self.record.summary.get("seconds")

    @functools.cached_property
    def measures(self) -> list[str]:
        """What it has measured: loss and metrics of each epoch, or those of a surface."""
        if self.record.surface is not None:
            return [name for name in _OF_A_SURFACE if name in self._figures]
        columns, metrics = self.record.history.columns, self.record.history.metrics
        names = [name for metric in metrics for name in (f"val_{metric}", metric)]
        return [name for name in names if name in columns]

    @property
    def tested(self) -> list[str]:
        """The names of its test metrics."""
        return [name for name in self._figures if name.startswith("test_")]

    def last(self, name: str) -> float | None:
        """A figure of the summary, or the last value of a measure; None if it is not finite."""
        if name in self._figures:
            return finite(self._figures[name])
        rows = self.record.history.rows
        return finite(rows[-1].get(name)) if rows else None

    def best(self, name: str) -> float | None:
        """The best value of a measure over the epochs; None where there was none."""
        if self.record.surface is not None:
            return min((y for y in self.curve(name)[1] if y is not None), default=None)
        row = self.record.history.best(name)
        return finite(row[name]) if row else None

    def curve(self, name: str) -> tuple[list[float], list[float | None]]:
        """A measure by epoch; over a surface, its height by step."""
        if self.record.surface is not None:
            return self._path if name == "value" else ([], [])
        rows = [row for row in self.record.history.rows if name in row]
        return [row["epoch"] for row in rows], [finite(row[name]) for row in rows]

    @functools.cached_property
    def doctor(self) -> str:
        """The doctor's word in short: the name of the cause."""
        record = self.record
        try:
            found = diagnose(
                record.findings,
                record.history.rows,
                self.recipe,
                record.summary,
                record.setup,
                record.examination,
            )
        except Exception:  # whatever a half-written run makes of it: the others are shown
            return "cannot be told"
        if found is None:
            return "nothing found" if record.doubt is None else "cannot be told"
        return "undecided" if found.withheld else found.cause.name.replace("_", " ")

    @functools.cached_property
    def built(self) -> dict[str, Any]:
        """What it was really built of: all that is known of a run of `suite.fit`."""
        return built(self.record)

    @functools.cached_property
    def identity(self) -> dict[str, Any]:
        """Digests of data and code; empty where the run recorded none."""
        try:
            return read_identity(self.record.path) or {}
        except (ValueError, OSError):
            return {}

    @functools.cached_property
    def _figures(self) -> dict[str, Any]:
        return dict(self.record.summary.get("metrics", {}))

    @functools.cached_property
    def _path(self) -> tuple[list[float], list[float | None]]:
        """Step and height of each row of `path.csv`."""
        rows = self.record.walked
        return [step for step, _ in rows], [finite(height) for _, height in rows]


def is_better_small(metric: str) -> bool:
    """Whether the smallest value of a figure is the best."""
    return metric in _OF_A_SURFACE or lower_is_better(metric)


def finite(value: object) -> float | None:
    """A number, unless it is none or not finite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) else None
