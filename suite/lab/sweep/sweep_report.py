"""What the command line says of a sweep."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from suite.errors import UserError
from suite.lab.sweep.sweep_folder import open_sweep
from suite.lab.sweep.sweep_result import Sweep
from suite.lab.sweep.sweep_table import edits_text, outcome
from suite.lab.sweep.trial_file import trial_folder
from suite.runs.run import Run


def closing_text(sweep: Sweep, reference: str | None, overrides: Sequence[str]) -> str:
    """What the command line prints after a sweep: its table, and what to do next.

    Args:
        sweep: finished or interrupted.
        reference: the recipe as the user named it; None where the folder alone was named.
        overrides: that were given with it.
    """
    lines = [sweep.to_text()]
    reference = reference or str(sweep.path / "recipe.yaml")
    if sweep.status == "interrupted":
        command = ["sweep", reference, *overrides, "--out", str(sweep.path)]
        return "\n".join([*lines, f"next: python -m suite {shlex.join(command)}"])
    lines.append(f"picture: {sweep.path / 'sweep.png'}")
    page = sweep.path / "report.html"
    lines += [f"page: {page}"] if page.is_file() else []
    given = [text for text in overrides if not text.startswith("sweep")]
    edits = edits_text({} if sweep.best is None else sweep.best.edits)
    command = ["run", reference, *given, "sweep=null", *edits]
    if edits:
        lines.append(f"best: python -m suite {shlex.join(command)}")
    lines.append(f"next: python -m suite {shlex.join(['run', str(sweep.path / 'best.yaml')])}")
    return "\n".join(lines)


def sweep_report(path: str | Path) -> str:
    """The table of a sweep, its best trial and what to do next.

    Example:
        >>> from suite.lab.sweep.sweep import sweep
        >>> over = "sweep={metric: value, over: {optimizer.learning_rate: [0.01, 0.1]}}"
        >>> recipe = suite.load("optim/surface-quadratic", "training.steps=20", over)
        >>> print(sweep_report(sweep(recipe, "out", quiet=True).path).splitlines()[0])
        surface-quadratic: finished after 2 trials: out
    """
    sweep = open_sweep(path)
    count = len(sweep.trials)
    title = f"{sweep.recipe.name}: {sweep.status} after {count} trial{'' if count == 1 else 's'}"
    if not sweep.trials:
        return f"{title}: {sweep.path}"
    text = closing_text(sweep, None, ()) if sweep.best is not None else sweep.to_text()
    return f"{title}: {sweep.path}\n{text}"


def sweep_diagnoses(path: str | Path) -> str:
    """What the doctor says of each run of a sweep, in the order of the trials."""
    sweep = open_sweep(path)
    lines = []
    for trial in sweep.trials:
        folder = trial_folder(sweep.path, trial.number)
        lines += ["  ".join([f"trial {folder.name}", *edits_text(trial.edits), outcome(trial)])]
        lines += [f"  {line}" for line in diagnoses_in(folder)]
    return "\n".join(lines) or f"{sweep.path}: no trial has come to an end"


def diagnoses_in(folder: Path) -> list[str]:
    """What the doctor says of each run in a folder: the run itself, or one for each fold.

    Example:
        >>> diagnoses_in(Path("nothing"))
        ['no run is left of it']
    """
    runs = [folder] if (folder / "summary.json").is_file() else sorted(folder.glob("fold-*"))
    said = []
    for run in runs:
        try:
            opened = Run.open(run)
            diagnosis = opened.diagnosis
        except UserError as error:
            said.append(str(error))
            continue
        nothing = opened.doubt or "nothing wrong found"
        sentence = nothing if diagnosis is None else diagnosis.sentence
        said.append(sentence if run == folder else f"{run.name}: {sentence}")
    return said or ["no run is left of it"]
