"""One model from several: stochastic weight averaging."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from suite.errors import UserError


def average_models(models: Mapping[Path, keras.Model], batches: tf.data.Dataset) -> keras.Model:
    """A model with the mean of the models' weights, its batch statistics estimated anew.

    w = 1 / K sum_k w_k

    with w_k the weights of model k of K. Points along one run lie around one minimum of the loss,
    and their mean in its middle; models from independent initial weights have no mean of use.

    Args:
        models: path -> model, of one architecture; they are left as they are.
        batches: of the training set.

    Returns:
        The mean, not compiled.

    Raises:
        UserError: a model's weights have other shapes than the first one's.

    Reference: Izmailov, Podoprikhin, Garipov, Vetrov, Wilson (2018), Averaging weights leads to
        wider optima and better generalization.

    Topic: reg/ensembles, reg/polyak
    """
    (first_path, first), *others = models.items()
    shapes = [weight.shape for weight in first.weights]
    for path, model in others:
        if [weight.shape for weight in model.weights] != shapes:
            raise UserError(
                f"{path}: its weights have other shapes than those of {first_path}; only weights "
                "of one architecture have a mean. Leave out --average."
            )
    averaged = keras.models.clone_model(first)
    averaged.set_weights(mean_weights([model.get_weights() for model in models.values()]))
    estimate_batch_statistics(averaged, batches)
    return averaged


def mean_weights(weights: Sequence[Sequence[np.ndarray]]) -> list[np.ndarray]:
    """The mean of each weight over the models, computed in float64.

    Args:
        weights: a list of arrays for each model.
    """
    return [
        np.mean(one, axis=0, dtype=np.float64).astype(one[0].dtype)
        for one in zip(*weights, strict=True)
    ]


def estimate_batch_statistics(model: keras.Model, batches: tf.data.Dataset) -> None:
    """Give each BatchNormalization the mean of its batch statistics over a training set.

    With the mean weights, activations have other statistics than the mean of the models'
    statistics. One pass in training mode; a smaller last batch is left out, unless it is the only
    one. Layers that are frozen, or that renormalize, keep what they have.

    Args:
        model: whose moving means and variances are replaced; no other weight changes.
        batches: pairs of inputs and labels.
    """
    layers = list(_normalizations(model))
    if not layers:
        return

    momenta = [layer.momentum for layer in layers]
    moving = [one for layer in layers for one in (layer.moving_mean, layer.moving_variance)]
    totals, size, count = [0.0] * len(moving), None, 0
    try:
        for layer in layers:
            layer.momentum = 0.0  # what moves is then the last batch's
        step = tf.function(lambda inputs: model(inputs, training=True))
        traced = step.get_concrete_function(batches.element_spec[0])
        for inputs, _ in batches:
            size = size or len(inputs)
            if len(inputs) == size:
                traced(inputs)
                count += 1
                totals = [
                    a + b.numpy().astype(np.float64) for a, b in zip(totals, moving, strict=True)
                ]
    finally:
        for layer, momentum in zip(layers, momenta, strict=True):
            layer.momentum = momentum
    for variable, total in zip(moving, totals, strict=True):
        variable.assign(total / count)


def _normalizations(model: keras.Model) -> Iterator[keras.layers.BatchNormalization]:
    """The BatchNormalization layers whose statistics move, those of inner models too."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _normalizations(layer)
        elif (
            isinstance(layer, keras.layers.BatchNormalization)
            and layer.trainable
            and not getattr(layer, "renorm", False)
        ):
            yield layer
