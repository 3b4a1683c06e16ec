"""What is exported: the model of a run, as it was at the end or at its best."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from suite.errors import UserError
from suite.runs.model_file import load_model
from suite.runs.run import Run

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Source:
    """A run and which of its models.

    Args:
        run: over data.
        best: whether the one of the best epoch, `best.keras`; else `model.keras`.

    Raises:
        UserError: the run went over a surface.

    Example:
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> RunDirectory(Path("r")).write_summary({"status": "finished"})
        >>> Source(Run(RunDirectory(Path("r"))), best=True).file.name
        'best.keras'
    """

    run: Run
    best: bool = False

    def __post_init__(self) -> None:
        if self.run.surface is not None:
            raise UserError(
                f"{self.run.path}: the run went over a surface; there is no model to export."
            )

    @property
    def file(self) -> Path:
        """Where it lies."""
        return self.run.directory.best_keras if self.best else self.run.directory.model_keras

    def check_file(self) -> None:
        """Refuse a run that has no such model.

        Raises:
            UserError: says what the run is, and what would make one.
        """
        if self.file.is_file():
            return
        run = self.run
        if self.best and run.directory.model_keras.is_file():
            remedy = "leave --best out, or train with training.keep_best"
        elif run.directory.is_unfinished:
            remedy = f"finish it with `python -m suite run --resume {run.path}`"
        else:
            remedy = "train it again"
        raise UserError(
            f"{run.path}: the run is {run.status} and has no {self.file.name}; {remedy}."
        )

    @functools.cached_property
    def model(self) -> keras.Model:
        """The model in its plain form, not compiled."""
        return load_model(self.file, compile=False)
