"""What makes probabilities or rates of logits where the loss does not."""

from __future__ import annotations

from typing import Any

import keras

from suite.recipe.task.task import Task


def output_activation(task: Task) -> str | None:
    """The activation after the logits of a model of the catalog; None for the losses of logits.

    Kullback-Leibler divergence, Dice, Tversky, the generalized cross-entropy and Poisson's loss
    take probabilities of the classes, Poisson's of real targets rates above 0, whose logarithm
    then is the logit.

    Example:
        >>> output_activation(Task("numbers", link="given", loss="poisson"))
        'softmax'
    """
    if not task.free or task.link != "given":
        return None
    if task.labels == "values":
        return "exponential"
    return "softmax" if task.labels in ("numbers", "one_hot") else "sigmoid"


def with_output_activation(outputs: Any, task: Task) -> Any:
    """The model's outputs as its loss takes them."""
    name = output_activation(task)
    if name is None:
        return outputs
    return keras.layers.Activation(name, dtype=outputs.dtype, name="probabilities")(outputs)
