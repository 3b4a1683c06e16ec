"""What `training` cannot mean, where its keys are right one by one."""

from __future__ import annotations

from collections.abc import Iterator

from suite.catalog import Component
from suite.recipe.schema.duration import MOST, Duration, is_duration
from suite.recipe.schema.recipe_types import TrainingRecipeSettings
from suite.recipe.text.problems import Path
from suite.recipe.validation.catalog_view import CatalogView

Finding = tuple[Path, str]


def checkpoints_within_the_run(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Finding]:
    """A duration of the right form that no run has."""
    every = recipe.training.checkpoint_every
    try:
        if is_duration(every):
            Duration.parse(every)
        elif every.endswith("min") and float(every.removesuffix("min")) > MOST:
            raise ValueError(f"must be at most {MOST:,} minutes. Received: {every[:60]}")
    except ValueError as error:
        message = str(error).removeprefix("Argument `value` ").replace("value=", "")
        yield ("training", "checkpoint_every"), message


def one_loss(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Finding]:
    """A loss that leaves a number for each sample; what a full batch asks for is another rule."""
    loss = recipe.loss.arguments if isinstance(recipe.loss, Component) else {}
    if loss.get("reduction") == "none" and not catalog.is_full_batch(recipe.optimizer):
        message = (
            "leaves a number for each sample, and training needs one for all; remove this line"
        )
        yield ("loss", "reduction"), message


TRAINING_RULES = (checkpoints_within_the_run, one_loss)
