"""Settings that treat classes differently: their values, and what contradicts them."""

from __future__ import annotations

from collections.abc import Iterator

from suite.catalog import Component
from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.schema.recipe_types import TrainingRecipeSettings
from suite.recipe.schema.wording import received


def weights_of_classes(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """A weight is a number that is not negative."""
    weights = recipe.training.class_weights
    if not isinstance(weights, dict):
        return
    wrong = {
        name: value
        for name, value in weights.items()
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e30
    }
    for name, value in wrong.items():
        message = f"must be a number of at least 0. Received: {received(value)}"
        yield Contradiction(("training", "class_weights", name), message)


def counts_of_classes(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """A number of examples is a whole number; a class without any is another problem."""
    for name, value in recipe.data.class_counts.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            message = f"must be a whole number of at least 1. Received: {received(value)}"
            yield Contradiction(("data", "class_counts", name), message)


def one_balance(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """Rare classes are drawn more often, or they weigh more, not both."""
    if recipe.data.sampling == "balanced" and recipe.training.class_weights == "balanced":
        yield Contradiction(
            ("training", "class_weights"),
            "balances the classes, and so does data.sampling: balanced; a rare class would count "
            "twice as much as it should; remove one of the two",
            ("data.sampling",),
        )


def weighted_mean(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """A mean over the weights of a part is no part of the mean over the weights of all."""
    loss = recipe.loss.arguments if isinstance(recipe.loss, Component) else {}
    if recipe.training.class_weights and loss.get("reduction") == "mean_with_sample_weight":
        yield Contradiction(
            ("loss", "reduction"),
            "divides by the weights of each replica's and each micro-batch's own samples, so that "
            "these would change the result; remove this line, or training.class_weights",
            ("training.class_weights",),
        )


CLASS_RULES = (weights_of_classes, counts_of_classes, one_balance, weighted_mean)
