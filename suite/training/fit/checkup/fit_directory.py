"""The run directory that `suite.fit(out=...)` leaves."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import keras

from suite.runs import History, RunDirectory
from suite.runs.directory.claim import claimed
from suite.runs.environment import describe_environment
from suite.runs.files.write_whole import write_whole_with
from suite.runs.pictures.curves import draw_curves
from suite.training.export.export import export_model
from suite.training.fit.fit_record import FitRecord
from suite.training.fit.own_methods import has_graph
from suite.training.replicas.strategy import describe_devices


class FitDirectory:
    """Writes what a run of `suite.fit` leaves: the files of a recipe's run, but for the recipe and
    its checkpoints.

    Args:
        directory: planned.
        record: of the run.

    Example:
        >>> record = FitRecord()
        >>> record.rows.append({"epoch": 1, "loss": 0.5})
        >>> directory = FitDirectory(RunDirectory(Path("mine")), record)
        >>> directory.write_history()
        >>> Path("mine", "history.csv").read_text().split()
        ['epoch,loss', '1,0.5']
    """

    def __init__(self, directory: RunDirectory, record: FitRecord) -> None:
        self.directory = directory
        self.record = record

    @contextlib.contextmanager
    def claimed(self) -> Iterator[None]:
        """Keep every other process out while the run lasts; an empty lock is not left behind."""
        try:
            with claimed(self.directory):
                self.write_summary({"status": "running", "origin": "code"})
                yield
        finally:
            with contextlib.suppress(OSError):
                (self.directory.checkpoints / "lock").unlink(missing_ok=True)
                self.directory.checkpoints.rmdir()

    def log(self, step: int, measured: Mapping[str, Mapping[str, Any]]) -> None:
        """Lines of `diagnostics.jsonl`."""
        for diagnostic, values in measured.items():
            self.directory.log_measurement(step, diagnostic, values)

    def write_history(self) -> None:
        """`history.csv`, with all epochs until now."""
        History(self.record.rows).write(self.directory.history_csv)

    def write_findings(self) -> None:
        """`findings.json`."""
        self.directory.write_findings(self.record.findings)

    def write_summary(self, known: Mapping[str, Any]) -> None:
        """`summary.json`: what is known of the run, its figures, and where it ran."""
        figures = History(self.record.rows).figures()
        place = describe_environment(accelerators=describe_devices())
        self.directory.write_summary({**known, "metrics": figures, **place})

    def write_reports(self) -> None:
        """What the run was made of and what was found, when it has ended."""
        self.write_findings()
        if self.record.rows:
            self.write_history()
        if self.record.setup:
            self.directory.write_setup(self.record.setup)
        if self.record.examination:
            self.directory.write_examination(self.record.examination)

    def write_model(self, model: keras.Model) -> dict[str, Any]:
        """`model.keras`; the weights alone of a model that Keras cannot save. What there is to
        know of it, as `summary.json` has it."""
        path = self.directory.model_keras
        try:
            if has_graph(model):
                return {"model": export_model(model, path).to_plain()}
            write_whole_with(path, model.save)
        except Exception:  # whatever a layer of the user's raises; the weights need none of it
            write_whole_with(self.directory.weights_h5, model.save_weights)
        return {}

    def draw(self) -> None:
        """`curves.png`."""
        if self.record.rows:
            title = self.directory.path.name
            draw_curves(History(self.record.rows), self.directory.curves_png, title)


def planned(out: str | Path, is_chief: bool) -> RunDirectory:
    """The place of a run; of workers that are not the chief one that vanishes.

    Raises:
        UserError: something lies there, or nothing can be written there.
    """
    return RunDirectory.plan(Path(out), "fit") if is_chief else RunDirectory.discarded()
