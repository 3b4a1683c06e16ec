"""The slow, obvious way to see activations and batch statistics: eager, layer by layer, NumPy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from tests.training.nets import dataset


@dataclass
class SeenStep:
    """What the layers of a plain eager net did in one step; mappings by layer name."""

    iteration: int
    activations: dict[str, np.ndarray]
    statistics: dict[str, tuple[np.ndarray, np.ndarray]]
    moving: dict[str, tuple[np.ndarray, np.ndarray]]


def seen_steps(model: keras.Model, steps: int = 10, parts: int = 1) -> Iterator[SeenStep]:
    """Train eagerly, each batch in equal parts, and tell what each layer gave."""
    optimizer, variables = model.optimizer, model.trainable_variables
    optimizer.build(variables)
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    norms = [one for one in layers if isinstance(one, keras.layers.BatchNormalization)]
    tensors = [*(layer.output for layer in layers), *(norm.input for norm in norms)]
    tap = keras.Model(model.inputs, [model.output, *tensors])
    for iteration, batch in enumerate(dataset().repeat().take(steps)):
        x, y = map(tf.convert_to_tensor, batch)
        scale = float(optimizer.scale_loss(tf.constant(1.0)))
        sums, seen = [0.0] * len(variables), []
        for x_part, y_part in zip(tf.split(x, parts), tf.split(y, parts), strict=True):
            with tf.GradientTape() as tape:
                logits, *values = tap(x_part, training=True)
                loss = model.compute_loss(x_part, y_part, logits, training=True) * scale
            gradients = tape.gradient(loss, variables)
            sums = [a + b for a, b in zip(sums, gradients, strict=True)]
            seen.append([np.asarray(value, "float32") for value in values])
        optimizer.apply([total / parts for total in sums], variables)
        outputs = [np.concatenate(column) for column in zip(*seen, strict=True)]
        inputs = [part[len(layers) :] for part in seen]
        yield SeenStep(
            iteration,
            {layer.name: output for layer, output in zip(layers, outputs, strict=False)},
            {
                norm.name: statistics([part[index] for part in inputs], norm.momentum)
                for index, norm in enumerate(norms)
            },
            {norm.name: (norm.moving_mean.numpy(), norm.moving_variance.numpy()) for norm in norms},
        )


def statistics(parts: list[np.ndarray], momentum: float) -> tuple[np.ndarray, np.ndarray]:
    """Mean and biased variance per channel; of parts, weighted as the moving statistics do."""
    flat = [part.reshape(-1, part.shape[-1]).astype("float64") for part in parts]
    weights = momentum ** np.arange(len(parts))[::-1]
    means = np.average([one.mean(axis=0) for one in flat], axis=0, weights=weights)
    return means, np.average([one.var(axis=0) for one in flat], axis=0, weights=weights)
