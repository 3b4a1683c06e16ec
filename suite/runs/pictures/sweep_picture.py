"""The picture of a sweep: what each key does to the metric."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from suite.runs.pictures.picture import (
    FAINT,
    INK,
    TRAINING,
    VALIDATION,
    dress,
    literal,
    own_style,
    titled_figure,
    write_picture,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


# Listed numbers that differ by this factor are shown on a logarithmic axis.
WIDE = 50


class Tried(Protocol):
    """A trial of a sweep; without a value where it failed."""

    number: int
    edits: Mapping[str, Any]
    value: float | None
    deviation: float | None
    folds: Sequence[float]


@dataclass(frozen=True)
class Dimension:
    """A key with its axis; `listed` are the values of a list, in its order."""

    key: str
    is_log: bool
    listed: Sequence[Any] | None

    def place(self, axis: Any, trials: Sequence[Tried]) -> list[float]:
        """Where trials stand: numbers as such, anything else in the order of the list."""
        values = [trial.edits[self.key] for trial in trials]
        shown = self.listed or values
        if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in shown):
            if self.is_log or (min(shown) > 0 and max(shown) >= WIDE * min(shown)):
                getattr(axis.axes, f"set_{axis.axis_name}scale")("log")
                axis.set_minor_formatter(lambda value, position: "")  # they overlap
            return values
        names = [str(value) for value in shown]
        axis.set_ticks(range(len(names)), [literal(name) for name in names])
        return [names.index(str(value)) for value in values]


@own_style()
def draw_sweep(
    trials: Sequence[Tried], keys: Sequence[str], path: Path, title: str, **options: Any
) -> None:
    """Draw a sweep as a PNG, written whole; see `sweep_figure`.

    Raises:
        RunFailure: the file cannot be written.
    """
    write_picture(sweep_figure(trials, keys, title, **options), path)


def sweep_figure(
    trials: Sequence[Tried],
    keys: Sequence[str],
    title: str,
    *,
    metric: str,
    logarithmic: Collection[str],
    listed: Mapping[str, Sequence[Any]],
    larger_is_better: bool,
    best: int,
) -> Figure:
    """One panel per key, the value over it; of two keys a map too; the value over the trials.

    The best trial is orange, failed ones are crosses at the lower edge, bars are the standard
    deviation over the folds. Of a recipe alone it is the value of each fold.

    Args:
        trials: in their order, at least one with a value.
        keys: of the sweep.
        title: above it.
        metric: what the values are.
        logarithmic: the keys with a logarithmic axis.
        listed: the values of the keys that have a list.
        larger_is_better: as what the line of the best so far rises.
        best: number of the best trial.
    """
    panels = len(keys) + (len(keys) == 2) + 1
    columns = min(panels, 2 if panels in (2, 4) else 3)
    rows = math.ceil(panels / columns)
    figure = titled_figure(title, 0.6 + 4.2 * columns, 0.8 + 3.2 * rows)
    places = iter([figure.add_subplot(rows, columns, number + 1) for number in range(panels)])
    dimensions = [Dimension(key, key in logarithmic, listed.get(key)) for key in keys]
    for dimension in dimensions:
        _draw_key(next(places), trials, dimension, metric, best)
    if len(keys) == 2:
        _draw_map(next(places), trials, dimensions, metric, best)
    if keys:
        _draw_trials(next(places), trials, metric, best, max if larger_is_better else min)
    else:
        _draw_folds(next(places), trials[0], metric)
    return figure


def _draw_key(
    axes: Axes, trials: Sequence[Tried], dimension: Dimension, metric: str, best: int
) -> None:
    dress(axes, f"{metric} over {dimension.key}")
    _draw_values(axes, dimension.place(axes.xaxis, trials), trials, best)


def _draw_trials(
    axes: Axes,
    trials: Sequence[Tried],
    metric: str,
    best: int,
    better: Callable[[float, float], float],
) -> None:
    dress(axes, f"{metric} over the trials, and the best so far")
    done = [trial for trial in trials if trial.value is not None]
    so_far = list(itertools.accumulate((trial.value for trial in done), better))
    axes.plot(
        [trial.number for trial in done], so_far, drawstyle="steps-post", color=FAINT, linewidth=1.2
    )
    _draw_values(axes, [trial.number for trial in trials], trials, best)
    axes.xaxis.get_major_locator().set_params(integer=True)


def _draw_values(axes: Axes, xs: Sequence[float], trials: Sequence[Tried], best: int) -> None:
    for x, trial in zip(xs, trials, strict=True):
        if trial.value is None:
            axes.plot([x], [0.0], "x", color=FAINT, transform=axes.get_xaxis_transform())
            continue
        color = VALIDATION if trial.number == best else TRAINING
        axes.errorbar(
            [x], [trial.value], trial.deviation, fmt="o", color=color, markersize=5, linewidth=1
        )


def _draw_map(
    axes: Axes,
    trials: Sequence[Tried],
    dimensions: Sequence[Dimension],
    metric: str,
    best: int,
) -> None:
    """Both keys as axes, the value as color."""
    dress(axes, f"{metric} (color)")
    xs, ys = (
        dimension.place(axis, trials)
        for axis, dimension in zip((axes.xaxis, axes.yaxis), dimensions, strict=True)
    )
    done = [index for index, trial in enumerate(trials) if trial.value is not None]
    points = axes.scatter(
        [xs[i] for i in done],
        [ys[i] for i in done],
        c=[trials[i].value for i in done],
        edgecolors=[VALIDATION if trials[i].number == best else "none" for i in done],
        linewidths=2,
        s=60,
        cmap="viridis",
    )
    lost = [index for index, trial in enumerate(trials) if trial.value is None]
    axes.plot([xs[i] for i in lost], [ys[i] for i in lost], "x", color=FAINT)
    axes.figure.colorbar(points, ax=axes)
    axes.set_xlabel(literal(dimensions[0].key), fontsize=9, color=INK)
    axes.set_ylabel(literal(dimensions[1].key), fontsize=9, color=INK)


def _draw_folds(axes: Axes, trial: Tried, metric: str) -> None:
    dress(axes, f"{metric} over the folds")
    axes.plot(range(len(trial.folds)), trial.folds, "o", color=TRAINING, markersize=6)
    axes.axhline(trial.value, color=VALIDATION, linewidth=1.6)
    spread = (trial.value - trial.deviation, trial.value + trial.deviation)
    axes.axhspan(*spread, color=VALIDATION, alpha=0.15, linewidth=0)
    axes.set_xticks(range(len(trial.folds)))
