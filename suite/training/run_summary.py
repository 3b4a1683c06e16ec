"""What `summary.json` says of a run that trains a model."""

from __future__ import annotations

from typing import Any

import keras

from suite.data import Dataset
from suite.recipe import TrainingRecipe
from suite.runs.environment import describe_environment
from suite.training.export.export import Exported
from suite.training.loop.loop_options import Position
from suite.training.replicas.strategy import describe_devices


def run_summary(
    status: str,
    recipe: TrainingRecipe,
    dataset: Dataset,
    model: keras.Model,
    position: Position,
    metrics: dict[str, float],
    exported: Exported | None,
    seconds: float,
) -> dict[str, Any]:
    """A run as it stands now.

    Args:
        status: running, finished, interrupted or failed.
        recipe: that is trained.
        dataset: whose classes are named.
        model: whose parameters are counted.
        position: how far training has come.
        metrics: of the last and the best epoch, and of the test set.
        exported: what has become of the weights; None where they are not written yet.
        seconds: that it took.
    """
    trainable = sum(variable.value.shape.num_elements() for variable in model.trainable_weights)
    return {
        "status": status,
        "recipe": recipe.name,
        "metrics": metrics,
        "parameters": {"trainable": int(trainable), "total": int(model.count_params())},
        "epochs": position.epoch,
        "steps": position.step,
        "seed": recipe.seed,
        # The names of the classes, or of the labels or values that the outputs stand for.
        dataset.targets: list(dataset.class_names),
        **({} if exported is None else {"model": exported.to_plain()}),
        "seconds": round(seconds, 3),
        **describe_environment(
            accelerators=describe_devices(), determinism=recipe.training.determinism
        ),
    }
