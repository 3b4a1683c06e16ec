"""MLflow: a data base in the run directory, or a server."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from suite.trackers._tracker import TrackedRun, Tracker, told

# MLflow's own limits.
_NAME, _PARAMETER, _TAG, _AT_ONCE = 250, 6000, 8000, 100
_STATUS = {"finished": "FINISHED", "failed": "FAILED"}


class Mlflow(Tracker):
    """Runs of MLflow, in a data base in the run directory or on a server.

    Without an address, and without MLFLOW_TRACKING_URI in the environment, it is
    `track/mlflow.db` in the run directory, one for all runs of a sweep in the sweep's. To have all
    runs in one: `export MLFLOW_TRACKING_URI=sqlite:///mlflow.db`. `mlflow ui` shows it.

    Args:
        experiment: what the runs belong to; null is the name of the recipe.
        tracking_uri: address of the data base or the server; null: see above.

    Example:
        >>> Mlflow(experiment="first steps").experiment
        'first steps'
    """

    package = "mlflow"
    install = "keras-training-suite[mlflow]"

    def __init__(self, experiment: str | None = None, tracking_uri: str | None = None) -> None:
        self.experiment = experiment
        self.tracking_uri = tracking_uri

    def open(self, run: TrackedRun) -> str:
        os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
        from mlflow import MlflowClient

        given = self.tracking_uri or os.environ.get("MLFLOW_TRACKING_URI")
        address = given or f"sqlite:///{(run.shared / 'mlflow.db').as_posix()}"
        artifacts = None if given else (run.shared / "mlflow").as_uri()
        self._step = 0
        self._client = MlflowClient(tracking_uri=address)
        self._id = run.id or self._new(run, artifacts)
        self._client.update_run(self._id, status="RUNNING")
        return self._id

    def _new(self, run: TrackedRun, artifacts: str | None) -> str:
        from mlflow.entities import Param

        tags = {"mlflow.source.name": "suite", "mlflow.source.type": "LOCAL"}
        tags |= {} if run.group is None else {"sweep": run.group}
        experiment = self._experiment(self.experiment or run.recipe_name, artifacts)
        name: str = self._client.create_run(experiment, run_name=run.name, tags=tags).info.run_id
        settings = iter(run.settings.items())
        while some := list(islice(settings, _AT_ONCE)):
            parameters = [Param(_name(key), str(value)[:_PARAMETER]) for key, value in some]
            self._client.log_batch(name, params=parameters)
        return name

    def _experiment(self, name: str, artifacts: str | None) -> str:
        from mlflow.exceptions import MlflowException

        found = self._client.get_experiment_by_name(name)
        if found is None:
            with contextlib.suppress(MlflowException):  # another run has been faster
                return str(self._client.create_experiment(name, artifact_location=artifacts))
            found = self._client.get_experiment_by_name(name)
        return str(found.experiment_id)

    def log(self, step: int, values: Mapping[str, float]) -> None:
        from mlflow.entities import Metric

        self._step = max(step, self._step)
        now = int(time.time() * 1000)
        metrics = [Metric(_name(name), value, now, step) for name, value in values.items()]
        for some in _parts(metrics):
            self._client.log_batch(self._id, metrics=some)

    def finding(self, finding: Mapping[str, Any]) -> None:
        about = (finding["diagnostic"], finding.get("layer"))
        name = ".".join(["finding", *filter(None, about)])  # a later one of the same is worse
        text = f"{finding['severity']}: {told(finding)}"
        self._client.set_tag(self._id, _name(name), text[:_TAG])

    def finish(self, status: str, figures: Mapping[str, float], files: Sequence[Path]) -> None:
        self.log(self._step, figures)
        for file in files:
            self._client.log_artifact(self._id, str(file))
        self._client.set_terminated(self._id, _STATUS.get(status, "KILLED"))


def _name(text: str) -> str:
    """A name as MLflow takes it."""
    return re.sub(r"[^\w./: -]", "_", text)[:_NAME]


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))
