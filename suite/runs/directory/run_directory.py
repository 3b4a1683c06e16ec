"""The folder that a run leaves behind."""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock

from suite.errors import RunFailure, UserError
from suite.runs.directory.discarded import discarded_folder
from suite.runs.directory.free_place import (
    origin_in,
    refuse_occupied,
    refuse_place,
    status_in,
    unwritable,
)
from suite.runs.directory.several_seeds import is_of_seeds
from suite.runs.files.file_names import file_name
from suite.runs.files.strict_json import json_line, json_text
from suite.runs.files.write_whole import append_line, write_whole
from suite.screen import quoted

_STATUSES = ("running", "finished", "interrupted", "failed")
_FILES = (
    "recipe.yaml",
    "history.csv",
    "diagnostics.jsonl",
    "findings.json",
    "summary.json",
    "setup.json",
    "examination.json",
    "outcome.json",
    "identity.json",
    "model.keras",
    "best.keras",
    "curves.png",
    "report.html",
)
# What a reader looks for comes first; other keys follow in the order in which they are given.
_SUMMARY_ORDER = ("status", "recipe", "metrics", "parameters", "seed", "seconds")


@dataclass(frozen=True)
class RunDirectory:
    """Names and writes the files of one run.

    `plan` refuses a bad place early, `make` creates the folder, `open` finds an existing run.

    Example:
        >>> directory = RunDirectory.plan(Path("mine"), "mlp")
        >>> directory.make()
        >>> directory.write_summary({"status": "running"})
        >>> directory.is_unfinished, directory.summary_json.name
        (True, 'summary.json')
    """

    path: Path
    is_discarded: bool = False

    @classmethod
    def discarded(cls) -> RunDirectory:
        """A folder that vanishes with this process: worker 0 writes the run's own."""
        return cls(discarded_folder(), is_discarded=True)

    @classmethod
    def plan(cls, out: Path | None, recipe_name: str) -> RunDirectory:
        """Choose the folder of a new run; nothing is left behind.

        Args:
            out: the folder, new or empty; None is `runs/<recipe>/<time>-<id>` in the working
                directory.
            recipe_name: names the folder in `runs`.

        Raises:
            UserError: `out` is a file, holds a run or anything else, or cannot be written to.
        """
        if out is None:
            stamp = f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}"
            out = Path("runs") / file_name(recipe_name) / stamp
        refuse_place(out)
        return cls(out)

    @classmethod
    def open(cls, path: str | Path) -> RunDirectory:
        """An existing run.

        Raises:
            UserError: `path` is not the folder of a run; says what is missing.
        """
        directory = cls(Path(path))
        if not directory.path.is_dir():
            raise UserError(f"{path}: there is no such folder; give the folder of a run.")
        if is_of_seeds(path):
            raise UserError(
                f"{path}: holds the runs of several seeds; name one, as {path}/seeds/0."
            )
        needed = [directory.summary_json]
        if not directory.has_recipe and not directory.is_of_code:
            needed.insert(0, directory.recipe_yaml)
        missing = [file.name for file in needed if not file.exists()]
        if missing:
            raise UserError(directory._why_no_run(" and no ".join(missing)))
        directory._refuse_other_kinds()
        return directory

    def _why_no_run(self, lacks: str) -> str:
        """That a folder is not that of a run, and what to do instead."""
        told = f"{self.path}: is not the folder of a run; it has no {lacks}"
        if any((self.path / name).is_file() for name in _FILES):
            return f"{told}. `python -m suite report {quoted(self.path)}` shows what is left of it."
        return f"{told}; give the folder of a run."

    @classmethod
    def remains(cls, path: str | Path) -> RunDirectory:
        """Whatever is left of a run, or an empty folder, in which none has begun.

        Raises:
            UserError: there is no such folder, or it holds other things and no file of a run.
        """
        directory = cls(Path(path))
        if not directory.path.is_dir():
            raise UserError(f"{path}: there is no such folder; give the folder of a run.")
        names = {one.name for one in directory.path.iterdir()}
        # Anybody may have a page of that name.
        if names and names.isdisjoint({*_FILES} - {"report.html"}):
            raise UserError(f"{path}: is not the folder of a run; it has none of its files.")
        return directory

    def _refuse_other_kinds(self) -> None:
        """Refuse a folder in the place of a file, and the other way round."""
        for name in _FILES:
            if (self.path / name).is_dir():
                raise UserError(
                    f"{self.path / name}: is a folder, where a run has a file; move it away."
                )
        if self.checkpoints.exists() and not self.checkpoints.is_dir():
            raise UserError(
                f"{self.checkpoints}: is a file, where a run has a folder; move it away."
            )

    @classmethod
    def unfinished(cls, path: str | Path) -> RunDirectory:
        """An existing run that can be resumed.

        Raises:
            UserError: `path` is no run, or its run is finished.
        """
        directory = cls.open(path)
        if directory.is_of_code:
            raise UserError(
                f"{path}: is a run of suite.fit, which has no recipe to resume; train on in Python."
            )
        if not directory.is_unfinished:
            raise UserError(
                f"{path}: the run is finished; there is nothing to resume. Schedules depend on its "
                "length, so that a longer one is a run of its own: `python -m suite run "
                f"{quoted(directory.recipe_yaml)}` with a larger training.epochs begins anew, and "
                f"with transfer.source={quoted(path)} as well, from these weights."
            )
        return directory

    @property
    def has_recipe(self) -> bool:
        """Whether the run can be made again from what lies here."""
        return self.recipe_yaml.exists()

    @property
    def is_of_code(self) -> bool:
        """Whether `suite.fit` has left it, of a model that no recipe makes."""
        return not self.has_recipe and origin_in(self.summary_json) == "code"

    @property
    def is_unfinished(self) -> bool:
        """Whether a run lies here that can be resumed."""
        is_open = self.summary_json.is_file() and status_in(self.summary_json) != "finished"
        return is_open and not self.is_of_code

    @property
    def recipe_yaml(self) -> Path:
        return self.path / "recipe.yaml"

    @property
    def history_csv(self) -> Path:
        return self.path / "history.csv"

    @property
    def diagnostics_jsonl(self) -> Path:
        return self.path / "diagnostics.jsonl"

    @property
    def findings_json(self) -> Path:
        return self.path / "findings.json"

    @property
    def summary_json(self) -> Path:
        return self.path / "summary.json"

    @property
    def setup_json(self) -> Path:
        """What was built: the layers, the optimizer, the loss, the plan of the run."""
        return self.path / "setup.json"

    @property
    def examination_json(self) -> Path:
        """What was measured after a run in trouble."""
        return self.path / "examination.json"

    @property
    def outcome_json(self) -> Path:
        """What the trained model does: confusion, worst samples, calibration, filters."""
        return self.path / "outcome.json"

    @property
    def model_keras(self) -> Path:
        return self.path / "model.keras"

    @property
    def weights_h5(self) -> Path:
        """The weights alone, where `model.keras` could not be written."""
        return self.path / "model.weights.h5"

    @property
    def best_keras(self) -> Path:
        return self.path / "best.keras"

    @property
    def curves_png(self) -> Path:
        return self.path / "curves.png"

    @property
    def report_html(self) -> Path:
        """The page, made of the other files."""
        return self.path / "report.html"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    @property
    def tensorboard(self) -> Path:
        return self.path / "tensorboard"

    def make(self) -> None:
        """Create the folder.

        Raises:
            UserError: it cannot be created, or has been filled since it was planned.
        """
        try:
            refuse_occupied(self.path)
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.path, error) from error

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other process out of the folder; a process that dies lets go of it.

        Raises:
            UserError: another process is training here.
        """
        try:
            self.checkpoints.mkdir(exist_ok=True)
            # Long enough for one who only looks whether it is held, as `at_work` does.
            lock = filelock.FileLock(self.checkpoints / "lock").acquire(0.2, poll_interval=0.02)
        except filelock.Timeout as error:
            raise UserError(
                f"{self.path}: another process is training in this folder. Wait for it, or "
                "choose another folder with --out."
            ) from error
        except OSError as error:
            raise unwritable(self.path, error) from error
        with lock:
            yield

    def write_recipe(self, text: str) -> None:
        """Write the resolved recipe."""
        write_whole(self.recipe_yaml, text)

    def write_summary(self, summary: Mapping[str, Any]) -> None:
        """Write `summary.json`; a figure that is not finite is written as null, as JSON wants it.

        Args:
            summary: has a `status`: running, finished, interrupted or failed.
        """
        if summary.get("status") not in _STATUSES:
            raise ValueError(
                f"Argument `summary` must have a status of {_STATUSES}. "
                f"Received: status={summary.get('status')!r}"
            )
        first = {key: summary[key] for key in _SUMMARY_ORDER if key in summary}
        write_whole(self.summary_json, json_text({**first, **summary}))

    def write_setup(self, setup: Mapping[str, Any]) -> None:
        """Write `setup.json`."""
        write_whole(self.setup_json, json_text(setup))

    def write_examination(self, examination: Mapping[str, Any]) -> None:
        """Write `examination.json`: what was measured after a run that is in trouble."""
        write_whole(self.examination_json, json_text(examination))

    def write_outcome(self, outcome: Mapping[str, Any]) -> None:
        """Write `outcome.json`: what was measured of the trained model."""
        write_whole(self.outcome_json, json_line(outcome) + "\n")

    def note_status(self, status: str) -> None:
        """Change nothing in `summary.json` but the status, if the run has begun."""
        if self.summary_json.is_file():
            self.write_summary(
                {**json.loads(self.summary_json.read_text("utf-8")), "status": status}
            )

    def note_failure(self, reason: str) -> None:
        """Add to `summary.json` why the run has failed, if it has."""
        with contextlib.suppress(OSError, ValueError, RunFailure):  # a full disk refuses again
            summary = json.loads(self.summary_json.read_text("utf-8"))
            if summary["status"] == "failed":
                self.write_summary({**summary, "error": reason})

    def log_measurement(self, step: int, diagnostic: str, values: Mapping[str, Any]) -> None:
        """Add a line to `diagnostics.jsonl`; one write, so that a crash leaves whole lines."""
        line = json_line({"step": step, "diagnostic": diagnostic, "values": values})
        append_line(self.diagnostics_jsonl, line)

    def write_findings(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """Write `findings.json`, a list; empty where nothing was found."""
        write_whole(self.findings_json, json_text(list(findings)))
