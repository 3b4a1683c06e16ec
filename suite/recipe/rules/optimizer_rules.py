"""What an optimizer of Keras's can do alone, and not in a recipe or on replicas."""

from __future__ import annotations

from collections.abc import Iterator

from suite.recipe.schema.recipe_types import TrainingRecipeSettings
from suite.recipe.text.problems import Path
from suite.recipe.validation.catalog_view import CatalogView

Finding = tuple[Path, str]

_ON_REPLICAS = ("mirrored", "multi_worker")


def accumulation_on_replicas(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Finding]:
    """Keras accumulates where the replicas cannot be summed over (keras#20582)."""
    given = recipe.optimizer.arguments.get("gradient_accumulation_steps")
    if given is not None and recipe.training.strategy in _ON_REPLICAS:
        yield (
            ("optimizer", "gradient_accumulation_steps"),
            f"cannot be had with training.strategy: {recipe.training.strategy}; computing each "
            f"batch in parts gives the same: training.gradient_accumulation: {given} with a "
            f"data.batch_size {given} times as large",
        )


def optimizer_of_several(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Finding]:
    """Its map from variables to optimizers is an object that YAML cannot write."""
    entry = catalog.get("optimizers", recipe.optimizer.kind)
    if entry is not None and entry.name == "multi_optimizer":
        yield (
            ("optimizer",),
            "multi_optimizer takes its optimizers from a Python object; name one optimizer, with "
            "a rate for each group of layers in transfer.rates, or a function of your own that "
            "returns it, as ./my_file.py:name",
        )


OPTIMIZER_RULES = (accumulation_on_replicas, optimizer_of_several)
