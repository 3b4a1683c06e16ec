"""What an optimizer of Keras's can do alone, and not in a recipe or on replicas."""

from __future__ import annotations

from collections.abc import Iterator

from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.schema.recipe_types import TrainingRecipeSettings

_ON_REPLICAS = ("mirrored", "multi_worker")


def accumulation_on_replicas(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Keras accumulates where the replicas cannot be summed over (keras#20582)."""
    given = recipe.optimizer.arguments.get("gradient_accumulation_steps")
    if given is not None and recipe.training.strategy in _ON_REPLICAS:
        yield Contradiction(
            ("optimizer", "gradient_accumulation_steps"),
            f"does not work with training.strategy: {recipe.training.strategy}; computing each "
            f"batch in parts gives the same: training.gradient_accumulation: {given} with a "
            f"data.batch_size {given} times as large",
            ("training.strategy", "training.gradient_accumulation", "data.batch_size"),
        )


def optimizer_of_several(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Its map from variables to optimizers is an object that YAML cannot write."""
    entry = catalog.get("optimizers", recipe.optimizer.kind)
    if entry is not None and entry.name == "multi_optimizer":
        yield Contradiction(
            ("optimizer",),
            "multi_optimizer takes its optimizers from a Python object; name one optimizer, with "
            "a rate for each group of layers in transfer.rates, or a function of your own that "
            "returns it, as ./my_file.py:name",
            ("transfer.rates",),
        )


OPTIMIZER_RULES = (accumulation_on_replicas, optimizer_of_several)
