"""What can be seen of penalties before the model is built."""

from __future__ import annotations

from collections.abc import Iterator

from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.schema.recipe_types import TrainingRecipeSettings


def penalties_with_content(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Names of layers alone do nothing."""
    for number, entry in enumerate(recipe.penalties):
        if not entry.components:
            yield Contradiction(
                ("penalties", number),
                "names layers and nothing that holds for them; add for instance "
                "`kernel_regularizer: {kind: l2, l2: 0.0001}`",
            )


PENALTY_RULES = (penalties_with_content,)
