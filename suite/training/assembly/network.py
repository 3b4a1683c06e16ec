"""The network of a recipe as a Keras model."""

from __future__ import annotations

from typing import Any

import keras

from suite.catalog import Component
from suite.errors import one_line
from suite.recipe.task.task import Task
from suite.recipe.text.key_path import KeyPath
from suite.training.assembly.output_activation import with_output_activation
from suite.training.assembly.parts import TrainingParts, refused_at
from suite.training.assembly.penalties import apply_penalties
from suite.training.step.scope_names import rename_layers, scope_name


def build_network(
    parts: TrainingParts,
    input_shape: tuple[int, ...],
    classes: int,
    task: Task,
    normalization: keras.Layer | None = None,
) -> keras.Model:
    """Input, normalization, the recipe's network and its penalties, as one flat functional model.

    Args:
        parts: of the recipe.
        input_shape: of one sample.
        classes: or labels, or values.
        task: what the outputs stand for.
        normalization: of the inputs, fitted.

    Returns:
        The model, not compiled.

    Raises:
        RecipeError: the model or a penalty refuses an argument, or they do not fit.
    """
    recipe = parts.recipe
    inputs = keras.Input(input_shape, name="input")
    outputs = parts.build(
        "models",
        recipe.model,
        ("model",),
        inputs=inputs if normalization is None else normalization(inputs),
        classes=1 if task.labels == "yes_no" else classes,
    )
    outputs = with_output_activation(outputs, task)
    try:
        model = keras.Model(inputs, outputs, name=model_name(recipe.name))
    except ValueError as error:  # two layers of one name, or outputs that are none of inputs
        raise recipe.problem(("model",), one_line(error)) from error
    rename_layers(model)
    _apply_penalties(parts, model)
    return model


def _apply_penalties(parts: TrainingParts, model: keras.Model) -> None:
    def build(kind: str, component: Component, path: KeyPath) -> Any:
        return parts.build(kind, component, ("penalties", *path))

    with refused_at(parts.recipe, "penalties"):
        apply_penalties(model, parts.recipe.penalties, build)


def model_name(recipe_name: str) -> str:
    """A Keras model name: no slashes, which would nest its variables' paths.

    Example:
        >>> model_name("resnet20-cifar10")
        'resnet20_cifar10'
    """
    return scope_name(recipe_name.replace("-", "_"), "model")
