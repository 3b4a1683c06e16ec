"""Pictures of learning rates: a range test, and a schedule over a run."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from suite.runs.numbers import show
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
def draw_range_test(
    rates: Sequence[float],
    losses: Sequence[float],
    smooth: Sequence[float],
    marks: Mapping[str, float],
    path: Path,
    title: str,
) -> None:
    """Draw the losses of a range test over the rate as a PNG, written whole.

    Args:
        rates: ascending; the axis is logarithmic.
        losses: of single steps, faint.
        smooth: the same smoothed.
        marks: name -> rate of what is suggested.
        path: the picture.
        title: above it.

    Raises:
        RunFailure: the file cannot be written.
    """
    write_picture(range_test_figure(rates, losses, smooth, marks, title), path)


@own_style()
def draw_schedule(rates: Sequence[float], steps_per_epoch: int, path: Path, title: str) -> None:
    """Draw the rate of every step as a PNG, written whole; epochs are counted on the upper axis.

    Raises:
        RunFailure: the file cannot be written.
    """
    write_picture(schedule_figure(rates, steps_per_epoch, title), path)


def range_test_figure(
    rates: Sequence[float],
    losses: Sequence[float],
    smooth: Sequence[float],
    marks: Mapping[str, float],
    title: str,
) -> Figure:
    """The range test as a matplotlib figure."""
    figure, axes = _figure(title, "loss over the learning rate")
    axes.plot(rates, losses, ".", color=FAINT, markersize=4, label="steps")
    axes.plot(rates, smooth, color=TRAINING, linewidth=1.8, label="smoothed")
    axes.set_xscale("log")
    # Where the loss explodes, single steps would flatten everything else.
    margin = 0.1 * (max(smooth) - min(smooth)) or 0.1 * abs(max(smooth)) or 0.1
    axes.set_ylim(min(*losses, *smooth) - margin, max(smooth) + 2 * margin)
    for (name, rate), color in zip(marks.items(), (RATE, VALIDATION), strict=False):
        label = f"{name}: {show(float(f'{rate:.2g}'))}"
        axes.axvline(rate, color=color, linewidth=1.4, linestyle="--", label=label)
    axes.set_xlabel("learning rate", fontsize=9, color=INK)
    axes.legend(frameon=False, fontsize=9, labelcolor="linecolor")
    return figure


def schedule_figure(rates: Sequence[float], steps_per_epoch: int, title: str) -> Figure:
    """The schedule as a matplotlib figure."""
    import numpy as np

    figure, axes = _figure(title, "learning rate")
    # Steps are drawn as such: a rate holds for its whole step.
    axes.plot(range(len(rates)), rates, color=RATE, linewidth=1.8, drawstyle="steps-post")
    positive = min(rates) > 0
    if positive and max(rates) > 50 * min(rates):
        axes.set_yscale("log")
        axes.minorticks_off()
    axes.yaxis.set_major_formatter(lambda value, position: show(value))
    axes.set_xlabel("step", fontsize=9, color=INK)
    to_epochs = functools.partial(np.multiply, 1 / steps_per_epoch)
    to_steps = functools.partial(np.multiply, steps_per_epoch)
    above = axes.secondary_xaxis("top", functions=(to_epochs, to_steps))
    above.set_xlabel("epoch", fontsize=9, color=INK)
    above.tick_params(colors=INK, labelsize=9, color=FAINT)
    above.spines["top"].set_color(FAINT)
    return figure


def _figure(title: str, panel: str) -> tuple[Figure, Axes]:
    """One quiet panel."""
    figure = titled_figure(title, 7.2, 4.2)
    axes = figure.add_subplot()
    dress(axes, panel)
    return figure, axes
