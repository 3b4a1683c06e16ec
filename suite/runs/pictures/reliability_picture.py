"""The picture of a calibration: the reliability diagram and the histogram of the confidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from suite.runs.numbers import show
from suite.runs.pictures.picture import (
    FAINT,
    INK,
    TRAINING,
    VALIDATION,
    dress,
    own_style,
    titled_figure,
    write_picture,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Numbers = Sequence[float] | np.ndarray


class _Bins(Protocol):
    """Predictions in bins of equal width by their confidence, all sequences of one length."""

    @property
    def counts(self) -> Numbers: ...
    @property
    def confidence(self) -> Numbers: ...
    @property
    def accuracy(self) -> Numbers: ...
    @property
    def error(self) -> float: ...


@own_style()
def draw_reliability(bins: _Bins, path: Path, title: str) -> None:
    """Draw both as a PNG, written whole.

    Bars are the accuracy of each bin, the line its mean confidence: what lies between them is the
    calibration error. A bar below the line is overconfidence.

    Raises:
        RunFailure: the file cannot be written.
    """
    write_picture(reliability_figure(bins, title), path)


def reliability_figure(bins: _Bins, title: str) -> Figure:
    """The same as a matplotlib figure."""
    figure = titled_figure(title, 5.4, 6.4)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
    number = len(bins.counts)
    left = [index / number for index in range(number)]
    full = [index for index in range(number) if bins.counts[index]]

    dress(above, "accuracy over confidence")
    _bars(above, [left[i] for i in full], [bins.accuracy[i] for i in full], number, TRAINING)
    above.plot([0, 1], [0, 1], color=FAINT, linewidth=1.2, linestyle="--", label="calibrated")
    means = [bins.confidence[i] for i in full]
    above.plot(means, means, "o", color=VALIDATION, markersize=5, label="mean confidence")
    above.vlines(means, [bins.accuracy[i] for i in full], means, color=VALIDATION, linewidth=1.8)
    above.set_ylim(0, 1.03)
    above.set_title(f"ECE {bins.error:.4f}", loc="right", fontsize=9, color=VALIDATION)
    figure.legend(loc="upper right", ncols=2, frameon=False, fontsize=9, labelcolor="linecolor")

    dress(below, "examples")
    _bars(below, left, bins.counts, number, FAINT)
    # A sure classifier has a thousand in the last bin and a few in the others.
    below.set_yscale("log")
    below.set_ylim(0.5, 2 * max(bins.counts))
    below.yaxis.set_major_formatter(lambda value, position: show(value))
    below.minorticks_off()
    below.set_xlim(0, 1)
    below.set_xlabel("confidence", fontsize=9, color=INK)
    return figure


def _bars(axes: Axes, left: Sequence[float], heights: Numbers, number: int, color: str) -> None:
    axes.bar(left, heights, width=1 / number, align="edge", color=color, edgecolor="white")
