"""What of a run's files is missing or damaged."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from suite.errors import UserError
from suite.recipe.identity.identity import FILE as IDENTITY
from suite.recipe.identity.identity import read_identity
from suite.recipe.resolved import is_cut_off
from suite.runs.files.damage import damaged, read_text, without_remedy
from suite.runs.files.unopened import why_damaged
from suite.runs.history import deciding_measure
from suite.runs.run_record import RunRecord

# Nothing reads them; the pictures are shown.
_UNOPENED = ("model.keras", "model.weights.h5", "best.keras", "curves.png", "path.png")


def gaps(run: RunRecord) -> list[str]:
    """A sentence for each file that a run in this state should have and has not, and for each that
    is not as it was written.

    Every file is looked at: of those that hold a model no more than tells whether it is whole.

    Args:
        run: of whatever state.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.write_summary({"status": "finished", "surface": "beale"})
        >>> directory.write_recipe("surface: beale")
        >>> gaps(RunRecord(directory))
        ['path.csv is missing.']
    """
    reads: tuple[Callable[[], object], ...] = (
        lambda: run.setup,
        lambda: run.examination,
        lambda: run.outcome_figures,
        lambda: run.recipe,
        lambda: run.walked,
    )
    found = [name for read in reads if (name := _refusal(read)) is not None]
    told = [*run.damage, *found, *_of_recipe(run), *_of_identity(run)]
    told += [
        without_remedy(damaged(run.path / name, reason))
        for name in _UNOPENED
        if (run.path / name).exists() and (reason := why_damaged(run.path / name)) is not None
    ]
    missing = (f"{name} is missing." for name in _expected(run) if not (run.path / name).exists())
    return [*missing, *(f"{one}." for one in dict.fromkeys(told)), *_of_measurements(run)]


def _refusal(read: Callable[[], object]) -> str | None:
    """Why a file cannot be read, where the record does not forgive it."""
    try:
        read()
    except UserError as error:
        return without_remedy(error)
    return None


def _expected(run: RunRecord) -> Iterator[str]:
    """The files that a run in this state has left."""
    is_finished = run.status == "finished"
    is_trained = run.surface is None and run.recipe.get("surface") is None
    if not run.directory.is_of_code:
        yield "recipe.yaml"
    yield "summary.json"
    if not is_trained:
        yield from ("path.csv",) if is_finished else ()
        return
    if run.summary.get("epochs"):
        yield "history.csv"
    yield "setup.json"
    if not run.directory.is_of_code:
        yield IDENTITY
    if any("/" in column for column in run.history.columns):  # scalars of diagnostics
        yield "diagnostics.jsonl"
    if is_finished:
        yield "findings.json"
        if not run.directory.weights_h5.exists():
            yield "model.keras"
        yield from _that_the_recipe_asks_for(run)


def _that_the_recipe_asks_for(run: RunRecord) -> Iterator[str]:
    training = run.recipe.get("training")
    settings = training if isinstance(training, dict) else {}
    if settings.get("diagnostics", "none") != "none":
        yield "outcome.json"
    measure = settings.get("keep_best", "none")
    if measure == "auto":
        measure = deciding_measure(run.history.columns)
    if isinstance(measure, str) and any(map(math.isfinite, run.history.column(measure))):
        yield "best.keras"


def _of_recipe(run: RunRecord) -> Iterator[str]:
    path = run.directory.recipe_yaml
    if path.is_file() and is_cut_off(run.recipe_text, run.recipe):
        yield without_remedy(damaged(path, "its end is missing"))


def _of_identity(run: RunRecord) -> Iterator[str]:
    path = run.path / IDENTITY
    try:
        if path.exists():
            read_text(path)
            read_identity(run.path)
    except UserError as error:
        yield without_remedy(error)
    except ValueError as error:
        yield without_remedy(damaged(path, error))


def _of_measurements(run: RunRecord) -> Iterator[str]:
    path, found = run.directory.diagnostics_jsonl, run.measurements
    if not path.exists():
        return
    if not path.is_file():
        yield f"{path.name}: a folder or a device lies in the place of the file."
    elif not path.stat().st_size:
        if any("/" in column for column in run.history.columns):
            yield f"{path.name} is empty, though something was measured."
    elif found.damaged:
        several = "s are" if found.damaged > 1 else " is"
        yield f"{path.name}: {found.damaged} damaged line{several} left out."
    # A run that was killed may have been writing.
    elif found.is_cut_off and run.status in ("finished", "interrupted"):
        yield f"{path.name}: its end is missing."
