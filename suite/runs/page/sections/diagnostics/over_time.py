"""Numbers of the whole run over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from suite.runs.files.measurements import Number
from suite.runs.page.charts.line_chart import Level, LineChart, Series, is_wide
from suite.runs.page.charts.table import Table
from suite.runs.page.sections.diagnostics.one_report import one_report
from suite.runs.page.sections.diagnostics.scene import Scene
from suite.runs.page.thinning import thinned


@dataclass(frozen=True, kw_only=True)
class OverTime:
    """Curves in one chart; of a single report a table.

    Args:
        name: of the chart; empty is the diagnostic's.
        numbers: of the diagnostic, one curve each.
        each: names of two lists, steps and values at them, that take the place of `numbers` where
            the file has all of them.
        title, unit, reads: as of `ByLayer`.
        log: whether the axis is logarithmic; None lets the values decide.
        levels: what is usual, or too much.
        batch_size: whether the batch size is one of the levels.
        if_any: whether there is no chart where all values are 0.

    Example:
        >>> from suite.runs.files.measurements import Measured
        >>> scene = Scene("loss_curve", Measured({"average": {100: 2.0, 200: 1.0}}))
        >>> (chart,) = OverTime(numbers=["average"], title="Loss", unit="loss", reads="")(scene)
        >>> chart.to_table().rows
        [[100, 2.0], [200, 1.0]]
    """

    name: str = ""
    numbers: Sequence[str]
    each: tuple[str, str] | None = None
    title: str
    unit: str
    reads: str
    log: bool | None = False
    levels: Sequence[Level] = ()
    batch_size: bool = False
    if_any: bool = False

    def __call__(self, scene: Scene) -> Iterator[LineChart | Table]:
        series = self._of_each_step(scene) or self._of_reports(scene)
        values = [value for one in series for value in one.y]
        if not any(value is not None for value in values) or (self.if_any and not any(values)):
            return
        if len(values) == len(series):
            yield one_report(self.name or scene.diagnostic, self.title, self.unit, series)
            return
        levels = list(self.levels)
        if self.batch_size and scene.batch_size:
            size = scene.batch_size
            levels.append(Level(value=size, text=f"batch size {size:,}"))
        yield LineChart(
            name=self.name or scene.diagnostic,
            title=self.title,
            reads=self.reads,
            x_label="step",
            y_label=self.unit,
            series=series,
            y_log=is_wide(values) if self.log is None else self.log,
            levels=levels,
            marks=scene.marks,
        )

    def _of_each_step(self, scene: Scene) -> list[Series]:
        if self.each is None or not scene.measured.has_all_lists:
            return []
        at, values = (scene.measured.lists.get(name, {}) for name in self.each)
        points: dict[float, Number] = {}
        for report in sorted(set(at) & set(values)):
            steps = [step for step in at[report] if step is not None]
            if len(steps) == len(values[report]):
                points.update(zip(steps, values[report], strict=True))
        if not points:
            return []
        x, y = thinned(list(points), list(points.values()))
        return [Series(name=self.unit, x=x, y=y)]

    def _of_reports(self, scene: Scene) -> list[Series]:
        found = []
        for name in self.numbers:
            values = scene.measured.numbers.get(name, {})
            if values:
                steps = sorted(values)
                x, y = thinned(steps, [values[step] for step in steps])
                found.append(Series(name=name.replace("_", " "), x=x, y=y))
        return found
