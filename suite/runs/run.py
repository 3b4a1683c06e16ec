"""A run as Python sees it: what is in its directory."""

from __future__ import annotations

import base64
import functools
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suite.doctor import Diagnosis, diagnose
from suite.errors import UserError
from suite.runs.accepted_edits import accepted_by
from suite.runs.directory.run_directory import RunDirectory
from suite.runs.files.damage import damaged, read_json, read_text, read_yaml
from suite.runs.files.file_forms import FindingJson, SummaryJson
from suite.runs.history import History
from suite.runs.model_file import load_model
from suite.runs.numbers import show_metric, show_seconds
from suite.runs.pictures.curves import draw_curves

if TYPE_CHECKING:
    import keras


class Run:
    """A run, just trained or opened again; it shows itself in a notebook.

    Args:
        directory: where it is.
        model: the trained model, where it is at hand; else `model.keras` is loaded when asked for.

    Raises:
        UserError: a file in the directory is damaged.

    Example:
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "finished", "recipe": "mlp-digits", "seconds": 41.4})
        >>> Run(directory).outcome
        'finished after 0 epochs in 41 s'
    """

    def __init__(self, directory: RunDirectory, model: keras.Model | None = None) -> None:
        self.directory = directory
        self.path = directory.path
        nothing_yet = SummaryJson(status="running")
        self.summary = read_json(directory.summary_json, SummaryJson, default=nothing_yet)
        self.findings = read_json(directory.findings_json, list[FindingJson], default=[])
        self.history = History.read(directory.history_csv)
        counted, rows = self.summary.get("epochs", 0), len(self.history.rows)
        if counted > rows and directory.history_csv.exists():
            reason = f"it has {rows} of the {counted} epochs that summary.json counts"
            raise damaged(directory.history_csv, reason)
        if model is not None:
            self.model = model

    @classmethod
    def open(cls, path: str | Path) -> Run:
        """The run in a folder.

        Raises:
            UserError: the folder is that of no run, or a file in it is damaged.
        """
        return cls(RunDirectory.open(path))

    @property
    def recipe_text(self) -> str:
        """The resolved recipe, as YAML; empty for a run of `suite.fit`, which has none."""
        return "" if self.directory.is_of_code else read_text(self.directory.recipe_yaml)

    @functools.cached_property
    def diagnosis(self) -> Diagnosis | None:
        """The one cause that explains what went wrong; None where nothing did."""
        directory = self.directory
        recipe = {} if directory.is_of_code else read_yaml(directory.recipe_yaml)
        return diagnose(
            self.findings,
            self.history.rows,
            recipe,
            self.summary,
            read_json(directory.setup_json, dict[str, Any], default={}),
            read_json(directory.examination_json, dict[str, Any], default={}),
            accepts=accepted_by(directory.recipe_yaml),
        )

    @property
    def name(self) -> str:
        """The recipe's name."""
        return self.summary.get("recipe") or self.path.name

    @property
    def surface(self) -> str | None:
        """The name of the surface that was run over; None for a run over data."""
        return self.summary.get("surface")

    @property
    def status(self) -> str:
        """running, finished, interrupted or failed."""
        return self.summary["status"]

    @property
    def outcome(self) -> str:
        """How far it came, and how long that took: `finished after 3 epochs in 41 s`."""
        seconds = self.summary.get("seconds")
        number, unit = len(self.history.rows), "epoch"
        if self.surface is not None:
            number, unit = self.summary.get("steps", 0), "step"
        text = f"{self.status} after {number:,} {unit}{'' if number == 1 else 's'}"
        return text if seconds is None else f"{text} in {show_seconds(seconds)}"

    def output_names(self, targets: str) -> list[str] | None:
        """The names of what the outputs stand for, where `summary.json` tells them.

        Args:
            targets: `classes`, `labels` or `values`.
        """
        names = dict(self.summary).get(targets)
        return list(map(str, names)) if isinstance(names, list) else None

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
        """Draw the curves anew and return the picture's path.

        Raises:
            UserError: the run has not finished an epoch.
        """
        if self.surface is not None:
            return self.path / "path.png"
        if not self.history.rows:
            lost = (
                f"; {self.directory.history_csv} is missing" if self.summary.get("epochs") else ""
            )
            raise UserError(f"{self.path}: has no finished epoch to draw{lost}.")
        draw_curves(self.history, self.directory.curves_png, self.name)
        return self.directory.curves_png

    def figures(self) -> list[tuple[str, str]]:
        """(name, value) of the test metrics, and of each metric's last and best epoch."""
        metrics = self.summary.get("metrics", {})
        tested = [name for name in metrics if name.startswith("test_") or self.surface is not None]
        figures = [(name, _show(metrics[name])) for name in tested]
        for metric in self.history.metrics:
            for name in (metric, f"val_{metric}"):
                if name in self.history.columns:
                    figures.append((name, self._last_and_best(name)))
        return figures

    def _last_and_best(self, name: str) -> str:
        last = self.history.column(name)[-1]
        best = self.history.best(name) if name.startswith("val_") else None
        if best is None or best[name] == last:
            return show_metric(last)
        return f"{show_metric(last)} (best {show_metric(best[name])} in epoch {best['epoch']})"

    def __repr__(self) -> str:
        return f"<Run {self.name}: {self.status}, {len(self.history.rows)} epochs, {self.path}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>"
            for name, value in self.figures()
        )
        image = ""
        if self.directory.curves_png.is_file():
            data = base64.b64encode(self.directory.curves_png.read_bytes()).decode()
            image = f'<img alt="curves" style="max-width:100%" src="data:image/png;base64,{data}">'
        return (
            f"<div><b>{escape(self.name)}</b>: {escape(self.outcome)}<br>"
            f"<code>{escape(str(self.path))}</code><table>{rows}</table>{image}</div>"
        )


def _show(value: float | None) -> str:
    return "not finite" if value is None else show_metric(value)
