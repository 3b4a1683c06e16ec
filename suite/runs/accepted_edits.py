"""Whether a recipe takes a change, before the change is proposed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from suite.errors import UserError
from suite.recipe import Recipe, load


def accepts(recipe: Recipe, override: str) -> bool:
    """Whether a recipe takes an override `key=value`, and something listens to it.

    Args:
        recipe: as it is.
        override: not accepted are what the recipe refuses as a mistake, a key of which it then
            remarks that it does nothing, and the value that it has already.

    Example:
        >>> recipe = suite.load("models/mlp-digits")
        >>> [accepts(recipe, one) for one in ("model.dropout=0.5", "model.depth=3")]
        [True, False]
        >>> accepts(recipe, "training.worker_wait=3.0")
        False
    """
    try:
        changed = recipe.replace(override)
    except UserError:
        return False
    if changed == recipe:
        return False
    idle = {one.key for one in changed.remarks()} - {one.key for one in recipe.remarks()}
    return override.partition("=")[0].rstrip("+") not in idle


def accepted_by(recipe_yaml: Path) -> Callable[[str], bool]:
    """`accepts` of the recipe in a file, which is read when it is first asked.

    Where it can no longer be read, for instance because a file that it names is gone, nothing is
    known against any change.
    """

    @functools.cache
    def recipe() -> Recipe | None:
        try:
            return load(recipe_yaml)
        except UserError:
            return None

    def takes(override: str) -> bool:
        known = recipe()
        return known is None or accepts(known, override)

    return takes
