"""The doctor's word on a run, from whatever one has of it."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from suite.doctor import Diagnosis
from suite.runs.run import Run

if TYPE_CHECKING:
    import keras


def diagnose(
    history_or_run: keras.callbacks.History | Run | str | PathLike[str],
) -> Diagnosis | None:
    """The one cause that explains what went wrong in a run; None where nothing did.

    Args:
        history_or_run: what `suite.fit` has returned, what `suite.run` has returned, or the folder
            of a run.

    Raises:
        ValueError: it is none of them.
        UserError: the folder is that of no run, or a file in it is damaged.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.make()
        >>> directory.write_summary({"status": "finished"})
        >>> directory.write_recipe("model: mlp")
        >>> print(diagnose("mine"))
        None
    """
    if isinstance(history_or_run, str | PathLike):
        return Run.open(str(history_or_run)).diagnosis
    if isinstance(history_or_run, Run):
        return history_or_run.diagnosis
    record = getattr(history_or_run, "suite", None)
    if record is None or not hasattr(record, "diagnosis"):
        raise ValueError(
            "Argument `history_or_run` must be a History of suite.fit, a Run, or the folder of a "
            f"run. Received: history_or_run={history_or_run!r}"
        )
    found: Diagnosis | None = record.diagnosis
    return found
