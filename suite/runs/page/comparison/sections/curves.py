"""The curves of all runs, laid over one another."""

from __future__ import annotations

from collections.abc import Sequence

from suite.runs.page.charts.line_chart import LineChart, Series, is_wide
from suite.runs.page.charts.section import Section
from suite.runs.page.comparison.compared_run import ComparedRun, is_better_small
from suite.runs.page.comparison.compared_runs import ComparedRuns
from suite.runs.page.comparison.differing import Differing, text_of

_MOST_CHARTS = 8
# So many curves can be told from one another; the others stand behind them, in gray.
_TOLD_APART = 10
_MOST_FAINT = 90
_POINTS, _FAINT_POINTS = 240, 48
# So many keys have room behind the number of a trial.
_MOST_KEYS = 3


def curves(runs: ComparedRuns) -> Section | None:
    """A chart a measure: the best ten in color; of many runs a part of the others.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> from suite.runs.history import History
        >>> from suite.runs.page.comparison.given_runs import GivenRuns
        >>> for n in (0, 1, 2, 3):
        ...     directory = RunDirectory(Path("runs", str(n)))
        ...     directory.write_recipe("model: mlp")
        ...     directory.write_summary({"status": "finished"})
        ...     History([{"epoch": 1, "val_loss": 0.5 * n}]).write(directory.history_csv)
        >>> [one.name for one in curves(ComparedRuns(GivenRuns.among(["runs"]))).parts[0].series]
        ['0', '1', '2', '3']
    """
    drawn = runs.runs[:_TOLD_APART], _spread(runs.runs[_TOLD_APART:], _MOST_FAINT)
    charts = [chart for name in runs.measures if (chart := _chart(runs, name, *drawn)) is not None]
    if not charts:
        return None
    told, faint = map(len, drawn)
    intro = "The same measure of all runs in one picture."
    if faint:
        left = len(runs.runs) - told - faint
        others = f"{faint} others, from best to worst," if left else f"the {faint} others"
        intro = f"The best {told} of {len(runs.runs)} runs are in color; {others} are gray."
    if len(charts) > _MOST_CHARTS:
        intro += f" {len(charts) - _MOST_CHARTS} more measures are in each run's history.csv."
    return Section(name="curves", title="Curves", intro=intro, parts=charts[:_MOST_CHARTS])


def _spread(items: Sequence[ComparedRun], most: int) -> list[ComparedRun]:
    """So many of them at most, evenly over their order, the first and the last among them."""
    if len(items) <= most:
        return list(items)
    return [items[round(place * (len(items) - 1) / (most - 1))] for place in range(most)]


def _chart(
    runs: ComparedRuns, name: str, told: Sequence[ComparedRun], faint: Sequence[ComparedRun]
) -> LineChart | None:
    # What is drawn later lies above.
    drawn = [_series(runs, run, name, is_faint=True) for run in faint]
    drawn += [_series(runs, run, name, is_faint=False) for run in told]
    series = [one for one in drawn if one is not None]
    if not series:
        return None
    has = len([run for run in runs.runs if run.curve(name)[0]])
    some = "" if has == len(runs.runs) else f" {has} of {len(runs.runs)} runs have it."
    better = "lower" if is_better_small(name) else "higher"
    keys = ", ".join(runs.short[key.key] for key in _told(runs))
    return LineChart(
        name=name,
        title=name,
        x_label="step" if name == "value" else "epoch",
        y_label=name,
        series=series,
        y_log=is_wide([value for one in series for value in one.y]),
        reads=f"A curve a run; {better} is better, and curves that cross say that one run is ahead "
        f"at first only.{f' In brackets: {keys}.' if keys else ''}{some}",
    )


def _series(runs: ComparedRuns, run: ComparedRun, name: str, is_faint: bool) -> Series | None:
    x, y = run.curve(name)
    if not any(value is not None for value in y):
        return None
    x, y = _thinned(x, y, _FAINT_POINTS if is_faint else _POINTS)
    return Series(name=_named(runs, run), x=x, y=y, faint=is_faint)


def _named(runs: ComparedRuns, run: ComparedRun) -> str:
    """`003 (0.1, 64)`: the number of a trial alone says nothing."""
    number = runs.runs.index(run)
    values = [text_of(key.values[number]) for key in _told(runs)]
    return f"{run.label} ({', '.join(values)})" if values else run.label


def _told(runs: ComparedRuns) -> list[Differing]:
    """The keys whose values stand behind the number of a trial."""
    few = runs.sweep is not None and len(runs.choices) <= _MOST_KEYS
    return runs.choices if few else []


def _thinned(
    x: Sequence[float], y: Sequence[float | None], most: int
) -> tuple[list[float], list[float | None]]:
    """So many points at most, evenly spaced with the first and the last, five digits each.

    Example:
        >>> _thinned([1, 2, 3, 4, 5], [0.1234567, 0.2, None, 0.4, 0.5], 3)
        ([1, 3, 5], [0.12346, None, 0.5])
    """
    count = len(x)
    places = list(range(count))
    if count > most:
        places = sorted({round(n * (count - 1) / (most - 1)) for n in range(most)})
    values = [y[place] for place in places]
    return [x[place] for place in places], [v if v is None else _short(v) for v in values]


def _short(value: float) -> float:
    return float(f"{value:.5g}")
