"""What `summary.json` says of a run that trains a model."""

from __future__ import annotations

from typing import Any

import keras

from suite.recipe import TrainingRecipe
from suite.runs.environment import describe_environment
from suite.training.export.export import Exported
from suite.training.loop.loop_options import Position
from suite.training.replicas.strategy import describe_devices


def run_summary(
    status: str,
    recipe: TrainingRecipe,
    said: dict[str, Any],
    model: keras.Model,
    position: Position,
    metrics: dict[str, float],
    exported: Exported | None,
    seconds: float,
) -> dict[str, Any]:
    """A run as it stands now.

    Args:
        status: running, finished, interrupted or failed.
        said: as it is, such as the names of the `classes` that the outputs stand for.
        position: how far training has come.
        metrics: of the last and the best epoch, and of the test set.
        exported: what has become of the weights; None where they are not written yet.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> recipe, position = suite.load("quickstart"), Position(epoch=1, step=24)
        >>> now = run_summary("running", recipe, {}, model, position, {}, None, 2.0)
        >>> now["parameters"], now["steps"]
        ({'trainable': 6, 'total': 6}, 24)
    """
    determinism = recipe.training.determinism
    return {
        "status": status,
        "recipe": recipe.name,
        "metrics": metrics,
        "parameters": _parameters(model),
        "epochs": position.epoch,
        "steps": position.step,
        "seed": recipe.seed,
        **said,
        **({} if exported is None else {"model": exported.to_plain()}),
        "seconds": round(seconds, 3),
        **describe_environment(accelerators=describe_devices(), determinism=determinism),
    }


def _parameters(model: keras.Model) -> dict[str, int]:
    trainable = sum(variable.value.shape.num_elements() for variable in model.trainable_weights)
    return {"trainable": int(trainable), "total": int(model.count_params())}
