"""The changes that findings propose, as far as the recipe takes them."""

from __future__ import annotations

import dataclasses
import functools

from suite.diagnostics import Edit, Finding
from suite.recipe import TrainingRecipe
from suite.runs.accepted_edits import accepts


class Proposed:
    """A finding with its edit, if the recipe takes that; else without.

    Diagnostics and checks look at the model and know little of the recipe: one of a user's own
    net has no `model.norm`, for instance.

    Args:
        recipe: of the run.

    Example:
        >>> proposed = Proposed(suite.load("quickstart"))
        >>> found = Finding("mine", "It is slow.", edit=Edit("optimizer.momentun", 0.9, 0.5))
        >>> proposed(found).edit is None
        True
    """

    def __init__(self, recipe: TrainingRecipe) -> None:
        self.takes = functools.cache(functools.partial(accepts, recipe))

    def __call__(self, finding: Finding) -> Finding:
        edit = finding.edit
        if not isinstance(edit, Edit) or self.takes(edit.override):
            return finding
        return dataclasses.replace(finding, edit=None)
