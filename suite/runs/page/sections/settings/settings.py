"""How the run was set up, key by key."""

from __future__ import annotations

from suite.recipe.shown.recipe_settings import recipe_settings
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
    found = recipe_settings(run.recipe)
    ordered = sorted(found, key=lambda one: not one.differs)
    changed = sum(one.differs for one in found)
    table = Table(
        name="settings",
        title="The recipe, every default filled in",
        reads=f"{changed} of {len(found)} settings differ from the default; they come first.",
        columns=["key", "value", "default", "what it is"],
        rows=[[one.key, one.value, one.default, one.text] for one in ordered],
        marked=frozenset(range(changed)),
    )
    return Section(
        name="settings",
        title="Settings",
        intro="What the run was told to do. `python -m suite show KEY` says more of each key.",
        parts=[table],
    )


def _of_code(run: RunRecord) -> Section | None:
    rows = [list(row) for row in code_settings(run.setup)]
    if not rows:
        return None
    table = Table(
        name="settings",
        title="What was really built",
        columns=["key", "value", "what it is"],
        rows=rows,
    )
    intro = "The run was begun by a call of suite.fit and has no recipe; this is what it found."
    return Section(name="settings", title="Settings", intro=intro, parts=[table])
