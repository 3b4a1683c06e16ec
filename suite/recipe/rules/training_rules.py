"""What `training` cannot mean, where its keys are right one by one."""

from __future__ import annotations

from collections.abc import Iterator

from suite.catalog import Component
from suite.catalog.arguments.duration import OF_TIME, duration_problem
from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.schema.recipe_types import TrainingRecipeSettings


def checkpoints_within_the_run(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """A duration of the right form that no run has."""
    problem = duration_problem(recipe.training.checkpoint_every, OF_TIME)
    if problem is not None:
        yield Contradiction(("training", "checkpoint_every"), problem)


def one_loss(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """A loss that leaves a number for each sample; what a full batch asks for is another rule."""
    loss = recipe.loss.arguments if isinstance(recipe.loss, Component) else {}
    if loss.get("reduction") == "none" and not catalog.is_full_batch(recipe.optimizer):
        message = (
            "leaves a number for each sample, and training needs one for all; remove this line"
        )
        yield Contradiction(("loss", "reduction"), message)


TRAINING_RULES = (checkpoints_within_the_run, one_loss)
