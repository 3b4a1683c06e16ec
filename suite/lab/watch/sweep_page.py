"""The page of a sweep that goes on: its trials, and the run of the newest."""

from __future__ import annotations

from pathlib import Path

from suite.lab.sweep.sweep_folder import open_sweep
from suite.lab.sweep.sweep_result import Sweep
from suite.runs.directory.run_directory import RunDirectory
from suite.runs.page.charts.section import Section
from suite.runs.page.charts.table import Table
from suite.runs.page.render.page import page
from suite.runs.page.sections.registry import sections_of
from suite.runs.run_record import RunRecord


def sweep_page(folder: Path) -> str:
    """The HTML: a row each trial that has come to an end, then the run that was written to last.

    Raises:
        UserError: a file of the sweep is missing or damaged.

    Example:
        >>> from suite.lab.sweep.sweep import sweep
        >>> over = "sweep={metric: value, over: {optimizer.learning_rate: [0.01, 0.1]}}"
        >>> recipe = suite.load("optim/surface-quadratic", "training.steps=20", over)
        >>> "2 done" in sweep_page(sweep(recipe, "out", quiet=True).path)
        True
    """
    sweep = open_sweep(folder)
    sections = [_trials(sweep)]
    runs = [*folder.glob("trials/*/summary.json"), *folder.glob("trials/*/fold-*/summary.json")]
    if runs:
        newest = max(runs, key=lambda file: file.stat().st_mtime).parent
        run = RunRecord(RunDirectory(newest), is_forgiving=True)
        sections += sections_of(run)
    return page(sweep.recipe.name, sections, subtitle=str(folder), status=sweep.status)


def _trials(sweep: Sweep) -> Section:
    keys = list(sweep.recipe.sweep.over)
    metric = sweep.recipe.sweep.metric
    rows = [
        [trial.number, *(_cell(trial.edits.get(key)) for key in keys), trial.status, trial.value]
        for trial in sweep.trials
    ]
    best = None if sweep.best is None else sweep.best.number
    table = Table(
        name="trials",
        title="Trials",
        columns=["trial", *keys, "status", metric],
        rows=rows,
        reads="A row each trial that has come to an end; the best until now stands out.",
        marked=frozenset(place for place, row in enumerate(rows) if row[0] == best),
    )
    intro = f"{len(rows)} done. Below them stands the run of the newest trial."
    return Section(name="trials", title="Trials", parts=[table], intro=intro)


def _cell(value: object) -> str | float | int | None:
    return value if isinstance(value, str | float | int) or value is None else str(value)
