"""The picture of a run: its curves over the epochs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from suite.runs.history import History, lower_is_better
from suite.runs.numbers import show, show_metric
from suite.runs.pictures.picture import (
    FAINT,
    INK,
    RATE,
    TRAINING,
    VALIDATION,
    dress,
    own_style,
    titled_figure,
    write_picture,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@own_style()
def draw_curves(history: History, path: Path, title: str) -> None:
    """Draw loss, metrics and learning rate over the epochs as a PNG, written whole.

    Training is blue, validation orange, and a large dot marks the best epoch (of training, where
    nothing was validated). Needs no display.

    Raises:
        RunFailure: the file cannot be written.
    """
    write_picture(curves_figure(history, title), path)


def curves_figure(history: History, title: str) -> Figure:
    """The same as a matplotlib figure."""
    metrics = history.metrics
    columns = {1: 1, 2: 2, 4: 2}.get(len(metrics), 3)
    rows = math.ceil(len(metrics) / columns)
    with_rate = "learning_rate" in history.columns
    figure = titled_figure(title, 1.2 + 4.6 * columns, 0.9 + 3.1 * rows + 1.3 * with_rate)
    heights = [3.1] * rows + [1.1] * with_rate
    grid = figure.add_gridspec(rows + with_rate, columns, height_ratios=heights)
    for index, name in enumerate(metrics):
        axes = figure.add_subplot(grid[divmod(index, columns)])
        _draw_metric(axes, history, name)
    if with_rate:
        _draw_learning_rate(figure.add_subplot(grid[rows, :]), history)
    handles = {line.get_label(): line for axes in figure.axes for line in axes.lines}
    figure.legend(
        handles=[handles[label] for label in ("training", "validation") if label in handles],
        loc="upper right",
        ncols=2,
        frameon=False,
        labelcolor="linecolor",
    )
    return figure


def _draw_metric(axes: Axes, history: History, name: str) -> None:
    _dress(axes, history, name.replace("_", " "))
    keys = [key for key in (name, f"val_{name}") if key in history.columns]
    _choose_scale(axes, [value for key in keys for value in history.column(key)], name)
    for key in keys:
        validated = key.startswith("val_")
        color = VALIDATION if validated else TRAINING
        _draw_line(axes, history, key, color, "validation" if validated else "training")
    best = history.best(keys[-1])
    if best is not None:
        value, epoch = best[keys[-1]], best["epoch"]
        axes.plot(epoch, value, "o", ms=9, mfc=color, mec="white", mew=1.6, zorder=4)
        text = f"best {show_metric(value)} in epoch {epoch}"
        axes.set_title(text, loc="right", fontsize=9, color=color)


def _draw_learning_rate(axes: Axes, history: History) -> None:
    _dress(axes, history, "learning rate")
    rates = history.column("learning_rate")
    _choose_scale(axes, rates, "learning_rate")
    _draw_line(axes, history, "learning_rate", RATE, "learning rate")
    axes.set_xlabel("epoch", fontsize=9, color=INK)
    axes.yaxis.set_major_formatter(lambda value, position: show(value))
    if len(set(rates)) == 1 and math.isfinite(rates[0]):
        axes.set_yticks(rates[:1])


def _draw_line(axes: Axes, history: History, key: str, color: str, label: str) -> None:
    few = len(history.rows) <= 20
    axes.plot(
        history.column("epoch"),
        history.column(key),
        color=color,
        label=label,
        linewidth=1.8,
        marker="o" if few else None,
        markersize=3.5,
    )


def _dress(axes: Axes, history: History, title: str) -> None:
    """Quiet axes over the epochs."""
    from matplotlib.ticker import MaxNLocator

    dress(axes, title)
    first, last = history.rows[0]["epoch"], history.rows[-1]["epoch"]
    margin = max(0.5, 0.02 * (last - first)) if last > first else 0.5
    axes.set_xlim(first - margin, last + margin)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8, min_n_ticks=1))


def _choose_scale(axes: Axes, values: list[float], name: str) -> None:
    """Logarithmic where an error or a rate spans about two decades."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        axes.text(0.5, 0.5, "no finite value", transform=axes.transAxes, ha="center", color=FAINT)
        axes.set_yticks([])
    is_error_or_rate = lower_is_better(name) or name == "learning_rate"
    if is_error_or_rate and finite and 0 < 50 * min(finite) < max(finite):
        axes.set_yscale("log")
        axes.minorticks_off()
        axes.yaxis.set_major_formatter(lambda value, position: show(value))
