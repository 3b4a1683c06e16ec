"""The picture of a sweep: what each key does to the metric."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from suite.runs.numbers import show
from suite.runs.pictures.charts.scales import scale
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
_WIDE = 50
# Beside the ends of a range, as a share of it or as a factor; listed values that are all told.
_AIR, _AIR_OF_LOG, _FEW = 0.05, 1.25, 7


class _Tried(Protocol):
    """A trial of a sweep; without a value where it failed."""

    @property
    def number(self) -> int: ...
    @property
    def status(self) -> str: ...
    @property
    def edits(self) -> Mapping[str, Any]: ...
    @property
    def value(self) -> float | None: ...
    @property
    def deviation(self) -> float | None: ...
    @property
    def folds(self) -> Sequence[float]: ...


@dataclass(frozen=True)
class _Dimension:
    """A key with its axis.

    Args:
        key: of the sweep.
        is_log: whether its range is logarithmic.
        span: the ends of its range; None of a list.
        listed: the values of its list, in order; None of a range.
    """

    key: str
    is_log: bool
    span: tuple[float, float] | None
    listed: Sequence[Any] | None

    def place(self, axis: Any, trials: Sequence[_Tried]) -> list[float]:
        """Where trials stand: numbers as such, anything else in the order of the list."""
        values = [trial.edits[self.key] for trial in trials]
        shown = self.listed or values
        if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in shown):
            self._scale(axis, sorted(set(shown)))
            return values
        names = [str(value) for value in shown]
        axis.set_ticks(range(len(names)), [literal(name) for name in names])
        return [names.index(str(value)) for value in values]

    def _scale(self, axis: Any, shown: list[float]) -> None:
        """All of the range, on its scale; a list has its values as ticks, where they are few."""
        low, high = self.span or (shown[0], shown[-1])
        log = scale(axis, [low, high], log=self.is_log or _is_wide(shown))
        if log:
            axis.axes.set(**{f"{axis.axis_name}lim": (low / _AIR_OF_LOG, high * _AIR_OF_LOG)})
        else:
            air = _AIR * (high - low) or 0.5
            axis.axes.set(**{f"{axis.axis_name}lim": (low - air, high + air)})
        if self.span is None and len(shown) <= _FEW:
            axis.set_ticks(shown, [show(value) for value in shown])


def _is_wide(shown: list[float]) -> bool:
    """Whether listed numbers are told apart on a logarithmic axis only: they span decades, or each
    is the same multiple of the one before."""
    if shown[0] <= 0:
        return False
    ratios = [after / before for before, after in itertools.pairwise(shown)]
    even = len(ratios) > 1 and max(ratios) < 1.05 * min(ratios) and min(ratios) > 1.4
    return even or shown[-1] >= _WIDE * shown[0]


@own_style()
def draw_sweep(
    trials: Sequence[_Tried], keys: Sequence[str], path: Path, title: str, **options: Any
) -> None:
    """Draw a sweep as a PNG, written whole; see `sweep_figure`.

    Raises:
        RunFailure: the file cannot be written.
    """
    write_picture(sweep_figure(trials, keys, title, **options), path)


def sweep_figure(
    trials: Sequence[_Tried],
    keys: Sequence[str],
    title: str,
    *,
    metric: str,
    logarithmic: Collection[str],
    ranges: Mapping[str, tuple[float, float]],
    listed: Mapping[str, Sequence[Any]],
    larger_is_better: bool,
    best: int,
) -> Figure:
    """One panel per key, the value over it; of two keys a map too; the value over the trials. The
    best trial is orange, one that was stopped early hollow, a failed one a cross at the lower edge;
    bars are the standard deviation over the folds. Of a recipe alone it is the value of each fold.

    Args:
        trials: in their order, at least one with a value.
        keys: of the sweep.
        title: above it.
        metric: what the values are.
        logarithmic: keys with a logarithmic range.
        ranges: key -> the ends of its range.
        listed: the values of the keys that have a list.
        larger_is_better: as what the line of the best so far rises.
        best: number of the best trial.
    """
    figure, places = _panels(_titled(title, trials), len(keys) + (len(keys) == 2) + 1)
    drawn = _Trials(trials, metric, best)
    asked = [(key, key in logarithmic, ranges.get(key), listed.get(key)) for key in keys]
    dimensions = [_Dimension(*one) for one in asked]
    for dimension in dimensions:
        drawn.over_key(next(places), dimension)
    if len(keys) == 2:
        drawn.as_map(next(places), *dimensions)
    if keys:
        drawn.in_their_order(next(places), max if larger_is_better else min)
    else:
        _draw_folds(next(places), trials[0], metric)
    return figure


def _titled(title: str, trials: Sequence[_Tried]) -> str:
    return f"{title}  (hollow: stopped early)" if any(map(_is_early, trials)) else title


def _panels(title: str, count: int) -> tuple[Figure, Iterator[Axes]]:
    """An empty figure, and its panels one after the other."""
    columns = min(count, 2 if count in (2, 4) else 3)
    rows = math.ceil(count / columns)
    figure = titled_figure(title, 0.6 + 4.2 * columns, 0.8 + 3.2 * rows)
    return figure, iter([figure.add_subplot(rows, columns, 1 + index) for index in range(count)])


def _is_early(trial: _Tried) -> bool:
    return trial.status in ("paused", "pruned")


@dataclass(frozen=True)
class _Trials:
    """Trials as points, the best one orange."""

    trials: Sequence[_Tried]
    metric: str
    best: int

    def over_key(self, axes: Axes, dimension: _Dimension) -> None:
        """The value over one of the keys."""
        dress(axes, f"{self.metric} over {dimension.key}")
        self._draw_values(axes, dimension.place(axes.xaxis, self.trials))

    def in_their_order(self, axes: Axes, better: Callable[[float, float], float]) -> None:
        """The value over the trials, and a line of the best so far."""
        from matplotlib.ticker import MaxNLocator

        dress(axes, f"{self.metric} over the trials, and the best so far")
        done = {
            trial.number: trial.value
            for trial in self.trials
            if trial.value is not None and not _is_early(trial)
        }
        so_far = list(itertools.accumulate(done.values(), better))
        axes.plot([*done], so_far, drawstyle="steps-post", color=FAINT, linewidth=1.2)
        self._draw_values(axes, [trial.number for trial in self.trials])
        steps = [1, 2, 2.5, 5, 10]
        axes.xaxis.set_major_locator(MaxNLocator("auto", steps=steps, integer=True))

    def as_map(self, axes: Axes, across: _Dimension, upwards: _Dimension) -> None:
        """Two keys as axes, the value as color."""
        dress(axes, f"{self.metric} (color)")
        xs = across.place(axes.xaxis, self.trials)
        ys = upwards.place(axes.yaxis, self.trials)
        points = list(zip(xs, ys, self.trials, strict=True))
        done = [(x, y, one.number, one.value) for x, y, one in points if one.value is not None]
        colored = axes.scatter(
            [x for x, *_ in done],
            [y for _, y, *_ in done],
            c=[value for *_, value in done],
            edgecolors=[VALIDATION if number == self.best else "none" for *_, number, _ in done],
            linewidths=2,
            s=60,
            cmap="viridis",
        )
        lost = [(x, y) for x, y, one in points if one.value is None]
        axes.plot([x for x, _ in lost], [y for _, y in lost], "x", color=FAINT)
        axes.figure.colorbar(colored, ax=axes)
        axes.set_xlabel(literal(across.key), fontsize=9, color=INK)
        axes.set_ylabel(literal(upwards.key), fontsize=9, color=INK)

    def _draw_values(self, axes: Axes, xs: Sequence[float]) -> None:
        for x, trial in zip(xs, self.trials, strict=True):
            if trial.value is None:
                axes.plot([x], [0.0], "x", color=FAINT, transform=axes.get_xaxis_transform())
                continue
            color = VALIDATION if trial.number == self.best else TRAINING
            drawn = axes.errorbar(
                [x], [trial.value], trial.deviation, fmt="o", color=color, markersize=5, linewidth=1
            )
            if _is_early(trial):
                drawn.lines[0].set_markerfacecolor("none")


def _draw_folds(axes: Axes, trial: _Tried, metric: str) -> None:
    dress(axes, f"{metric} over the folds")
    axes.plot(range(len(trial.folds)), trial.folds, "o", color=TRAINING, markersize=6)
    axes.set_xticks(range(len(trial.folds)))
    if trial.value is not None and trial.deviation is not None:
        axes.axhline(trial.value, color=VALIDATION, linewidth=1.6)
        spread = (trial.value - trial.deviation, trial.value + trial.deviation)
        axes.axhspan(*spread, color=VALIDATION, alpha=0.15, linewidth=0)
