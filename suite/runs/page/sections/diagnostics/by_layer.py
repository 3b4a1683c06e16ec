"""A number of each layer over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from suite.runs.files.measurements import steps_of
from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.line_chart import LineChart, Series
from suite.runs.page.sections.diagnostics.scene import Rows, Scene
from suite.runs.page.thinning import thinned, thinned_columns

_GATHERED = " A column shows the most unusual of several reports."
_HOLE = " A hole was not measured or is no finite number."
_HOLE_OF_LOG = " A hole is zero, was not measured or is no finite number."


@dataclass(frozen=True, kw_only=True)
class ByLayer:
    """A heat map, a row each layer and a column each report.

    Of one layer it is a curve, of one report it is bars.

    Args:
        name: of the chart; empty is the diagnostic's.
        group: of the values: `d_mu` of `d_mu/norm1`; empty for those that layers alone name.
        apart: what is no layer; what ends with a slash is a group.
        title, unit: above it, and beside its values.
        reads: how to read it.
        log: whether the colors follow the logarithm.
        limits: the values at the ends of the colors; None fits them.

    Example:
        >>> from suite.runs.files.measurements import Measured
        >>> scene = Scene("dead", Measured({"a": {1: 0.0, 2: 0.5}, "b": {1: 0.0, 2: 1.0}}))
        >>> (chart,) = ByLayer(title="Dead units", unit="share", reads="Dark is dead.")(scene)
        >>> chart.rows, chart.columns, chart.values
        (['a', 'b'], [1, 2], [[0.0, 0.5], [0.0, 1.0]])
    """

    name: str = ""
    group: str = ""
    apart: Sequence[str] = ()
    title: str
    unit: str
    reads: str
    log: bool = False
    limits: tuple[float, float] | None = None

    def __call__(self, scene: Scene) -> Iterator[Chart]:
        rows = scene.layers(self.group, self.apart)
        steps = steps_of(rows)
        if not any(value is not None for row in rows.values() for value in row.values()):
            return
        name = self.name or scene.diagnostic
        if len(rows) == 1 and len(steps) > 1:
            yield self._curve(name, rows, scene)
        elif len(steps) == 1:
            yield self._bars(name, rows, steps[0])
        else:
            yield self._heat_map(name, rows, steps, scene.columns)

    def _heat_map(self, name: str, rows: Rows, steps: Sequence[int], most: int) -> HeatMap:
        columns, values = thinned_columns(steps, list(rows.values()), most)
        hole = _HOLE_OF_LOG if self.log else _HOLE
        has_holes = any(
            value is None or (self.log and value <= 0) for row in values for value in row
        )
        gathered = _GATHERED if len(columns) < len(steps) else ""
        return HeatMap(
            name=name,
            title=self.title,
            reads=f"{self.reads}{gathered}{hole if has_holes else ''}",
            x_label="step",
            y_label="layer",
            columns=columns,
            rows=list(rows),
            values=values,
            value_label=self.unit,
            log=self.log,
            limits=self.limits,
        )

    def _curve(self, name: str, rows: Rows, scene: Scene) -> LineChart:
        ((layer, row),) = rows.items()
        steps = sorted(row)
        x, y = thinned(steps, [row[step] for step in steps])
        return LineChart(
            name=name,
            title=self.title,
            reads=self.reads,
            x_label="step",
            y_label=self.unit,
            series=[Series(name=layer, x=x, y=y)],
            y_log=self.log,
            y_range=self.limits,
            marks=scene.marks,
        )

    def _bars(self, name: str, rows: Rows, step: int) -> BarChart:
        values = [row.get(step) for row in rows.values()]
        return BarChart(
            name=name,
            title=f"{self.title}, after step {step:,}",
            reads=self.reads,
            x_label="layer",
            y_label=self.unit,
            labels=list(rows),
            values={self.unit: values},
            horizontal=True,
        )
