"""What differs between two runs: recipe, data, versions, machine, code, and what came of it."""

from __future__ import annotations

from pathlib import Path

from suite.errors import UserError
from suite.recipe.diff import diff_text
from suite.recipe.recipe import load
from suite.recipe.schema.wording import received
from suite.runs.numbers import show_metric
from suite.runs.page.comparison.compared_run import ComparedRun
from suite.runs.page.comparison.differing import ABSENT, Differing, differing
from suite.runs.page.comparison.given_runs import GivenRuns
from suite.runs.page.comparison.surroundings import differing_surroundings
from suite.tables import aligned


def diff_of_runs(a: str | Path, b: str | Path) -> str:
    """Differences one a line, `key: value in a -> value in b`, then the figures beside one another.

    Args:
        a, b: the folders of two runs.

    Raises:
        UserError: one of them is not there.

    Example:
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> for name, loss in (("a", 0.5), ("b", 0.25)):
        ...     directory = RunDirectory(Path(name))
        ...     directory.write_recipe("optimizer: adam")
        ...     directory.write_summary({"status": "finished", "metrics": {"test_loss": loss}})
        >>> print(diff_of_runs("a", "b"))
        the same recipe, data, versions, machine and code
                        a       b
        test_loss  0.5000  0.2500
    """
    runs = GivenRuns.among([a, b]).runs
    if len(runs) == 1:
        return "no difference"
    found = [*_recipes(*runs), *_surroundings(*runs)]
    figures = _figures(*runs)
    if not found and not figures:
        return "no difference"
    plan = "setup" if _is_of_code(*runs) else "recipe"
    same = f"the same {plan}, data, versions, machine and code"
    return "\n".join([*(found or [same]), *figures])


def _is_of_code(*runs: ComparedRun) -> bool:
    return any(run.record.directory.is_of_code for run in runs)


def _recipes(a: ComparedRun, b: ComparedRun) -> list[str]:
    """By the defaults of today; where a recipe can no longer be read, as both were resolved; and
    where there is none, what was built."""
    if _is_of_code(a, b):
        return [_line(one.key, one) for one in differing([a.built, b.built])]
    files = [run.record.directory.recipe_yaml for run in (a, b)]
    try:
        found = load(files[0]).diff(load(files[1]))
        return [diff_text(found)] if found else []
    except (UserError, OSError):
        return [_line(one.key, one) for one in differing([a.recipe, b.recipe])]


def _surroundings(a: ComparedRun, b: ComparedRun) -> list[str]:
    found = differing_surroundings([a, b])
    return [_line(f"{part}, {one.key}", one) for part, one in found]


def _line(key: str, one: Differing) -> str:
    left, right = ("nothing" if value is ABSENT else received(value) for value in one.values)
    return f"{key}: {left} -> {right}"


def _figures(a: ComparedRun, b: ComparedRun) -> list[str]:
    """A table of the figures that are not the same, under the names of the runs."""
    names = dict.fromkeys([*a.tested, *b.tested, *a.measures, *b.measures])
    rows = [[name, _show(a.last(name)), _show(b.last(name))] for name in names]
    rows.insert(0, ["status", a.status, b.status])
    rows = [row for row in rows if row[1] != row[2]]
    head = ["", a.label, b.label]
    return aligned([head, *rows], right={1, 2}) if rows else []


def _show(value: float | None) -> str:
    return "-" if value is None else show_metric(value)
