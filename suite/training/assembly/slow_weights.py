"""The weights that a recipe validates and saves in place of those that train."""

from __future__ import annotations

import keras

from suite.training.assembly.assembly import Assembly
from suite.training.step.lookahead import Lookahead, float_statistics
from suite.training.step.slow_weights import SlowWeights
from suite.training.step.weight_average import WeightAverage


def slow_weights(assembly: Assembly, model: keras.Model) -> SlowWeights | None:
    """The moving average of `training.ema`, or what `training.lookahead` asks for; else None.

    Example:
        >>> assembly = Assembly(suite.load("quickstart", "training.ema=0.9"))
        >>> type(slow_weights(assembly, assembly.model)).__name__
        'WeightAverage'
    """
    settings, weights = assembly.recipe.training, model.trainable_variables
    with assembly.strategy.scope():
        if settings.ema is not None:
            return WeightAverage(weights, settings.ema)
        if settings.lookahead is not None:
            steps, options = assembly.clock.total, dict(settings.lookahead)
            return Lookahead(weights, float_statistics(model), **options, steps=steps)
    return None
