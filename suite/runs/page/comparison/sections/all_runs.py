"""A row a run."""

from __future__ import annotations

from suite.runs.page.charts.section import Section
from suite.runs.page.charts.table import Table
from suite.runs.page.comparison.compared_runs import ComparedRuns

# Columns of keys and of figures; the rest stands in the files.
_FIRST_KEYS, _MOST_KEYS = 4, 12
_MOST_FIGURES = 16


def all_runs(runs: ComparedRuns) -> Section:
    """The table to sort by whatever one wants to know.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> from suite.runs.page.comparison.given_runs import GivenRuns
        >>> metrics = {"test_loss": 0.5}
        >>> RunDirectory(Path("mine")).write_summary({"status": "finished", "metrics": metrics})
        >>> all_runs(ComparedRuns(GivenRuns.among(["mine"]))).parts[0].rows
        [['mine', 'finished', 'cannot be told', 0.5, None]]
    """
    keys, figures = [key.key for key in runs.choices], _figures(runs)
    deciding = [name for name in figures if name in (runs.metric, f"best {runs.metric}")]
    rest = [name for name in figures if name not in deciding]
    first, later = keys[:_FIRST_KEYS], keys[_FIRST_KEYS:_MOST_KEYS]
    told = ["run", "status", *["epochs"] * runs.are_stopped]
    columns = [*told, *deciding, *first, "doctor", *rest, *later, "seconds"]
    rows = [runs.row(number, figures) for number in range(len(runs.runs))]
    dropped = len(keys[_MOST_KEYS:]) + len(runs.figures) - len(figures)
    return Section(
        name="runs",
        title="Runs",
        intro=_intro(runs, dropped),
        parts=[
            Table(
                name="runs",
                title="Settings, figures and the doctor's word",
                columns=[runs.short.get(name, name) for name in columns],
                rows=[[row[name] for name in columns] for row in rows],
                reads="A figure without `best` is that of the last epoch; an empty cell: the run "
                "has none, or it was not finite.",
                marked=frozenset({0} if runs.best is not None else ()),
            )
        ],
    )


def _intro(runs: ComparedRuns, dropped: int) -> str:
    order = "best" if runs.metric is None else f"best {runs.metric}"
    said = f"The {order} stands first; a click on a column's name sorts by it."
    if runs.are_stopped:
        said += " What was stopped early comes last, the furthest first."
    if dropped:
        said += f" {dropped} more columns are left out."
    return said


def _figures(runs: ComparedRuns) -> list[str]:
    """As many as there is room for, the test metrics among them."""
    tested = runs.tested[: _MOST_FIGURES // 2]
    others = [name for name in runs.figures if name not in runs.tested]
    return [*others[: _MOST_FIGURES - len(tested)], *tested]
