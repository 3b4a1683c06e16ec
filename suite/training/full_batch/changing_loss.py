"""Models whose loss is another one each time, which no line search can compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

from suite.training.assembly.parts import Unfit
from suite.training.loop.compiled import no_advice
from suite.training.state.variables import local_copies
from suite.training.step.step import map_batch


def refuse_changing_loss(model: keras.Model, sample: Any, strategy: tf.distribute.Strategy) -> None:
    """Refuse a model whose loss is no function of its weights and the data alone.

    Args:
        model: compiled and built; it is called, and left as it was.
        sample: a batch.
        strategy: in whose scope the model was built.

    Raises:
        Unfit: names the layers that draw at random or look at the whole batch, or the variable
            with a constraint.
    """
    name = type(model.optimizer).__name__
    if changed := _changed_by_a_call(model, sample, strategy):
        raise Unfit(
            "model",
            f"{name} compares losses of the whole training set, which must depend on the "
            f"weights alone, and {', '.join(changed)} draws at random or takes "
            "statistics of the batch. Remove it (a rate of 0, norm: layer or group), or take "
            "another optimizer.",
        )
    bound = [v.path for v in model.trainable_variables if getattr(v, "constraint", None)]
    if bound:
        raise Unfit(
            "model",
            f"{name} knows no constraints, and {bound[0]} has one; use a regularizer, or "
            "take another optimizer.",
        )


def _changed_by_a_call(
    model: keras.Model, sample: Any, strategy: tf.distribute.Strategy
) -> Sequence[str]:
    """The layers of which a call in training changes a state: seeds, statistics."""
    x = map_batch(lambda t: t[:2], keras.utils.unpack_x_y_sample_weight(sample))[0]
    states = [
        (layer.name, copy, copy.numpy())
        for layer in model.layers
        for variable in layer.non_trainable_variables
        for copy in local_copies(variable)
    ]
    with strategy.scope(), no_advice():
        strategy.run(lambda: model(x, training=True))
    changed: dict[str, None] = {}
    for layer, copy, before in states:
        if (copy.numpy() != before).any():
            changed[layer] = None
            copy.assign(before)
    return list(changed)
