"""How the run was set up, key by key."""

from __future__ import annotations

from collections.abc import Sequence

from suite.recipe.shown.recipe_settings import recipe_settings
from suite.recipe.shown.setting import Setting
from suite.runs.page.charts.section import Section, Text
from suite.runs.page.charts.table import Table
from suite.runs.page.sections.settings.code_settings import code_settings
from suite.runs.run_record import RunRecord


def settings(run: RunRecord) -> Section | None:
    """The resolved recipe, what differs from the defaults first; of a run of `suite.fit` what is
    known of its setup. None where nothing is.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "running"})
        >>> directory.write_recipe("seed: 0\\nmodel: mlp\\n")
        >>> table = settings(RunRecord(directory)).parts[0]
        >>> [row[0] for row in table.rows], sorted(table.marked)
        (['model', 'seed'], [0])
    """
    if run.directory.is_of_code:
        return _of_code(run)
    if not run.directory.recipe_yaml.exists():
        text = "The run has no recipe.yaml: its settings are not known."
        return Section(name="settings", title="Settings", parts=[Text(paragraphs=[text])])
    table = _table("The recipe, every default filled in", recipe_settings(run.recipe))
    return Section(
        name="settings",
        title="Settings",
        intro="What the run was told to do. `python -m suite show KEY` says more of each key.",
        parts=[table],
    )


def _of_code(run: RunRecord) -> Section | None:
    found = list(code_settings(run.setup))
    if not found:
        return None
    intro = "The run was begun by a call of suite.fit and has no recipe; this is what it found."
    table = _table("What was really built", found)
    return Section(name="settings", title="Settings", intro=intro, parts=[table])


def _table(title: str, found: Sequence[Setting]) -> Table:
    """What differs from the default comes first, and is marked."""
    ordered = sorted(found, key=lambda one: not one.differs)
    changed = sum(one.differs for one in found)
    return Table(
        name="settings",
        title=title,
        reads=f"{changed} of {len(found)} settings differ from the default; they come first.",
        columns=["key", "value", "default", "what it is"],
        rows=[[one.key, one.value, one.default, one.text] for one in ordered],
        marked=frozenset(range(changed)),
    )
