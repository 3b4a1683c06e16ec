"""What watches every run, unless its recipe says `training.diagnostics: none`."""

from __future__ import annotations

import keras

from suite.catalog import Catalog, Component
from suite.catalog.names.doors import CLOSED
from suite.checks import CheckContext, classes_of, run_checks
from suite.data import Dataset, Pipeline
from suite.diagnostics import Finding
from suite.recipe import Recipe
from suite.recipe.task.figures import MONITORS
from suite.training.assembly.assemble import Assembler, Clock


def monitors(recipe: Recipe, assembler: Assembler, clock: Clock) -> list[keras.callbacks.Callback]:
    """The diagnostics that every run has, but for those that the recipe names itself."""
    if recipe.training.diagnostics == "none":
        return []
    named = {component.kind for component in recipe.callbacks}
    # The suite's own: a file of the same name in the user's folders has not been asked for.
    with assembler.at("callbacks"):
        return [
            Catalog(CLOSED).build("callbacks", Component(name, {}), convert=clock.steps)
            for name in MONITORS
            if name not in named
        ]


def findings_before_training(
    recipe: Recipe, model: keras.Model, dataset: Dataset, pipeline: Pipeline
) -> list[Finding]:
    """What the cheap checks say about the data and the initial model."""
    if recipe.training.diagnostics == "none":
        return []
    batch = next(iter(pipeline.training().take(1)))
    context = CheckContext(recipe, model, dataset, batch, classes_of(dataset))
    return [finding for found in run_checks(context).values() for finding in found]
