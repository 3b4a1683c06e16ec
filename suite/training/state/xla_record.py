"""Whether XLA compiled the steps of a run that goes on."""

from __future__ import annotations

from dataclasses import replace

import tensorflow as tf

from suite.recipe import TrainingRecipe
from suite.recipe.identity.identity import read_identity
from suite.runs import RunDirectory
from suite.training.step.xla_choice import XlaChoice


def with_recorded(
    choice: XlaChoice,
    recipe: TrainingRecipe,
    strategy: tf.distribute.Strategy,
    directory: RunDirectory,
) -> XlaChoice:
    """The choice of an unfinished run, where the recipe leaves it open.

    A run that is resumed with more epochs would choose anew by its new length, and its weights
    would no longer be, bit for bit, those of a run that was never interrupted.

    Args:
        choice: what would be chosen now.
        recipe: of the run.
        strategy: of this process; with several replicas XLA cannot compile.
        directory: planned, or of the unfinished run.
    """
    is_open = recipe.training.jit_compile == "auto" and strategy.num_replicas_in_sync == 1
    if not is_open or not directory.is_unfinished:
        return choice
    try:
        before = (read_identity(directory.path) or {}).get("xla")
    except (ValueError, OSError):  # damaged, which the run says
        return choice
    if not isinstance(before, bool) or before == choice.compiles:
        return choice
    return replace(choice, compiles=before, reason="as when the run began")
