"""What a model computes on the probe set, the first training examples: outputs and gradients."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from suite.errors import UserError
from suite.studies.measures.arm import Arm
from suite.suggest import close_names, did_you_mean

if TYPE_CHECKING:
    import keras

SAMPLES = 256
_BATCH = 256


def probe(arm: Arm, *layers: str, samples: int = SAMPLES) -> list[np.ndarray]:
    """What layers give for the first training examples.

    As when the model predicts; where nothing was trained, as in a training step over all of these
    examples at once, since batch normalization knows no other statistics yet.

    Args:
        layers: names of layers.
        samples: how many examples, at least 1; all where there are fewer.

    Raises:
        UserError: the model has no layer of this name.

    Example:
        >>> arm = Arm(suite.load("models/mlp-digits", "model.widths=[5]"))
        >>> (hidden,) = probe(arm, "activation1", samples=3)
        >>> hidden.shape, bool(hidden.min() >= 0)
        ((3, 5), True)
    """
    return outputs_for(arm.model, list(layers), _inputs(arm, samples), training=arm.folder is None)


def outputs_for(
    model: keras.Model, layers: list[str], inputs: np.ndarray, *, training: bool
) -> list[np.ndarray]:
    """What layers of a model give for these inputs, in float64."""
    import keras

    tap = keras.Model(model.input, [layer_of(model, name).output for name in layers])
    size = len(inputs) if training else _BATCH
    parts = []
    with unchanged(model):
        for start in range(0, len(inputs), size):
            found = tap(inputs[start : start + size], training=training)
            found = found if isinstance(found, list | tuple) else [found]
            parts.append([np.asarray(one, dtype=float) for one in found])
    return [np.concatenate(one) for one in zip(*parts, strict=True)]


def inputs_of(arm: Arm, layer: str, model: keras.Model, samples: int = SAMPLES) -> np.ndarray:
    """What a layer of a model takes in for the first training examples, in float64."""
    source = layer_of(model, layer).input
    if isinstance(source, list | tuple):
        raise UserError(f"the layer `{layer}` takes several inputs; name one that takes one")
    return outputs_for(
        model,
        [source._keras_history.operation.name],
        _inputs(arm, samples),
        training=arm.folder is None,
    )[0]


def gradients(arm: Arm, layer: str, samples: int = SAMPLES, first: int = 0) -> np.ndarray:
    """The gradient of the loss by a layer's kernel, over some training examples.

    As in a training step over all of them at once, without penalties and clipping.

    Args:
        layer: with a kernel that is trained.
        samples: how many examples, at least 1.
        first: the number of the first of them, from 0.
    """
    return loss_gradients(arm, [layer], samples, first)[0]


def loss_gradients(
    arm: Arm, layers: list[str], samples: int = SAMPLES, first: int = 0
) -> list[np.ndarray]:
    """As `gradients`, of several layers in one pass."""
    import tensorflow as tf

    model = arm.model
    kernels = [kernel_of(model, name) for name in layers]
    inputs, targets = (
        part[first:] for part in (_inputs(arm, first + samples), arm.targets(first + samples))
    )
    with unchanged(model), tf.GradientTape() as tape:
        loss = arm.loss(targets, model(inputs, training=True))
    found = tape.gradient(loss, [kernel.value for kernel in kernels])
    return [
        np.zeros(kernel.shape) if one is None else np.asarray(tf.convert_to_tensor(one), float)
        for kernel, one in zip(kernels, found, strict=True)
    ]


def layer_of(model: keras.Model, name: str) -> keras.Layer:
    """A layer by its name.

    Raises:
        UserError: there is none, with close names.
    """
    names = [layer.name for layer in model.layers]
    if name not in names:
        hint = did_you_mean(close_names(name, names))
        raise UserError(f"the model has no layer `{name}`{hint} it has {', '.join(names)}")
    return model.get_layer(name)


def kernel_of(model: keras.Model, name: str) -> Any:
    """The trained kernel of a layer by its name.

    Raises:
        UserError: there is no such layer, or it has none.
    """
    found = [v for v in layer_of(model, name).trainable_variables if v.name == "kernel"]
    if not found:
        raise UserError(f"the layer `{name}` has no kernel that is trained")
    return found[0]


@contextlib.contextmanager
def unchanged(model: keras.Model) -> Iterator[None]:
    """Moving statistics and random states are, after this block, what they were before it."""
    before = [(variable, np.array(variable)) for variable in model.non_trainable_variables]
    try:
        yield
    finally:
        for variable, value in before:
            variable.assign(value)


def _inputs(arm: Arm, samples: int) -> np.ndarray:
    if samples < 1:
        raise UserError(f"`samples` must be at least 1. Received: {samples}")
    return arm.inputs(int(samples))
