"""Comet."""

from __future__ import annotations

import logging
import math
import os
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from suite.trackers._tracker import TrackedRun, Tracker, told

# Seconds after which figures have left for the server.
_SENT = 30.0
# What Comet would collect by itself, of a process that trains nothing.
_NOTHING_BY_ITSELF = {
    "auto_metric_logging": False,
    "auto_output_logging": False,
    "auto_param_logging": False,
    "display_summary_level": 0,
    "log_code": False,
    "log_env_details": False,
    "log_graph": False,
    "parse_args": False,
}


class Comet(Tracker):
    """Experiments of Comet: online for who has a key, else archives for `comet upload`.

    Archives lie in `track/comet` of the run directory: `comet upload DIR/track/comet/*.zip`. A run
    that was resumed has several, all of one experiment; the oldest is uploaded first.

    Args:
        project: null is COMET_PROJECT_NAME, or the name of the recipe.
        workspace: null is the user's own.
        mode: `auto`: `online` where there is a key (COMET_API_KEY, or by `comet login`), else
            `offline`.

    Example:
        >>> Comet(project="digits", mode="offline").project
        'digits'
    """

    package = "comet_ml"
    install = "keras-training-suite[comet]"

    def __init__(
        self,
        project: str | None = None,
        workspace: str | None = None,
        mode: Literal["auto", "online", "offline"] = "auto",
    ) -> None:
        if mode not in ("auto", "online", "offline"):
            raise ValueError(
                f"Argument `mode` must be auto, online or offline. Received: mode={mode}"
            )
        self.project, self.workspace, self.mode = project, workspace, mode

    def open(self, run: TrackedRun) -> str:
        os.environ.setdefault("COMET_DISABLE_AUTO_LOGGING", "1")
        os.environ.setdefault("COMET_ERROR_TRACKING_ENABLE", "false")
        import comet_ml

        logging.getLogger("comet_ml").setLevel(logging.ERROR)
        key = run.id or uuid.uuid4().hex
        folder = run.folder / "comet"
        folder.mkdir(exist_ok=True)
        options: dict[str, Any] = {
            "experiment_key": key,
            "project_name": self.project
            or comet_ml.get_config("comet.project_name")
            or run.recipe_name,
            "workspace": self.workspace,
            **_NOTHING_BY_ITSELF,
        }
        has_key = bool(comet_ml.get_config("comet.api_key"))
        if self.mode == "online" or (self.mode == "auto" and has_key):
            self.lag = _SENT
            begun = comet_ml.ExistingExperiment if run.id else comet_ml.Experiment
        else:
            self.lag = math.inf  # the archive is written at the end
            options["offline_directory"] = str(folder)
            is_known = _has_archive(folder, key)
            begun = comet_ml.ExistingOfflineExperiment if is_known else comet_ml.OfflineExperiment
        self._experiment = begun(**options)
        self._experiment.set_name(run.name)
        if run.group is not None:
            self._experiment.add_tag(run.group)
        self._experiment.log_parameters(run.settings)
        self._step = 0
        return key

    def log(self, step: int, values: Mapping[str, float]) -> None:
        self._step = max(step, self._step)
        epoch = values.get("epoch")
        self._experiment.log_metrics(
            dict(values), step=step, epoch=None if epoch is None else int(epoch)
        )

    def finding(self, finding: Mapping[str, Any]) -> None:
        metadata = {name: finding.get(name) for name in ("diagnostic", "severity", "layer")}
        self._experiment.log_text(told(finding), step=finding.get("step") or 0, metadata=metadata)

    def finish(self, status: str, figures: Mapping[str, float], files: Sequence[Path]) -> None:
        self.log(self._step, figures)
        self._experiment.log_other("status", status)
        for file in files:
            self._experiment.log_asset(str(file))
        self._experiment.end()


def _has_archive(folder: Path, key: str) -> bool:
    """Whether a folder has an archive of an experiment. The shell of one that a dead machine has
    left holds nothing, and `comet upload` would stumble over it: it is removed."""
    whole = False
    for file in folder.glob(f"{key}*.zip"):
        try:
            with zipfile.ZipFile(file) as archive:
                is_whole = "experiment.json" in archive.namelist()
        except (OSError, zipfile.BadZipFile):
            is_whole = False
        whole |= is_whole
        if not is_whole:
            file.unlink()
    return whole
