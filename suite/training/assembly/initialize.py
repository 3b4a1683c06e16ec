"""Where a recipe's `initialization` sets the weights of the model, before the first step.

Outside of the strategy's scope it computes once per process, not once per replica; of several
workers the chief's weights count. Python's and NumPy's random states stay.
"""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np

from suite.catalog import Component
from suite.checks.support.untouched import random_states_kept
from suite.data.files.rows import Inputs
from suite.training.assembly.parts import TrainingParts
from suite.training.replicas.agreement import Agreement


def initialize(
    parts: TrainingParts,
    component: Component,
    model: keras.Model,
    inputs: Inputs,
    agreement: Agreement,
    say: Callable[[str], object],
) -> None:
    """Let data set the weights of a freshly assembled model.

    Args:
        parts: of the recipe.
        component: how.
        model: before anything copies its weights, and before its first step.
        inputs: of the training set, raw.
        agreement: of the workers.
        say: given lines that tell what was done.

    Raises:
        RecipeError: the initialization refuses the model or its arguments.

    Example:
        >>> recipe = suite.load("quickstart", "initialization=lsuv")
        >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="logits")])
        >>> x, parts = np.random.normal(size=(256, 4)), TrainingParts.of(recipe)
        >>> initialize(parts, recipe.initialization, model, x, Agreement(None), say=print)
        lsuv: variance of the outputs of 1 layers on 256 samples: ...
    """
    with random_states_kept():
        parts.build(
            "initializations",
            component,
            ("initialization",),
            model=model,
            inputs=inputs,
            seed=parts.recipe.seed,
            say=say,
        )
    if agreement.workers > 1:
        _take_from_chief(model, agreement)


def _take_from_chief(model: keras.Model, agreement: Agreement) -> None:
    """Give every worker the chief's weights, to the bit, though processors may round otherwise."""
    own = np.concatenate([keras.ops.convert_to_numpy(one).ravel() for one in model.weights])
    chiefs = agreement.sum(own if agreement.index == 0 else np.zeros_like(own))
    for weight in model.weights:
        values, chiefs = np.split(chiefs, [weight.value.shape.num_elements()])
        weight.assign(values.reshape(weight.shape))
