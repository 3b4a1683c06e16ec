"""The picture of a calibration: the reliability diagram and the histogram of the confidence."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from suite.runs.curves import FAINT, INK, TRAINING, VALIDATION
from suite.runs.files import write_whole
from suite.runs.numbers import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Bins(Protocol):
    """Predictions in bins of equal width by their confidence, all sequences of one length."""

    counts: Sequence[int]
    confidence: Sequence[float]
    accuracy: Sequence[float]
    error: float


def draw_reliability(bins: Bins, path: Path, title: str) -> None:
    """Draw both as a PNG, written whole.

    Bars are the accuracy of each bin, the line its mean confidence: what lies between them is the
    calibration error. A bar below the line is overconfidence.

    Raises:
        RunFailure: the file cannot be written.
    """
    picture = io.BytesIO()
    reliability_figure(bins, title).savefig(picture, format="png", dpi=144)
    write_whole(path, picture.getvalue())


def reliability_figure(bins: Bins, title: str) -> Figure:
    """The same as a matplotlib figure."""
    # The object interface: pyplot keeps state for the whole process, which is the user's.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.4, 6.4), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.12, h_pad=0.1)
    figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold", color=INK)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
    number = len(bins.counts)
    left = [index / number for index in range(number)]
    full = [index for index in range(number) if bins.counts[index]]

    _dress(above, "accuracy over confidence")
    _bars(above, [left[i] for i in full], [bins.accuracy[i] for i in full], number, TRAINING)
    above.plot([0, 1], [0, 1], color=FAINT, linewidth=1.2, linestyle="--", label="calibrated")
    means = [bins.confidence[i] for i in full]
    above.plot(means, means, "o", color=VALIDATION, markersize=5, label="mean confidence")
    above.vlines(means, [bins.accuracy[i] for i in full], means, color=VALIDATION, linewidth=1.8)
    above.set_ylim(0, 1.03)
    above.set_title(f"ECE {bins.error:.4f}", loc="right", fontsize=9, color=VALIDATION)
    figure.legend(loc="upper right", ncols=2, frameon=False, fontsize=9, labelcolor="linecolor")

    _dress(below, "examples")
    _bars(below, left, bins.counts, number, FAINT)
    # A sure classifier has a thousand in the last bin and a few in the others.
    below.set_yscale("log")
    below.set_ylim(0.5, 2 * max(bins.counts))
    below.yaxis.set_major_formatter(lambda value, position: show(value))
    below.minorticks_off()
    below.set_xlim(0, 1)
    below.set_xlabel("confidence", fontsize=9, color=INK)
    return figure


def _bars(
    axes: Axes, left: Sequence[float], heights: Sequence[float], number: int, colour: str
) -> None:
    axes.bar(left, heights, width=1 / number, align="edge", color=colour, edgecolor="white")


def _dress(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=11, color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(FAINT)
    axes.tick_params(colors=INK, labelsize=9, color=FAINT)
    axes.grid(axis="y", color="#E6E6E6", linewidth=0.8)
    axes.set_axisbelow(True)
