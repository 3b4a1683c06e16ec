"""The callbacks of a recipe, which write below a run directory."""

from __future__ import annotations

import keras

from suite.catalog import Component
from suite.recipe import TrainingRecipe
from suite.runs import RunDirectory
from suite.training.assembly.clock import Clock
from suite.training.assembly.parts import Parts, TrainingParts, refused_at
from suite.training.callbacks.callback_paths import (
    inside,
    keep_to_oneself,
    make_room,
    without_fields_of_ours,
)


def callback_components(recipe: TrainingRecipe, directory: RunDirectory) -> list[Component]:
    """The callbacks as a run has them, their files in its directory."""
    return [
        inside(component, directory.path, directory.is_discarded) for component in recipe.callbacks
    ]


def build_callbacks(
    recipe: TrainingRecipe, clock: Clock, directory: RunDirectory
) -> list[keras.callbacks.Callback]:
    """The callbacks, in the order of the recipe.

    Raises:
        RecipeError: one refuses an argument, is no callback of Keras's, or its folder cannot be
            made.
    """
    parts = Parts.of(recipe).at_home_in(directory.path)
    return [
        _build(parts, component, ("callbacks", index), clock, directory)
        for index, component in enumerate(callback_components(recipe, directory))
    ]


def _build(
    parts: TrainingParts,
    component: Component,
    path: tuple[str, int],
    clock: Clock,
    directory: RunDirectory,
) -> keras.callbacks.Callback:
    recipe = parts.recipe
    with refused_at(recipe, *path):
        make_room(component, None if recipe.doors.are_open else directory.path)
    callback = parts.build("callbacks", component, path, convert=clock.steps)
    if not isinstance(callback, keras.callbacks.Callback):
        message = (
            f"{component.kind} is a {type(callback).__name__}, "
            "not a keras.callbacks.Callback; name a class that derives from it"
        )
        raise recipe.problem(path, message)
    without_fields_of_ours(callback, directory.path)
    if directory.is_discarded:
        keep_to_oneself(callback)
    return callback
