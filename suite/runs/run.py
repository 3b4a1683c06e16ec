"""A run as Python sees it: what is in its directory."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from suite.errors import UserError
from suite.runs.directory.run_directory import RunDirectory
from suite.runs.model_file import load_model
from suite.runs.page.run_cell import run_cell
from suite.runs.page.run_page import write_page
from suite.runs.page.sections.registry import sections_of
from suite.runs.pictures.plot import Plot, plot
from suite.runs.run_record import RunRecord

if TYPE_CHECKING:
    import keras


class Run(RunRecord):
    """A run, just trained or opened again; it shows itself in a notebook.

    Args:
        directory: where it is.
        model: the trained model, where it is at hand; else `model.keras` is loaded when asked for.
        is_forgiving: as in `RunRecord`.

    Raises:
        UserError: a file in the directory is damaged.

    Example:
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "finished", "recipe": "mlp-digits", "seconds": 41.4})
        >>> Run(directory).outcome
        'finished after 0 epochs in 41 s'
    """

    def __init__(
        self,
        directory: RunDirectory,
        model: keras.Model | None = None,
        *,
        is_forgiving: bool = False,
    ) -> None:
        super().__init__(directory, is_forgiving=is_forgiving)
        if model is not None:
            self.model = model

    @classmethod
    def open(cls, path: str | Path) -> Run:
        """The run in a folder.

        Raises:
            UserError: the folder is that of no run, or a file in it is damaged.
        """
        return cls(RunDirectory.open(path))

    @functools.cached_property
    def model(self) -> keras.Model:
        """The trained model; of a run that was opened again, what `model.keras` holds."""
        return self.load_model()

    def load_model(self, compile: bool = True) -> keras.Model:
        """Open `model.keras`.

        Args:
            compile: as in `suite.runs.model_file.load_model`.

        Raises:
            UserError: there is none, or a file that it needs is gone.
        """
        if not self.directory.model_keras.is_file():
            raise UserError(f"{self.path}: the run is {self.status} and has no model.keras.")
        return load_model(self.directory.model_keras, compile)

    def report(self) -> Path:
        """Make the page anew and return its path.

        Raises:
            RunFailure: the file cannot be written.
        """
        return write_page(self.directory)

    def plot(self, what: str, path: str | Path | None = None, *, dark: bool = False) -> Plot:
        """Draw pictures of the page for a projector; `python -m suite plot RUN` lists them.

        Args:
            what: the name of a picture (`gradient_norm`), of a part of the page (`curves`), or how
                the names of several begin.
            path: a .png, .svg or .pdf file to write it to; of several, each gets its own.
            dark: whether to draw on black.

        Returns:
            The pictures, which show themselves in a notebook; `figures` are those of matplotlib.

        Raises:
            UserError: the run has no such picture, or the file cannot be written.
        """
        return plot(sections_of(self), what, self.path, path, dark=dark)

    def __repr__(self) -> str:
        return f"<Run {self.name}: {self.status}, {len(self.history.rows)} epochs, {self.path}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook shows: parts of the page, or words and a picture without scripts."""
        return run_cell(self)
