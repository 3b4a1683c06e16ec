"""A curve each layer, against what is usual."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from suite.runs.files.measurements import Number, steps_of
from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.line_chart import Level, LineChart, Series
from suite.runs.page.charts.table import Table
from suite.runs.page.sections.diagnostics.by_layer import ByLayer
from suite.runs.page.sections.diagnostics.one_report import one_report
from suite.runs.page.sections.diagnostics.scene import Rows, Scene
from suite.runs.page.thinning import thinned_columns

_MOST_LINES = 6
_BAND = (
    " The line is the median of the {count} layers, the band reaches from the least to the most."
)


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Curves on a logarithmic axis; of more than six layers their median in a band of all, and a
    heat map that tells them apart.

    Args:
        name: of the chart; empty is the diagnostic's. The heat map's ends in `_of_each`.
        apart: what is no layer.
        common: one of these that is drawn beside the layers.
        title, unit, reads: as of `ByLayer`.
        levels: what is usual, or too much.

    Example:
        >>> from suite.runs.files.measurements import Measured
        >>> ratios = {"max": {1: 0.5, 2: 0.2}, "a": {1: 0.5, 2: 0.1}, "b": {1: 0.1, 2: 0.2}}
        >>> scene = Scene("ratio", Measured(ratios))
        >>> (chart,) = Lines(title="", unit="", reads="", apart=["max"])(scene)
        >>> [(one.name, one.y) for one in chart.series]
        [('a', [0.5, 0.1]), ('b', [0.1, 0.2])]
    """

    name: str = ""
    apart: Sequence[str] = ()
    common: str = ""
    title: str
    unit: str
    reads: str
    levels: Sequence[Level] = ()

    def __call__(self, scene: Scene) -> Iterator[Chart | Table]:
        rows = scene.layers("", self.apart)
        shared = {
            one: scene.measured.numbers[one]
            for one in [self.common]
            if one in scene.measured.numbers
        }
        if not rows and not shared:
            return
        name, reads = self.name or scene.diagnostic, self.reads
        series = [
            one
            for line, values in shared.items()
            for one in _curves({line: values}, scene.columns, "rate")
        ]
        if len(rows) <= _MOST_LINES:
            series += _curves(rows, scene.columns)
        else:
            series.append(_band(rows, scene.columns))
            reads += _BAND.format(count=len(rows))
        if all(len(one.x) == 1 for one in series):
            yield one_report(name, self.title, self.unit, series)
        else:
            yield self._chart(name, reads, series, scene)
        if len(rows) > _MOST_LINES:
            yield from ByLayer(
                name=f"{name}_of_each",
                apart=self.apart,
                title=f"{self.title}, layer by layer",
                unit=self.unit,
                reads="The same figures by layer, from the input at the top to the output.",
                log=True,
            )(scene)

    def _chart(self, name: str, reads: str, series: list[Series], scene: Scene) -> LineChart:
        return LineChart(
            name=name,
            title=self.title,
            reads=reads,
            x_label="step",
            y_label=self.unit,
            series=series,
            y_log=True,
            levels=self.levels,
            marks=scene.marks,
        )


def _curves(rows: Rows, most: int, role: str = "other") -> list[Series]:
    x, values = thinned_columns(steps_of(rows), list(rows.values()), most)
    return [
        Series(name=name, x=x, y=y, role="rate" if role == "rate" else "other")
        for name, y in zip(rows, values, strict=True)
    ]


def _band(rows: Rows, most: int) -> Series:
    steps = steps_of(rows)
    known = {step: _known(rows, step) for step in steps}
    middle = {step: statistics.median(values) if values else None for step, values in known.items()}
    low = {step: min(values, default=None) for step, values in known.items()}
    high = {step: max(values, default=None) for step, values in known.items()}
    x, (y, least, greatest) = thinned_columns(steps, [middle, low, high], most)
    return Series(name=f"median of {len(rows)} layers", x=x, y=y, low=least, high=greatest)


def _known(rows: Rows, step: int) -> list[float]:
    found: list[Number] = [row.get(step) for row in rows.values()]
    return [value for value in found if value is not None]
