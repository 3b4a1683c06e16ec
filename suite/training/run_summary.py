"""What `summary.json` says of a run that trains a model."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from suite.runs.environment import describe_environment
from suite.training.replicas.strategy import describe_devices

if TYPE_CHECKING:
    from suite.data import Dataset
    from suite.training.finish import Finish
    from suite.training.run import TrainingRun


def run_summary(run: TrainingRun, status: str, start: float, finish: Finish) -> dict[str, Any]:
    """The run as it stands now.

    Args:
        run: that trains.
        status: running, finished, interrupted or failed.
        start: by `time.perf_counter`.
        finish: holds what has become of the weights.
    """
    model = run.model
    trainable = sum(variable.value.shape.num_elements() for variable in model.trainable_weights)
    return {
        "status": status,
        "recipe": run.recipe.name,
        "metrics": {**run.history.figures(), **finish.tested},
        "parameters": {"trainable": int(trainable), "total": int(model.count_params())},
        "epochs": run.loop.position.epoch,
        "steps": run.loop.position.step,
        "seed": run.recipe.seed,
        **names_of(run.dataset),
        **({} if finish.exported is None else {"model": finish.exported.to_plain()}),
        "seconds": round(time.perf_counter() - start, 3),
        **describe_environment(
            accelerators=describe_devices(), determinism=run.recipe.training.determinism
        ),
    }


def names_of(dataset: Dataset) -> dict[str, list[str]]:
    """The names of the classes, or of the labels or values that the outputs stand for."""
    return {dataset.targets: list(dataset.class_names)}
