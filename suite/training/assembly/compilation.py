"""The optimizer, its rates, the loss and the metrics of a recipe."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

import keras

from suite.recipe import TrainingRecipe
from suite.recipe.task.task import Task
from suite.suggest import close_names, did_you_mean
from suite.training.assembly.clock import Clock
from suite.training.assembly.metrics import build_metrics
from suite.training.assembly.parts import AnyRecipe, Parts, TrainingParts
from suite.training.assembly.rate_check import bad_rates
from suite.training.loop.recovery import make_lowerable
from suite.training.step.scope_names import scoped_loss, scoped_object


def build_optimizer(parts: Parts[AnyRecipe], clock: Clock) -> keras.optimizers.Optimizer:
    """The optimizer, its schedule counted in updates.

    Raises:
        RecipeError: an argument is refused, or the schedule gives no rate to learn with.
    """
    recipe = parts.recipe
    convert = clock.updates(recipe.optimizer)
    optimizer = parts.build("optimizers", recipe.optimizer, ("optimizer",), convert=convert)
    each = getattr(optimizer, "gradient_accumulation_steps", None) or 1
    wrong = bad_rates(optimizer, clock.total // each)
    if wrong is not None:
        raise recipe.problem(("optimizer", "learning_rate"), wrong)
    return optimizer


def weight_rates(recipe: TrainingRecipe, model: keras.Model) -> dict[str, float]:
    """Path of a weight -> the factor on its learning rate that `training.rates` gives it.

    Raises:
        RecipeError: a pattern matches no weight that trains.
    """
    paths = [variable.path for variable in model.trainable_variables]
    factors: dict[str, float] = {}
    for pattern, factor in recipe.training.rates.items():
        found = [path for path in paths if fnmatchcase(path, pattern)]
        if not found:
            raise recipe.problem(
                ("training", "rates", pattern),
                f"no weight that trains matches{did_you_mean(close_names(pattern, paths, 3))} "
                f"they are {', '.join(paths[:8])}{', ...' if len(paths) > 8 else ''}",
            )
        factors |= dict.fromkeys(found, factor)
    return factors


def compile_to_train(
    parts: TrainingParts,
    model: keras.Model,
    task: Task,
    optimizer: keras.optimizers.Optimizer,
) -> None:
    """Give a model its loss, its metrics and its optimizer, under names that TensorFlow takes."""
    if parts.recipe.training.on_nan == "restore_and_lower_rate":
        make_lowerable(optimizer)
    loss, metrics = _measures(parts, model, task)
    model.compile(optimizer=scoped_object(optimizer, "optimizer"), loss=loss, metrics=metrics)


def compile_to_measure(parts: TrainingParts, model: keras.Model, task: Task) -> None:
    """Give a trained model its loss and metrics; its optimizer is any."""
    loss, metrics = _measures(parts, model, task)
    model.compile(loss=loss, metrics=metrics)


def _measures(parts: TrainingParts, model: keras.Model, task: Task) -> tuple[Any, list[Any]]:
    loss = parts.build("losses", parts.recipe.loss_component(task), ("loss",))
    return scoped_loss(loss), build_metrics(parts, task, model)
