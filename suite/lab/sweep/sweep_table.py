"""A sweep as text: one line per trial, a table, a file for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from suite.lab.sweep.trial import Trial
from suite.recipe.schema.sweep_settings import SweepSettings
from suite.recipe.text.dialect import dump
from suite.runs.numbers import show_metric, show_seconds
from suite.screen import columns
from suite.tables import aligned


def edits_text(edits: Mapping[str, Any]) -> list[str]:
    """`key=value` for each key, as the command line takes it."""
    return [f"{key}={dump(value, flow=True)}" for key, value in edits.items()]


def outcome(trial: Trial) -> str:
    """`0.9337`, `0.9337 ± 0.0121` over folds, `0.5120 after 3 epochs, pruned`, or why there is
    none."""
    if trial.value is None:
        return trial.status
    spread = "" if trial.deviation is None else f" ± {show_metric(trial.deviation)}"
    when = ""
    if trial.epochs is not None and trial.status != "finished":
        when = f" after {trial.epochs} epoch{'' if trial.epochs == 1 else 's'}, {trial.status}"
    return show_metric(trial.value) + spread + when


def trial_line(trial: Trial, done: int, count: int, metric: str) -> str:
    """`trial 002 (3/9)  optimizer.learning_rate=0.01  val_accuracy 0.9337  2.1 s`"""
    name = f"trial {trial.number:03} ({done}/{count})"
    value = outcome(trial) if trial.value is None else f"{metric} {outcome(trial)}"
    reason = [trial.reason.splitlines()[0]] if trial.reason else []
    return "  ".join([name, *edits_text(trial.edits), value, *reason, show_seconds(trial.seconds)])


def table_text(sweep: SweepSettings, ranked: Sequence[Trial]) -> str:
    """One row per trial in the given order; of a recipe alone one row per fold."""
    if not ranked:
        return "no trial has finished"
    if not sweep.over:
        return _folds_text(sweep, ranked[0])
    rows = [["trial", sweep.metric, *sweep.over, "time"]]
    for trial in ranked:
        values = [dump(trial.edits[key], flow=True) for key in sweep.over]
        rows.append([f"{trial.number:03}", outcome(trial), *values, show_seconds(trial.seconds)])
    lines = aligned(rows)
    if max(map(len, lines)) > columns():
        rows[0][2:-1] = _last_parts(list(sweep.over))
        lines = aligned(rows)
    return "\n".join(lines)


def _last_parts(keys: list[str]) -> list[str]:
    """The end of each key, as long as no other key has the same: `learning_rate`."""
    ends = [key.rpartition(".")[2] for key in keys]
    return [end if ends.count(end) == 1 else key for key, end in zip(keys, ends, strict=True)]


def _folds_text(sweep: SweepSettings, trial: Trial) -> str:
    rows = [["fold", sweep.metric]]
    rows += [[str(number), show_metric(value)] for number, value in enumerate(trial.folds)]
    rows.append(["mean", outcome(trial)])
    return "\n".join(aligned(rows))


def csv_text(sweep: SweepSettings, trials: Sequence[Trial]) -> str:
    """One row per trial in the order of the sweep; what is missing is empty. Where trials may be
    stopped before their end, with the epochs after which they were."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    folds = [f"fold-{number}" for number in range(sweep.folds or 0)]
    stops = ["epochs"] if sweep.prune is not None or sweep.kind == "halving" else []
    measured = [sweep.metric, "deviation", *folds]
    table.writerow(["trial", *sweep.over, "status", *stops, *measured, "seconds", "reason"])
    for trial in trials:
        values = [dump(trial.edits[key], flow=True) for key in sweep.over]
        # One that was pruned has not come to its last folds.
        parts = [*trial.folds, *[None] * (len(folds) - len(trial.folds))]
        figures = [_digits(value) for value in (trial.value, trial.deviation, *parts)]
        came = [trial.status, *("" if trial.epochs is None else trial.epochs for _ in stops)]
        table.writerow([trial.number, *values, *came, *figures, trial.seconds, trial.reason])
    return text.getvalue()


def _digits(value: float | None) -> str:
    return "" if value is None else repr(value)
