"""Charts of studies as SVG within a page, in the colors of its theme."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from suite.runs.numbers import show
from suite.runs.page.charts.point_chart import PointChart

_WIDTH = 380
_ROW = 26
_LETTER = 6.6  # of 12 pixels' height, on average
_MOST_LETTERS = 20
_RIGHT, _TOP, _FOOT = 14, 6, 40


@dataclass(frozen=True)
class _Axis:
    """A scale from values to pixels.

    Args:
        low, high: its ends, values.
        start, end: its ends, pixels.
        log: whether it is logarithmic.
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        of: Callable[[float], float] = math.log10 if self.log else float
        share = (of(value) - of(self.low)) / (of(self.high) - of(self.low))
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self) -> list[float]:
        if self.log:
            low, high = round(math.log10(self.low)), round(math.log10(self.high))
            stride = max(1, math.ceil((high - low) / 5))
            return [10.0**power for power in range(low, high + 1, stride)]
        step = _round_step((self.high - self.low) / 4)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def point_svg(chart: PointChart) -> str:
    """A row for each variant: seeds as points, below them mean and interval."""
    values = [one for row in chart.points for one in row if one is not None]
    ends = [end for one in chart.intervals if one for end in one]
    known = [one for one in [*values, *ends] if not chart.log or one > 0]
    names = [_short(name) for name in chart.categories]
    left = 12 + _LETTER * max(map(len, names))
    bottom = _TOP + _ROW * len(names)
    axis = _axis(known, left, _WIDTH - _RIGHT, chart.log)
    parts = [*_ticks(axis, _TOP, bottom), _axis_label(chart.value_label, left, bottom)]
    for row, name in enumerate(names):
        y = _TOP + _ROW * (row + 0.5)
        parts.append(
            f'<text x="{left - 8:.0f}" y="{y + 4:.0f}" text-anchor="end">{_e(name)}</text>'
        )
        parts += _row(chart, row, y, axis)
    return _svg(_summary(chart), bottom + _FOOT, parts)


def _row(chart: PointChart, row: int, y: float, axis: _Axis) -> Iterator[str]:
    for label, value in zip(chart.labels, chart.points[row], strict=True):
        if value is not None and (not chart.log or value > 0):
            told = f"<title>{_e(label)}: {show(value)}</title>"
            yield f'<circle class="seed" cx="{axis.at(value)}" cy="{y - 3:.1f}" r="3.5">{told}</circle>'
    mean, interval = chart.mean(row), chart.interval(row)
    if interval is not None and (not chart.log or interval[0] > 0):
        low, high = map(axis.at, interval)
        yield f'<path class="interval" d="M{low},{y + 6:.1f}H{high}"/>'
    if mean is not None and (not chart.log or mean > 0):
        x = axis.at(mean)
        yield f'<path class="mean" d="M{x},{y + 2:.1f}v8"><title>mean: {show(mean)}</title></path>'


def _axis(values: Sequence[float], start: float, end: float, log: bool) -> _Axis:
    low, high = min(values), max(values)
    if log:
        low, high = 10 ** math.floor(math.log10(low)), 10 ** math.ceil(math.log10(high))
        return _Axis(low, high if high > low else 10 * low, start, end, log=True)
    if low == high:
        low, high = low - (abs(low) / 10 or 1), high + (abs(high) / 10 or 1)
    room = 0.04 * (high - low)
    return _Axis(low - room, high + room, start, end)


def _round_step(step: float) -> float:
    size = 10.0 ** math.floor(math.log10(step))
    return next(one * size for one in (1, 2, 5, 10) if one * size >= step * 0.999)


def _ticks(axis: _Axis, top: float, bottom: float) -> Iterator[str]:
    for value in axis.ticks():
        x = axis.at(value)
        yield f'<path class="grid" d="M{x},{top}V{bottom}"/>'
        yield f'<text class="tick" x="{x}" y="{bottom + 15}" text-anchor="middle">{_tick(value)}</text>'


def _tick(value: float) -> str:
    return show(0.0 if abs(value) < 1e-12 else value)


def _axis_label(text: str, left: float, bottom: float) -> str:
    middle = (left + _WIDTH - _RIGHT) / 2
    return f'<text class="tick" x="{middle:.0f}" y="{bottom + 32}" text-anchor="middle">{_e(text)}</text>'


def _summary(chart: PointChart) -> str:
    """The means in words, for those who cannot see them."""
    told = []
    for row, name in enumerate(chart.categories):
        mean = chart.mean(row)
        told.append(f"{name}: {'no number' if mean is None else show(mean)}")
    return f"{chart.title}, mean of the seeds: {'; '.join(told)}"


def _short(name: str) -> str:
    return name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1]}…"


def _e(text: str) -> str:
    return html.escape(text)


def _svg(title: str, height: float, parts: list[str]) -> str:
    shape = f'viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{_e(title)}"'
    return f'<svg class="chart" {shape}>{"".join(parts)}</svg>'
