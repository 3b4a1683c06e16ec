"""The data of a recipe, split."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from suite.catalog import Catalog, Component, Doors
from suite.catalog.names.doors import CLOSED
from suite.data import Dataset, Pipeline, class_weights, load_dataset
from suite.data.batches.pipeline import Augmentation
from suite.data.files.streaming.streamed import Streamed
from suite.data.load import brought
from suite.recipe import DataSettings, TrainingRecipe
from suite.recipe.rules.remarks import brings_validation
from suite.recipe.task.task import Task
from suite.training.assembly.parts import refused_at
from suite.training.process.kept_between_runs import kept

_Say = Callable[[str], object]


def recipe_dataset(recipe: TrainingRecipe, say: _Say) -> tuple[Dataset, bool]:
    """The data, and whether its validation set was held out of its training set.

    Args:
        recipe: names it.
        say: is told of a `data.validation` that does nothing, where the recipe alone does not
            show it.

    Raises:
        RecipeError: it names none, or the source refuses an argument or cannot be read.
    """
    data = recipe.data
    source = data.source
    idle: list[str] = []
    if source is None:
        raise recipe.problem(("data",), "names no data, only a shape; add `kind: ...`")
    with refused_at(recipe, "data"):
        dataset = load_dataset(
            source,
            limit=data.limit,
            validation=data.validation,
            fold=data.part,
            class_counts=data.class_counts,
            seed=recipe.seed,
            doors=recipe.doors,
            idle=idle.append,
            bring=_brought_once,
        )
    if isinstance(dataset.train.inputs, Streamed):
        what = "" if dataset.train.inputs.is_quick else "normalization, "
        say(
            f"note: data `{dataset.name}` is streamed: {what}initialization and checks go by a "
            "random draw of its samples"
        )
    for reason in idle:
        if not brings_validation(source):  # else it is among the recipe's remarks
            _tell_of_validation(recipe, reason, say)
    held_out = data.part is not None or (data.validation > 0 and not idle)
    return dataset, held_out


def _brought_once(source: Component, doors: Doors) -> Dataset:
    """What the source returns; within `kept_between_runs`, what it has returned before.

    Only of the suite's own sources is it known that they depend on nothing but their arguments: a
    user's may draw from NumPy's generator, which the recipe's seed has set.
    """
    shared = kept()
    if shared is None or Catalog(CLOSED).get("data", source.kind) is None:
        return brought(source, doors)
    key = repr(source), doors, Path.cwd()
    return shared.get("data", key, lambda: brought(source, doors))


def _tell_of_validation(recipe: TrainingRecipe, reason: str, say: _Say) -> None:
    """Say why `data.validation` does nothing, if the recipe asks for it."""
    data, path = recipe.data, ("data", "validation")
    if data.validation != DataSettings.model_fields["validation"].default:
        say(f"note: {recipe.place(path)}: does nothing: {reason}")


def training_pipeline(
    recipe: TrainingRecipe, dataset: Dataset, task: Task, augmentations: Sequence[Augmentation]
) -> Pipeline:
    """Batches of the data, augmented, weighted and balanced as the recipe says."""
    with refused_at(recipe, "training"):
        weights = class_weights(recipe.training.class_weights, dataset)
    return _pipeline(
        recipe,
        dataset,
        task,
        augmentations=augmentations,
        class_weights=weights,
        balanced=recipe.data.sampling == "balanced",
    )


def measuring_pipeline(recipe: TrainingRecipe, dataset: Dataset, task: Task) -> Pipeline:
    """Batches of the data as it is, to measure a model by: labels have the same form."""
    return _pipeline(recipe, dataset, task)


def _pipeline(recipe: TrainingRecipe, dataset: Dataset, task: Task, **of_training: Any) -> Pipeline:
    with refused_at(recipe, "data", "batch_size"):
        return Pipeline(
            dataset,
            recipe.data.batch_size,
            seed=recipe.seed,
            one_hot=task.labels == "one_hot",
            yes_no=task.labels == "yes_no",
            **of_training,
        )


def as_the_loss_takes(task: Task, classes: int) -> Callable[[np.ndarray], np.ndarray]:
    """What makes the labels of a split those of the pipeline's batches.

    Args:
        classes: of the data.

    Example:
        >>> from suite.recipe.task.task import Task
        >>> task = Task("one_hot", "softmax", "categorical_crossentropy")
        >>> as_the_loss_takes(task, 3)(np.array([2])).tolist()
        [[0.0, 0.0, 1.0]]
    """
    if task.labels == "one_hot":
        return lambda labels: np.eye(classes, dtype=np.float32)[labels]
    if task.labels == "yes_no":
        return lambda labels: labels.astype(np.float32)[:, None]
    return lambda labels: labels
