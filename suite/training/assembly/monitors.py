"""What watches every run, unless its recipe says `training.diagnostics: none`; and the checks that
a recipe names."""

from __future__ import annotations

import keras

from suite.catalog import Catalog, Component
from suite.catalog.names.doors import CLOSED
from suite.checks import Check
from suite.checks.support.brought import brought
from suite.recipe import TrainingRecipe
from suite.recipe.task.figures import MONITORS
from suite.training.assembly.clock import Clock
from suite.training.assembly.parts import TrainingParts, refused_at


def monitors(recipe: TrainingRecipe, clock: Clock) -> list[keras.callbacks.Callback]:
    """The diagnostics that every run has, but for those that the recipe names itself.

    Example:
        >>> recipe = suite.load("quickstart", "callbacks=[gradient_norm]")
        >>> [one.name for one in monitors(recipe, Clock(10, 1))]
        ['finite', 'update_ratio', 'dead_neurons', 'batchnorm_stats', 'loss_curve']
    """
    if recipe.training.diagnostics == "none":
        return []
    named = {component.kind for component in recipe.callbacks}
    # The suite's own: a file of the same name in the user's folders has not been asked for.
    with refused_at(recipe, "callbacks"):
        return [
            Catalog(CLOSED).build("callbacks", Component(name, {}), convert=clock.steps)
            for name in MONITORS
            if name not in named
        ]


def build_checks(parts: TrainingParts) -> list[Check]:
    """The checks that the recipe names; one of the user's own may fail, which it then says.

    Raises:
        RecipeError: the file of one cannot be imported.
    """
    found: list[Check] = []
    for number, component in enumerate(parts.recipe.checks):
        check = parts.build("checks", component, ("checks", number))
        entry = Catalog(parts.doors).find("checks", component.kind)
        found.append(check if entry.is_known else brought(check, entry.attribute, entry.file))
    return found
