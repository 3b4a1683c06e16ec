"""What a run's directory says of it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from suite.doctor import EPOCH_COLUMNS, Diagnosis, diagnose
from suite.errors import UserError
from suite.runs.accepted_edits import accepted_by
from suite.runs.directory.at_work import is_at_work
from suite.runs.directory.run_directory import RunDirectory
from suite.runs.files.damage import damaged, read_json, read_text, read_yaml, without_remedy
from suite.runs.files.file_forms import FindingJson, SummaryJson
from suite.runs.files.measurements import Measurements
from suite.runs.files.outcome_form import OutcomeJson
from suite.runs.files.surface_path import read_path
from suite.runs.history import History, first_lost_epoch
from suite.runs.numbers import show_metric, show_seconds

_T = TypeVar("_T")


class RunRecord:
    """A run as its files tell it; what is large is read when it is asked for.

    Args:
        directory: where it is.
        is_forgiving: whether a damaged file counts as one with nothing in it, and is named in
            `damage`; of a history, the epochs before the damage are kept.
        is_brief: whether of diagnostics no more is read than the last epoch and what the doctor
            needs: of a hundred runs that were watched closely, all would take seconds.

    Raises:
        UserError: a file in the directory is damaged, and that is not forgiven.

    Example:
        >>> from pathlib import Path
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "finished", "recipe": "mlp-digits", "seconds": 41.4})
        >>> RunRecord(directory).outcome
        'finished after 0 epochs in 41 s'
    """

    def __init__(
        self, directory: RunDirectory, *, is_forgiving: bool = False, is_brief: bool = False
    ) -> None:
        self.directory = directory
        self.path = directory.path
        self.is_forgiving = is_forgiving
        self.damage: list[str] = []
        found = self._read(
            lambda: read_json(directory.summary_json, SummaryJson, default=None), None
        )
        self.has_summary = found is not None
        self.summary = found or SummaryJson(status="running")
        noticed = self._read(
            lambda: read_json(directory.findings_json, list[FindingJson], default=None), None
        )
        self.has_findings = noticed is not None
        self.findings: list[FindingJson] = noticed or []
        self.history = History()
        take = functools.partial(self.history.take, directory.history_csv)
        self._read(functools.partial(take, _in_brief) if is_brief else take, None)
        self._read(self._check_epochs, None)

    def _check_epochs(self) -> None:
        """Refuse a history that has lost its end."""
        counted, rows = self.summary.get("epochs", 0), len(self.history.rows)
        # A callback that fails when an epoch ends may leave that one without its row.
        if (
            counted > rows + (self.status == "failed")
            and self.directory.history_csv.exists()
            and not self.damage
        ):
            reason = f"it has {rows} of the {counted} epochs that summary.json counts"
            raise damaged(self.directory.history_csv, reason)

    def _read(self, read: Callable[[], _T], nothing: _T) -> _T:
        """What a file holds; where that is damaged and may be, nothing."""
        try:
            return read()
        except UserError as error:
            if not self.is_forgiving:
                raise
            if (told := without_remedy(error)) not in self.damage:
                self.damage.append(told)
            return nothing

    @functools.cached_property
    def setup(self) -> dict[str, Any]:
        """What was really built, from `setup.json`; empty for runs before there was one."""
        return self._mapping(self.directory.setup_json)

    @functools.cached_property
    def examination(self) -> dict[str, Any]:
        """What was measured after a run in trouble, from `examination.json`; else empty."""
        return self._mapping(self.directory.examination_json)

    def _mapping(self, path: Path) -> dict[str, Any]:
        return self._read(lambda: read_json(path, dict[str, Any], default={}), {})

    @functools.cached_property
    def measurements(self) -> Measurements:
        """What the diagnostics measured, from `diagnostics.jsonl`."""
        return Measurements.read(self.directory.diagnostics_jsonl)

    @functools.cached_property
    def outcome_figures(self) -> OutcomeJson:
        """What the trained model does, from `outcome.json`; empty where nothing was measured."""
        path, nothing = self.directory.outcome_json, OutcomeJson()
        return self._read(lambda: read_json(path, OutcomeJson, default=nothing), nothing)

    @functools.cached_property
    def walked(self) -> list[tuple[float, float]]:
        """Step and height of each step over a surface, from `path.csv`; empty for other runs."""
        return self._read(lambda: read_path(self.path / "path.csv"), [])

    @functools.cached_property
    def recipe(self) -> dict[str, Any]:
        """The resolved recipe as a mapping; empty for a run of `suite.fit`."""
        if self._lacks_recipe:
            return {}
        return self._read(lambda: read_yaml(self.directory.recipe_yaml), {})

    @property
    def recipe_text(self) -> str:
        """The resolved recipe, as YAML; empty for a run of `suite.fit`, which has none."""
        if self._lacks_recipe:
            return ""
        return self._read(lambda: read_text(self.directory.recipe_yaml), "")

    @property
    def _lacks_recipe(self) -> bool:
        """Whether it has none, and that is as it should be or forgiven."""
        directory = self.directory
        return directory.is_of_code or (self.is_forgiving and not directory.has_recipe)

    @functools.cached_property
    def diagnosis(self) -> Diagnosis | None:
        """The one cause that explains what went wrong; None where nothing did."""
        return diagnose(
            self.findings,
            self.history.rows,
            self.recipe,
            self.summary,
            self.setup,
            self.examination,
            accepts=accepted_by(self.directory.recipe_yaml),
        )

    def edit_for(self, finding: FindingJson) -> str | None:
        """What to try against a finding, as the doctor has it: a run has one proposal."""
        diagnosis = self.diagnosis
        return finding["edit"] if diagnosis is None else diagnosis.edit_for(finding)

    @property
    def doubt(self) -> str | None:
        """Why nobody can say that nothing is wrong, where no cause is known; None where nothing
        speaks against saying it."""
        if self.surface is not None:
            is_lost = None in self.summary.get("metrics", {}).values()
            return "Its numbers are no longer finite." if is_lost else None
        lost = first_lost_epoch(self.history.rows)
        if lost is not None:
            return f"Nothing that was measured tells why the loss is lost from epoch {lost} on."
        if not self.has_findings:
            return "Whether anything is wrong is not known: there is no findings.json to read."
        return None

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
        """running, finished, interrupted or failed; running too where no summary tells it."""
        return self.summary["status"]

    @property
    def is_at_work(self) -> bool | None:
        """Whether a process is training it; None where nobody can tell."""
        return is_at_work(self.directory.checkpoints / "lock")

    @property
    def is_gone(self) -> bool:
        """Whether it says that it is running, and its process is no more."""
        return self.status == "running" and self.is_at_work is False

    @property
    def outcome(self) -> str:
        """How far it came, and how long that took: `finished after 3 epochs in 41 s`."""
        seconds = self.summary.get("seconds")
        number, unit = len(self.history.rows), "epoch"
        if self.surface is not None:
            number, unit = self.summary.get("steps", 0), "step"
        status = self.status if self.has_summary else "status unknown"
        if self.is_gone:  # it was never told how long that took
            status, seconds = "cut off", None
        text = f"{status} after {number:,} {unit}{'' if number == 1 else 's'}"
        return text if seconds is None else f"{text} in {show_seconds(seconds)}"

    def output_names(self, targets: str) -> list[str] | None:
        """The names of what the outputs stand for, where `summary.json` tells them.

        Args:
            targets: `classes`, `labels` or `values`.
        """
        names = dict(self.summary).get(targets)
        return list(map(str, names)) if isinstance(names, list) else None

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


def _in_brief(column: str) -> bool:
    """Whether a column is needed of each epoch: all but most diagnostics' scalars."""
    return "/" not in column or column in EPOCH_COLUMNS


def _show(value: float | None) -> str:
    return "not finite" if value is None else show_metric(value)
