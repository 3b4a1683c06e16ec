"""Runs that differ in the seed only, as mean with band."""

from __future__ import annotations

from suite.runs.page.charts.line_chart import LineChart, Series, is_wide
from suite.runs.page.charts.section import Part, Section
from suite.runs.page.charts.table import Cell, Table
from suite.runs.page.comparison.compared_run import is_better_small
from suite.runs.page.comparison.compared_runs import ComparedRuns
from suite.runs.page.comparison.repeats import Repeats
from suite.runs.page.comparison.t_interval import TInterval

# Bands that can still be told from one another.
_MOST_BANDS = 6
_MOST_FIGURES = 4


def seeds(runs: ComparedRuns) -> Section | None:
    """Mean, deviation and t interval of each setting that was run more than once.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> from suite.runs.history import History
        >>> from suite.runs.page.comparison.given_runs import GivenRuns
        >>> for n in (0, 1, 2, 3):
        ...     directory = RunDirectory(Path("runs", str(n)))
        ...     directory.write_recipe(f"seed: {n}")
        ...     directory.write_summary({"status": "finished"})
        ...     History([{"epoch": 1, "val_loss": 0.5 * n}]).write(directory.history_csv)
        >>> seeds(ComparedRuns(GivenRuns.among(["runs"]))).parts[0].rows[0][:4]
        ['all', 'val_loss', 4, 0.75]
    """
    if not runs.repeats:
        return None
    groups = sorted(runs.repeats, key=lambda group: _rank(runs, group))
    shown = [*runs.measures[:_MOST_FIGURES], *runs.tested[:_MOST_FIGURES]]
    parts: list[Part] = []
    table = _table(groups, shown)
    if table.rows:
        parts.append(table)
    parts += [c for name in runs.measures[:_MOST_FIGURES] if (c := _chart(groups, name))]
    if not parts:
        return None
    intro = (
        "Runs that differ in nothing but the seed, or the fold of the data, are gathered: what is "
        "different among them is chance. Where the bands of two settings overlap, the difference "
        "between them may be chance too."
    )
    return Section(name="seeds", title="Repeated runs", intro=intro, parts=parts)


def _rank(runs: ComparedRuns, group: Repeats) -> tuple[bool, float]:
    figures = [] if runs.metric is None else group.figures(runs.metric)
    if not figures:
        return True, 0.0
    mean = TInterval(figures).mean
    return False, -mean if runs.larger_is_better else mean


def _table(groups: list[Repeats], names: list[str]) -> Table:
    rows: list[list[Cell]] = []
    for group in groups:
        for name in names:
            if values := group.figures(name):
                one = TInterval(values)
                rows.append(
                    [group.setting, name, len(values), one.mean, one.deviation, one.low, one.high]
                )
    columns = ["setting", "figure", "runs", "mean", "deviation", "95 % from", "95 % to"]
    return Table(
        name="seeds",
        title="Mean over the seeds",
        columns=columns,
        rows=rows,
        reads="The deviation is that from run to run (n - 1); the mean of very many runs lies in "
        "the t interval of 95 % in 95 of 100 such experiments. Only finished runs count.",
    )


def _chart(groups: list[Repeats], name: str) -> LineChart | None:
    series = []
    for group in groups[:_MOST_BANDS]:
        x, mean, low, high = group.mean_curve(name)
        if x:
            label = f"{group.setting} ({len(group.runs)} runs)"
            series.append(Series(name=label, x=x, y=mean, low=low, high=high))
    if not series:
        return None
    better = "lower" if is_better_small(name) else "higher"
    more = len(groups) - _MOST_BANDS
    rest = f" The best {_MOST_BANDS} of {len(groups)} settings are drawn." if more > 0 else ""
    return LineChart(
        name=f"{name}_over_seeds",
        title=f"{name}, mean over the seeds",
        x_label="step" if name == "value" else "epoch",
        y_label=name,
        series=series,
        y_log=is_wide([edge for one in series for edge in (*one.low, *one.y)]),
        reads=f"Line: the mean of the runs; band: the t interval of 95 % of that mean; {better} is "
        f"better.{rest}",
    )
