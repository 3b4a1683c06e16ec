"""What the command line says of several seeds."""

from __future__ import annotations

from pathlib import Path

from suite.lab.seeds.seeds_folder import open_seeds
from suite.lab.seeds.seeds_result import Seeds
from suite.lab.sweep.sweep_report import diagnoses_in
from suite.recipe.diff import diff_text
from suite.runs.directory.several_seeds import seed_folder
from suite.runs.numbers import show_metric
from suite.runs.page.comparison.t_interval import TInterval
from suite.screen import quoted
from suite.tables import aligned


def closing_text(seeds: Seeds) -> str:
    """The table, where the page is, and what to do next.

    Example:
        >>> print(closing_text(Seeds(suite.load("quickstart"), Path("out"), 2, [], "interrupted")))
        no seed has come to its end yet
        2 of 2 seeds are still to be run
        next: python -m suite run --resume out
    """
    lines = [seeds.to_text()]
    page = seeds.path / "report.html"
    if seeds.status != "finished":
        lines.append(f"next: python -m suite run --resume {quoted(seeds.path)}")
    elif page.is_file():
        lines.append(f"page: {page}")
    return "\n".join(lines)


def seeds_report(path: str | Path) -> str:
    """How far the seeds in a folder have come, with their table.

    Example:
        >>> from suite.lab.seeds.seed_run import SeedRun
        >>> from suite.lab.seeds.seeds_folder import write_state
        >>> recipe, runs = suite.load("quickstart"), [SeedRun(0, 0, "finished", {"loss": 0.5})]
        >>> Path("out", "seeds").mkdir(parents=True)
        >>> _ = Path("out", "recipe.yaml").write_text(recipe.to_yaml())
        >>> write_state(Seeds(recipe, Path("out"), 2, runs, "interrupted"))
        >>> print(seeds_report("out").splitlines()[0])
        quickstart: interrupted after 1 of 2 seeds: out
    """
    seeds = open_seeds(path)
    done = f"{len(seeds.runs)} of {seeds.count} seeds"
    return f"{seeds.recipe.name}: {seeds.status} after {done}: {seeds.path}\n{closing_text(seeds)}"


def seeds_diagnoses(path: str | Path) -> str:
    """What the doctor says of each seed."""
    seeds = open_seeds(path)
    lines = []
    for run in seeds.runs:
        lines.append(f"seed {run.seed}  {run.status}")
        lines += [f"  {line}" for line in diagnoses_in(seed_folder(seeds.path, run.number))]
    return "\n".join(lines) or f"{seeds.path}: no seed has come to its end"


def diff_of_seeds(a: str | Path, b: str | Path) -> str:
    """What differs between the recipes of two such folders, then their figures, each as mean and
    deviation, beside one another.
    """
    left, right = open_seeds(a), open_seeds(b)
    changes = left.recipe.diff(right.recipe)
    lines = [diff_text(changes) if changes else "the same recipe"]
    names = list(dict.fromkeys([*left.figures, *right.figures]))
    rows = [
        [name, _spread(left.figures.get(name)), _spread(right.figures.get(name))] for name in names
    ]
    head = ["", str(a), str(b)]
    return "\n".join([*lines, *aligned([head, *rows], right={1, 2})])


def _spread(one: TInterval | None) -> str:
    """`0.9337 ± 0.0121 (5)`"""
    if one is None:
        return "-"
    deviation = "" if one.deviation is None else f" ± {show_metric(one.deviation)}"
    return f"{show_metric(one.mean)}{deviation} ({len(one.values)})"
