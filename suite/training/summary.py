"""The figures of `summary.json` that come from the history."""

from __future__ import annotations

from suite.runs.history import History

# Bookkeeping columns are no metrics.
_NOT_METRICS = {"epoch", "step", "seconds", "images_per_second", "learning_rate"}


def summarize_history(history: History) -> dict[str, float]:
    """Last value of every metric, and the best of every validation metric.

    `best_val_loss` is the smallest, the best of any other metric the largest; `best_epoch` (from 1)
    is where `val_accuracy` was best, or `val_loss` where no accuracy was measured.
    """
    if not history.rows:
        return {}
    last = history.rows[-1]
    figures = {name: last[name] for name in last if name not in _NOT_METRICS}
    best_epoch = {}
    for name in [name for name in figures if name.startswith("val_")]:
        choose = min if lower_is_better(name) else max
        row = choose((row for row in history.rows if name in row), key=lambda row: row[name])
        figures[f"best_{name}"] = row[name]
        best_epoch[name] = row["epoch"]
    for name in ("val_accuracy", "val_loss"):
        if name in best_epoch:
            return {**figures, "best_epoch": best_epoch[name]}
    return figures


def lower_is_better(metric: str) -> bool:
    """Whether a metric is an error measure, by its name."""
    return any(word in metric for word in ("loss", "error", "crossentropy", "divergence"))
