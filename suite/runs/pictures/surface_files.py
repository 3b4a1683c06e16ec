"""What a run over a surface leaves: its path as a table, and drawn over the contours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from suite.runs.files.write_whole import write_whole
from suite.runs.numbers import show
from suite.runs.pictures.picture import (
    FAINT,
    INK,
    RATE,
    TRAINING,
    VALIDATION,
    own_style,
    titled_figure,
    write_picture,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Window = tuple[tuple[float, float], tuple[float, float]]
_LEVELS = 20


def write_path(file: Path, path: np.ndarray) -> None:
    """Write a table with one row per step: step, x, y, f.

    Raises:
        RunFailure: the file cannot be written.
    """
    rows = [f"{step},{x!r},{y!r},{f!r}" for step, (x, y, f) in enumerate(path.tolist())]
    write_whole(file, "\n".join(["step,x,y,f", *rows]) + "\n")


@own_style()
def draw_path(
    file: Path,
    path: np.ndarray,
    heights: np.ndarray,
    window: Window,
    minima: Sequence[tuple[float, float]],
    title: str,
) -> None:
    """Draw a path over the contours of its surface as a PNG, written whole.

    Args:
        file: the picture.
        path: rows (x, y, f); what leaves the window, or is not finite, is cut off.
        heights: the surface on an even grid over the window, a row for each y.
        window: the intervals of x and y.
        minima: of the surface.
        title: above it.

    Raises:
        RunFailure: the file cannot be written.
    """
    write_picture(path_figure(path, heights, window, minima, title), file)


def path_figure(
    path: np.ndarray,
    heights: np.ndarray,
    window: Window,
    minima: Sequence[tuple[float, float]],
    title: str,
) -> Figure:
    """The same as a matplotlib figure."""
    figure = titled_figure(title, 7.2, 5.4)
    axes = figure.add_subplot()
    (left, right), (bottom, top) = window
    x, y = (np.linspace(*side, count) for side, count in zip(window, heights.T.shape, strict=True))
    # Even steps of the logarithm: a valley is flat beside its walls.
    above = heights - heights.min()
    levels = heights.min() + np.geomspace(1e-4 * above.max(), above.max(), _LEVELS)
    axes.contour(x, y, heights, levels, colors="#C8C8C8", linewidths=0.8, linestyles="solid")
    finite = path[np.isfinite(path[:, :2]).all(axis=1)]
    axes.plot(finite[:, 0], finite[:, 1], ".-", color=TRAINING, linewidth=1.2, markersize=3)
    axes.plot(*finite[0, :2], "o", color=VALIDATION, label="start")
    axes.plot(*finite[-1, :2], "o", color=TRAINING, label=f"step {len(finite) - 1:,}")
    axes.plot(*zip(*minima, strict=True), "*", color=RATE, markersize=11, label="minimum")
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    axes.spines[:].set_color(FAINT)
    axes.tick_params(colors=INK, labelsize=9, color=FAINT)
    axes.set_title(f"f = {show(float(finite[-1, 2]))}", loc="right", fontsize=9, color=INK)
    axes.legend(frameon=True, framealpha=0.8, edgecolor="none", fontsize=9, labelcolor="linecolor")
    return figure
