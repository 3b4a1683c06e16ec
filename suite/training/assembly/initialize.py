"""Where a recipe's `initialization` sets the weights of the model, before the first step."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf

from suite.checks.support.untouched import random_states_kept
from suite.data import Dataset
from suite.training.assembly.parts import TrainingParts
from suite.training.replicas.agreement import Agreement


def initialize(
    parts: TrainingParts,
    model: keras.Model,
    dataset: Dataset,
    say: Callable[[str], object] = lambda text: None,
    *,
    strategy: tf.distribute.Strategy | None = None,
    from_checkpoint: bool = False,
) -> None:
    """Apply the recipe's initialization to a freshly assembled model, if it has one.

    It sees the raw training inputs, without augmentation and labels. Called outside of the
    strategy's scope, it computes once a process, not once a replica, whatever their number; of
    several workers the chief's weights count. Python's and NumPy's random states stay.

    Args:
        parts: of the recipe.
        model: before anything copies its weights, and before its first step.
        dataset: of the recipe.
        say: given lines that tell what was done.
        strategy: the model was built in its scope.
        from_checkpoint: whether a checkpoint of this worker's will bring the weights; where one
            worker has one, nothing is done.

    Raises:
        RecipeError: the initialization refuses the model or its arguments.
    """
    component = parts.recipe.initialization
    if component is None:
        return
    agreement = Agreement(strategy or tf.distribute.get_strategy())
    if agreement.any(from_checkpoint):
        return
    with random_states_kept():
        parts.build(
            "initializations",
            component,
            ("initialization",),
            model=model,
            inputs=dataset.train.inputs,
            seed=parts.recipe.seed,
            say=say,
        )
    if agreement.workers > 1:
        take_from_chief(model, agreement)


def take_from_chief(model: keras.Model, agreement: Agreement) -> None:
    """Give every worker the chief's weights, to the bit, though processors may round otherwise."""
    own = np.concatenate([keras.ops.convert_to_numpy(one).ravel() for one in model.weights])
    chiefs = agreement.sum(own if agreement.index == 0 else np.zeros_like(own))
    for weight in model.weights:
        values, chiefs = np.split(chiefs, [weight.value.shape.num_elements()])
        weight.assign(values.reshape(weight.shape))
