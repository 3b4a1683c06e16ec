"""What is written of a sweep when its last trial has come to an end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from suite.errors import RunFailure, one_line
from suite.lab.shared.claim import one_at_a_time
from suite.lab.shared.presence import forget_the_dead
from suite.lab.sweep.sweep_folder import status_of, write_state
from suite.lab.sweep.sweep_result import Sweep
from suite.lab.sweep.sweep_table import csv_text
from suite.lab.sweep.trial import Trial
from suite.lab.sweep.trial_file import TRIALS
from suite.recipe.schema.sweep_settings import RangeSettings
from suite.runs.files.write_whole import write_whole
from suite.runs.page.comparison.comparison import write_page
from suite.runs.pictures.sweep_picture import draw_sweep


def close(found: Sweep, say: Callable[[str], object]) -> None:
    """Write what the trials came to, unless another process has done so.

    Args:
        found: a sweep whose trials have all come to an end.
        say: is told where the page could not be made.

    Raises:
        RunFailure: none of them came to a good end, or a file cannot be written.

    Example:
        >>> recipe = suite.load("quickstart", "sweep={over: {seed: [0]}}")
        >>> trials = [Trial(0, {"seed": 0}, "diverged")]
        >>> close(Sweep(recipe, Path("out"), trials, "finished"), print)
        Traceback (most recent call last):
            ...
        suite.errors.RunFailure: out: no trial came to an end; the first diverged
    """
    with one_at_a_time(found.path / TRIALS):
        forget_the_dead(found.path / TRIALS)
        if not _is_closed(found.path):
            _write(found, say)
    if found.best is None:
        first = next((f": {trial.reason}" for trial in found.trials if trial.reason), "")
        status = found.trials[0].status
        raise RunFailure(f"{found.path}: no trial came to an end; the first {status}{first}")


def _is_closed(path: Path) -> bool:
    names = ("sweep.csv", "best.yaml", "report.html")
    return status_of(path) == "finished" and all((path / name).is_file() for name in names)


def _write(found: Sweep, say: Callable[[str], object]) -> None:
    write_whole(found.path / "sweep.csv", csv_text(found.recipe.sweep, found.trials))
    best = found.best
    if best is not None:
        write_whole(found.path / "best.yaml", found.recipe.at(best.edits).to_yaml())
        _draw(found, best)
    write_state(found)
    if best is not None:
        _write_page(found, say)


def _write_page(found: Sweep, say: Callable[[str], object]) -> None:
    """Write report.html; what fails here is a note, and never the sweep's end."""
    try:
        write_page(found.path)
    except Exception as error:  # whatever it is: the trials are trained and written
        say(f"note: the page could not be made: {type(error).__name__}: {one_line(error)}")


def _draw(found: Sweep, best: Trial) -> None:
    """Write sweep.png."""
    settings, over = found.recipe.sweep, found.recipe.sweep.over
    ranges = {key: one for key, one in over.items() if isinstance(one, RangeSettings)}
    draw_sweep(
        found.trials,
        list(over),
        found.path / "sweep.png",
        found.recipe.name,
        metric=settings.metric,
        logarithmic={key for key, one in ranges.items() if one.scale == "log"},
        ranges={key: (one.low, one.high) for key, one in ranges.items()},
        listed={key: one for key, one in over.items() if key not in ranges},
        larger_is_better=found.larger_is_better,
        best=best.number,
    )
